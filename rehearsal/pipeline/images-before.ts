import type { Engine } from '../cloud/engine/engine';
import type { Scenario } from '../scenarios';
import type { RunContext } from './action';
import { buildBaseline } from './baseline';
import { neighboursOf, rehearsedService } from './rehearsed-service';
import { environmentsOf } from './select-stages';
import type { Selection } from './select-stages';

/** What decides which images run before the release. */
export interface ImagesBefore {
  readonly selection: Selection;
  readonly scenario: Scenario;
  /** Builds every image too, when tasks are containers. */
  readonly engine?: Engine;
}

/**
 * Builds what runs before the release in all environments, at once; image by service name. Only in the first
 * environment it may be bad. Throws a UsageError when it cannot be built.
 */
export async function imagesBefore(
  context: RunContext,
  { selection, scenario: { faultsBefore }, engine }: ImagesBefore,
): Promise<Readonly<Record<string, string>>> {
  const { model, timeline, images } = context;
  const rehearsed = environmentsOf(selection).map((one) => rehearsedService(model, one));
  const all = new Set(rehearsed.flatMap((service) => neighboursOf(model, service)));
  const [first] = rehearsed;
  const bad = first !== undefined && faultsBefore !== undefined ? { [first.name]: faultsBefore } : {};
  const before = await buildBaseline(context, [...all], bad);
  if (engine === undefined) return before;
  const text = `${engine.command} builds the images and runs the tasks.`;
  timeline.emit({ type: 'note', text });
  // With those of the release, which are built already: no task has to wait for its image then.
  for (const image of images.all()) await engine.image(image);
  return before;
}
