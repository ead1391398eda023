import { JOURNEY_METADATA } from '../app/shared/journey';
import { CAUSES } from './cause';
import type { RehearsalResult, RequestSummary } from './events';
import type { Ending } from './expectation';

/** An end that a scenario wants, and the environment in which the release ends. */
export interface ExpectedEnding extends Ending {
  readonly environment: string;
}

/** Whether a run ended as its scenario wants; `none`: the machine was the limit, so the run says nothing. */
export interface Verdict {
  readonly kind: 'as-expected' | 'not-as-expected' | 'none';
  /** Why it is not as expected, each in a sentence; empty when it is. */
  readonly reasons: readonly string[];
}

/** What is judged. */
export interface Judged {
  readonly result: Omit<RehearsalResult, 'at' | 'speed' | 'limits' | 'expected' | 'verdict'>;
  readonly expected: readonly ExpectedEnding[];
  /** What the scenario must have shown, and whether the run did; absent when it has nothing to show. */
  readonly evidence?: { readonly text: string; readonly shown: boolean };
  /** By what the machine or the load were the limit, each in a sentence. */
  readonly limits: readonly string[];
  /** What shows that everything was slow, each in a sentence: it explains what is not as expected, and nothing else. */
  readonly slow?: readonly string[];
}

/** Compares how a release ended, where, by what, and what it cost users, with what the scenario wants. */
export function judge({ result, expected, evidence, limits, slow = [] }: Judged): Verdict {
  const reasons = [...endReasons(result, expected), ...functionReasons(result), ...refusalReasons(result)];
  if (evidence !== undefined && !evidence.shown) {
    reasons.push(
      `Nothing in the run shows "${evidence.text}", so the fault of the scenario is not what ended it.`,
    );
  }
  const inDoubt = reasons.length > 0 ? [...limits, ...slow] : dependsOnTime(result) ? limits : [];
  if (inDoubt.length > 0) return { kind: 'none', reasons: [...inDoubt, ...reasons] };
  return { kind: reasons.length === 0 ? 'as-expected' : 'not-as-expected', reasons };
}

function functionReasons({ aftermath }: Judged['result']): string[] {
  const failed = aftermath?.failed.length ?? 0;
  return failed === 0 ? [] : ['A function that watches releases failed, which no scenario expects.'];
}

/** A version that refuses what its users ask for serves nobody, although no request failed. */
function refusalReasons({ versions, environments = [] }: Judged['result']): string[] {
  const all = [versions, ...environments.map((one) => one.versions ?? [])].flat();
  const told = all.flatMap(({ service, version, onlyRefused = [] }) =>
    onlyRefused.map(
      (refused) =>
        `Version ${version} of ${service} refused all users who asked for ${refused}; if they never ask for it, say what ` +
        `they do in the metadata ${JOURNEY_METADATA} of the service.`,
    ),
  );
  return [...new Set(told)];
}

function endReasons(result: Judged['result'], expected: readonly ExpectedEnding[]): string[] {
  const outcomes = expected.filter(({ outcome }) => outcome === result.outcome);
  if (outcomes.length === 0)
    return [`The scenario expects the outcome ${inWords(expected.map(({ outcome }) => outcome))}.`];
  const here = outcomes.filter(({ environment }) => environment === result.environment);
  if (here.length === 0) {
    const wanted = inWords(outcomes.map(({ environment }) => environment));
    return [`It ended in "${result.environment}"; the scenario expects that in ${wanted}.`];
  }
  const causes = here.filter((ending) => causedBy(ending, result));
  if (causes.length === 0) {
    const wanted = [...new Set(here.flatMap((ending) => ending.causes.map((kind) => CAUSES[kind])))].join(
      ', or ',
    );
    const { kind = 'error', stage = '', action = '' } = result.cause ?? {};
    return [`It was ended by ${CAUSES[kind]} (${stage}/${action}); the scenario expects ${wanted}.`];
  }
  return lossReasons(result, Math.max(...causes.map(({ mayFailPercent }) => mayFailPercent)));
}

function causedBy({ causes }: Ending, { cause }: Judged['result']): boolean {
  return cause === undefined ? causes.length === 0 : causes.includes(cause.kind);
}

/** What users lost, in the environment where the release ended and in those before it, where nobody may notice. */
function lossReasons({ requests, window, environments = [] }: Judged['result'], mayFail: number): string[] {
  const before = environments.slice(0, -1).filter(({ outcome }) => outcome === 'released');
  const lost = before.flatMap((one) => (one.requests ? lossOf(one.requests, ` in ${one.environment}`) : []));
  return [...lost, ...(mayFail === 0 ? lossOf(requests, '') : shareOf(window, mayFail))];
}

function lossOf(requests: RequestSummary, where: string): string[] {
  const { total, failed } = requests;
  if (failed === 0) return [];
  const numbers = `${failed.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`;
  return [`${numbers} requests failed${where} (${percentOf(requests)} %), and none may.`];
}

/** Of the requests during the deployment; a second count of them would only confuse. */
function shareOf(window: RequestSummary, mayFail: number): string[] {
  if (window.failed <= (mayFail / 100) * window.total) return [];
  const failed = `${percentOf(window)} % of the requests during the deployment failed`;
  return [`${failed}, and ${mayFail} % may at most.`];
}

function percentOf({ total, failed }: RequestSummary): number {
  return total === 0 ? 0 : Number(((100 * failed) / total).toPrecision(2));
}

/** A slow machine can make a good version look bad, but not a bad one look good. */
function dependsOnTime({ cause, requests, window }: Judged['result']): boolean {
  return requests.failed > 0 || (cause !== undefined && window.total > 0);
}

function inWords(words: readonly string[]): string {
  return [...new Set(words)].map((word) => `"${word}"`).join(' or ');
}
