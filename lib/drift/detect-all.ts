import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { unreadStack } from './classify';
import { detectStack } from './detect';
import type { Detection } from './detect';
import type { StackReport } from './drift-model';
import type { StackPlace } from './stack-places';

/** Every stack to look at, and how. */
export interface Detections extends Pick<Detection, 'project' | 'clock' | 'deadline'> {
  readonly places: readonly StackPlace[];
  readonly clientFor: (place: StackPlace) => CloudFormationClient;
  /** One sentence for an error of AWS. */
  readonly describe: (error: unknown) => string;
  /** Called when a stack is done. */
  readonly done?: (report: StackReport) => void;
}

/** CloudFormation reads every resource of a stack at once; more stacks together would only be throttled. */
const AT_ONCE = 6;

/** Looks at all stacks, some at a time. One that cannot be looked at takes nothing from the others. */
export async function detectAll(detections: Detections): Promise<StackReport[]> {
  const { places, clientFor, describe, done, ...rest } = detections;
  const reports = new Map<StackPlace, StackReport>();
  const waiting = [...places];
  const work = async (): Promise<void> => {
    for (let place = waiting.shift(); place; place = waiting.shift()) {
      const { stack } = place;
      const report = await detect({ ...rest, stack, client: clientFor(place) }, describe);
      reports.set(place, report);
      done?.(report);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return places.flatMap((place) => reports.get(place) ?? []);
}

async function detect(detection: Detection, describe: (error: unknown) => string): Promise<StackReport> {
  const { stack, clock, deadline } = detection;
  if (clock.now() >= deadline) return unreadStack(stack, 'there was no time left to look at it');
  return detectStack(detection).catch((error: unknown) => unreadStack(stack, describe(error)));
}
