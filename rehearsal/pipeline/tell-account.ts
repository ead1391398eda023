import { afterRun } from '../bus/after-run';
import { executionsOf } from '../bus/executions';
import { SECONDS_AFTER } from '../bus/next-release';
import { createClock } from '../cloud/clock';
import type { EventRuleModel } from '../event-rule-model';
import type { RehearsalEvent, RehearsalResult } from '../events';
import type { AssemblyModel } from '../model';
import type { RunContext } from './action';
import type { AwsEndpoint, Published } from './endpoint/server';
import { Functions } from './lambda/functions';
import { rehearsedService } from './rehearsed-service';
import type { Summary } from './result';
import { environmentsOf } from './select-stages';
import type { Selection } from './select-stages';

/** What is known of a run when its last stage has ended. */
export interface FinishedRun {
  readonly context: RunContext;
  readonly selection: Selection;
  /** Id of the execution. */
  readonly execution: string;
  readonly result: Summary;
  readonly events: readonly RehearsalEvent[];
  readonly endpoint: AwsEndpoint;
  readonly published: readonly Published[];
  /** Cloud second in which the run was over. */
  readonly endedAt: number;
  /** By what this machine was the limit. */
  readonly limits: readonly string[];
}

/** Runs the functions that watch deliveries; undefined when no rule of the assembly calls one. */
export async function tellAccount(run: FinishedRun): Promise<RehearsalResult['aftermath']> {
  const { context, selection, result, events, endpoint, published, endedAt, limits } = run;
  const { model, timeline, account, region, objects } = context;
  const rules = rulesOf(model);
  if (rules.length === 0) return undefined;
  // Nothing of the run, nor of what is played after it, lies in the future.
  const startedAt = new Date(Date.now() - (endedAt + SECONDS_AFTER) * 1000);
  const { aftermath, drafts } = await afterRun({
    ...{ rules, endedAt, published, objects, limits },
    alarms: model.compositeAlarms ?? [],
    record: {
      ...{ account, region, startedAt, events: [...events] },
      pipeline: selection.pipeline,
      executions: executionsOf(run.execution, events, context.revision, startedAt),
      services: environmentsOf(selection).map((one) => rehearsedService(model, one)),
    },
    place: { service: selection.service, environment: result.environment },
    open: (arn, onLine) => functionsOf(context, onLine).open(arn),
    answerWith: (services) => endpoint.answerWith(services),
    note: (text) => timeline.emit({ type: 'note', text }),
    unchecked: (what) => context.unchecked('', what),
  });
  for (const draft of drafts)
    timeline.emit({ type: 'postmortem', startedAt: startedAt.toISOString(), ...draft });
  return aftermath;
}

/** The rules with the functions that can be run; the others are told as unchecked by the reader. */
export function rulesOf({ eventRules = [], functions }: AssemblyModel): EventRuleModel[] {
  const known = new Set(functions.map(({ arn }) => arn));
  return eventRules
    .map((rule) => ({ ...rule, functionArns: rule.functionArns.filter((arn) => known.has(arn)) }))
    .filter(({ functionArns }) => functionArns.length > 0);
}

/** Functions with a log of their own: what they print is no part of the run. */
function functionsOf(
  { model, processes, childEnvironment }: RunContext,
  onLine: (line: string) => void,
): Functions {
  const clock = createClock(1);
  return new Functions({
    functions: model.functions,
    processes,
    environment: childEnvironment,
    clock: () => clock,
    rewrite: (value) => value,
    onLine: (_name, line) => onLine(line),
  });
}
