import { assembleTrace, type AssembledTrace } from './assemble-trace';
import type { ReceivedSpan } from './span';

/** What decides which traces are shown. */
export interface Choice {
  /** `service.name` of the service that is released. */
  readonly service: string;
  /** Version label that the release brings. */
  readonly newVersion: string;
  /** False when the release did not come through. */
  readonly released: boolean;
}

/** A trace that is shown, with the reason. */
export interface ChosenTrace {
  readonly why: string;
  readonly trace: AssembledTrace;
}

interface Candidate {
  readonly id: string;
  readonly spans: readonly ReceivedSpan[];
  readonly services: number;
  readonly failed: boolean;
  readonly durationMs: number;
  /** Name of its first span, for example `GET /`. */
  readonly name: string;
}

/**
 * Picks the trace that tells most about a release: a failed request on the new version, else the slowest one on it when
 * the release did not come through, else a usual one. A usual one of the version before follows, to compare with.
 */
export function chooseTraces(
  traces: ReadonlyMap<string, readonly ReceivedSpan[]>,
  choice: Choice,
): ChosenTrace[] {
  const all = [...traces].map(([id, spans]) => toCandidate(id, spans));
  const isNew = ({ spans }: Candidate): boolean =>
    spans.some(({ service, version }) => service === choice.service && version === choice.newVersion);
  const old = all.filter((candidate) => !isNew(candidate));
  const told = telling(all.filter(isNew), choice.released) ?? failedBefore(old);
  const sound = old.filter(({ failed }) => !failed);
  const same = sound.filter(({ name }) => name === told?.candidate.name);
  const usual = usualOf(same.length > 0 ? same : sound);
  return [
    ...(told === undefined ? [] : [show(told.candidate, told.why)]),
    ...(usual === undefined ? [] : [show(usual, 'a usual request on the version before')]),
  ];
}

interface Telling {
  readonly candidate: Candidate;
  readonly why: string;
}

/** When the new version was never asked, what is wrong may be wrong with the one that was there. */
function failedBefore(old: readonly Candidate[]): Telling | undefined {
  const failed = usualOf(old.filter((candidate) => candidate.failed));
  return failed && { candidate: failed, why: 'a failed request on the version before' };
}

function telling(candidates: readonly Candidate[], released: boolean): Telling | undefined {
  const failed = richest(candidates.filter((candidate) => candidate.failed))[0];
  if (failed !== undefined) return { candidate: failed, why: 'a failed request on the new version' };
  const [slowest] = [...candidates].sort((a, b) => b.durationMs - a.durationMs);
  if (slowest === undefined) return undefined;
  if (!released) return { candidate: slowest, why: 'the slowest request on the new version' };
  return { candidate: usualOf(candidates) ?? slowest, why: 'a usual request on the new version' };
}

/** The one with the most services, and among those the one of middle duration. */
function usualOf(candidates: readonly Candidate[]): Candidate | undefined {
  const best = richest(candidates);
  return best[Math.floor((best.length - 1) / 2)];
}

/** Those that go through the most services, the slowest first; of equal ones the first by id. */
function richest(candidates: readonly Candidate[]): Candidate[] {
  const most = candidates.reduce((sum, { services }) => Math.max(sum, services), 0);
  return candidates
    .filter(({ services }) => services === most)
    .sort((a, b) => b.durationMs - a.durationMs || (a.id < b.id ? -1 : 1));
}

function toCandidate(id: string, spans: readonly ReceivedSpan[]): Candidate {
  const first = spans.find(({ parentId }) => parentId === undefined) ?? spans[0];
  const start = spans.reduce((least, { startMs }) => Math.min(least, startMs), Infinity);
  const end = spans.reduce((most, { startMs, durationMs }) => Math.max(most, startMs + durationMs), 0);
  return {
    id,
    spans,
    services: new Set(spans.map(({ service }) => service)).size,
    failed: spans.some((span) => span.failed),
    durationMs: end - start,
    name: first?.name ?? '',
  };
}

function show({ id, spans }: Candidate, why: string): ChosenTrace {
  return { why, trace: assembleTrace(id, spans) };
}
