import type { RehearsalResult, VersionSummary } from '../events';
import { count, exactMilliseconds, percent, plural } from './numbers';

/** What each version did, one fact for each, labelled with its service. */
export function versionFacts({ versions }: RehearsalResult): [string, string][] {
  return versions.map((summary) => [summary.service, versionFact(summary)]);
}

function versionFact({ version, requests, failed, failedPercent, p50Ms, p99Ms }: VersionSummary): string {
  const who = version === 'none' ? 'no task answered' : version;
  const failures = failed === 0 ? 'none failed' : `${count(failed)} failed (${percent(failedPercent)})`;
  const latency = `p50 ${exactMilliseconds(p50Ms)}, p99 ${exactMilliseconds(p99Ms)}`;
  return `${who}: ${plural(requests, 'request')}, ${failures}; ${latency}`;
}

/** How much was traced, in a sentence. */
export function tracesFact({ traces, requests }: Pick<RehearsalResult, 'traces' | 'requests'>): string {
  if (traces === undefined) {
    return requests.total === 0
      ? 'none: nothing was started'
      : 'none: no task has a container beside it that takes them';
  }
  if (traces.traces === 0) return 'none was received';
  const spans = Object.entries(traces.spans).map(([service, number]) => `${service} ${count(number)}`);
  const left = traces.dropped === 0 ? '' : `; ${plural(traces.dropped, 'span')} let go for want of room`;
  return `${plural(traces.traces, 'trace')}; spans: ${spans.join(', ')}${left}`;
}
