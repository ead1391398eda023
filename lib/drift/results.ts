import {
  DescribeStackDriftDetectionStatusCommand,
  paginateDescribeStackResourceDrifts,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import type { StackResourceDrift, StackResourceSummary } from '@aws-sdk/client-cloudformation';
import type { Detection } from './detect';
import type { ResourceDrift, StackDrift, StackResource } from './drift-model';

const FIRST_PAUSE_MS = 3000;
const LONGEST_PAUSE_MS = 15_000;

/** Clocks of AWS tell times to the second in places. */
const SLACK_MS = 2000;

/** How a detection ended. */
export interface DetectionEnd {
  /** When it began; older results are of another one. */
  readonly since?: Date;
  /** Why it is not complete. */
  readonly problem?: string;
}

/** Waits for the end of a detection; undefined when it does not come before the deadline. */
export async function finishedDetection(
  { client, clock, deadline }: Detection,
  id: string,
): Promise<DetectionEnd | undefined> {
  for (let pause = FIRST_PAUSE_MS; clock.now() + pause <= deadline; pause = longer(pause)) {
    await clock.wait(pause);
    const command = new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: id });
    const { DetectionStatus, DetectionStatusReason, StackDriftStatus, Timestamp } =
      await client.send(command);
    if (DetectionStatus === 'DETECTION_IN_PROGRESS') continue;
    const failed = DetectionStatus !== 'DETECTION_COMPLETE';
    const reason = DetectionStatusReason ?? 'CloudFormation gives no reason';
    return {
      ...(Timestamp && { since: Timestamp }),
      ...(failed && { problem: `the detection failed: ${reason}` }),
      ...(!failed && StackDriftStatus === 'NOT_CHECKED' && { problem: 'CloudFormation did not check it' }),
    };
  }
  return undefined;
}

/** The resources of a stack, and what CloudFormation says about them since a detection. */
export async function readResults(
  { client, stack }: Detection,
  since: Date | undefined,
): Promise<Pick<StackDrift, 'resources' | 'drifts'>> {
  const drifts: ResourceDrift[] = [];
  const pages = paginateDescribeStackResourceDrifts({ client, pageSize: 100 }, { StackName: stack });
  for await (const { StackResourceDrifts = [] } of pages) {
    drifts.push(...StackResourceDrifts.map((drift) => resourceDrift(drift, since)));
  }
  const resources: StackResource[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client },
    { StackName: stack },
  )) {
    resources.push(...StackResourceSummaries.filter(isThere).map(stackResource));
  }
  return { resources, drifts };
}

function longer(pause: number): number {
  return Math.min(pause * 1.5, LONGEST_PAUSE_MS);
}

/** A resource that a later template no longer has stays in the list for a while. */
function isThere({ ResourceStatus }: StackResourceSummary): boolean {
  return !/^DELETE_(?:COMPLETE|SKIPPED)$/.test(ResourceStatus ?? '');
}

function stackResource(summary: StackResourceSummary): StackResource {
  const { LogicalResourceId = '', ResourceType = '', PhysicalResourceId } = summary;
  return {
    logicalId: LogicalResourceId,
    type: ResourceType,
    ...(PhysicalResourceId && { physicalId: PhysicalResourceId }),
  };
}

function resourceDrift(drift: StackResourceDrift, since: Date | undefined): ResourceDrift {
  const { LogicalResourceId = '', ResourceType = '', PhysicalResourceId, Timestamp } = drift;
  const old = since !== undefined && Timestamp !== undefined && +Timestamp + SLACK_MS < +since;
  const reason = old ? 'CloudFormation has only a result of an earlier detection' : drift.DriftStatusReason;
  return {
    logicalId: LogicalResourceId,
    type: ResourceType,
    status: old ? 'UNKNOWN' : (drift.StackResourceDriftStatus ?? 'UNKNOWN'),
    differences: (drift.PropertyDifferences ?? []).map((difference) => ({
      path: difference.PropertyPath ?? '',
      kind: difference.DifferenceType ?? 'NOT_EQUAL',
      expected: difference.ExpectedValue ?? 'null',
      actual: difference.ActualValue ?? 'null',
    })),
    ...(PhysicalResourceId && { physicalId: PhysicalResourceId }),
    ...(reason !== undefined && { reason }),
    ...(drift.ExpectedProperties && { expectedProperties: drift.ExpectedProperties }),
    ...(drift.ActualProperties && { actualProperties: drift.ActualProperties }),
  };
}
