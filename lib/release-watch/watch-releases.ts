import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { countsOf, standstills } from './judge-pipeline';
import type { Standstill } from './judge-pipeline';
import { readStages } from './read-stages';
import { releaseMetrics } from './release-metrics';
import type { WatchedPipeline } from './settings';

/** What one look at all pipelines found. */
export interface Look {
  /** Log lines, the metrics among them. */
  readonly lines: readonly object[];
  /** Pipelines that could not be read, with the reason. */
  readonly unread: readonly string[];
}

/** Looks at one pipeline after the other, because all calls of an account share a rate. */
export async function lookAt(
  pipelines: readonly WatchedPipeline[],
  client: CodePipelineClient,
  { project, now }: { readonly project: string; readonly now: Date },
): Promise<Look> {
  const found = new Map<string, Standstill[]>();
  const unread: string[] = [];
  for (const pipeline of pipelines) {
    try {
      found.set(pipeline.name, standstills(pipeline, await readStages(client, pipeline.name), now));
    } catch (error) {
      unread.push(`${pipeline.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const lines = [...found.values()]
    .flat()
    .map((one) => ({ level: 'warn', message: 'does not move', ...one }));
  return { lines: [...lines, ...releaseMetrics(project, countsOf(found), now)], unread };
}
