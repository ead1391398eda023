import type { ActionModel, AssemblyModel, PipelineModel, StageModel } from '../model';
import { UsageError } from '../usage-error';

/** What a rehearsal runs of a pipeline. */
export interface Selection {
  readonly pipeline: PipelineModel;
  /** Short name of the service, as the person types it. */
  readonly service: string;
  readonly environment: string;
  /** Stages that are run, in order. */
  readonly stages: readonly StageModel[];
  /** Names of the stages that belong to environments before it and are left out. */
  readonly skipped: readonly string[];
  /** The environments that a good release goes on to, in order; each with the stages that lead to it. */
  readonly promotesTo: readonly Selection[];
}

/** All environments of a run, in the order of promotion. */
export function environmentsOf(selection: Selection): readonly Selection[] {
  return [selection, ...selection.promotesTo];
}

/** Whether a person decides in one of the stages. */
export function hasApproval(stages: readonly StageModel[]): boolean {
  return stages.some(({ actions }) => actions.some(({ category }) => category === 'Approval'));
}

/** Whether a stage releases to an environment. */
function isEnvironment({ actions }: StageModel): boolean {
  return actions.some(({ category }) => category === 'Deploy');
}

/**
 * Short names of the services that have a pipeline: the pipelines' names without what they all begin with.
 * Pipelines that deploy nothing are left out.
 */
export function pipelinesByService({ pipelines }: AssemblyModel): Map<string, PipelineModel> {
  const delivering = pipelines.filter(({ stages }) => stages.some(isEnvironment));
  const names = delivering.map(({ name }) => name);
  const prefix = commonPrefix(names);
  return new Map(delivering.map((pipeline) => [pipeline.name.slice(prefix.length), pipeline]));
}

function commonPrefix(names: readonly string[]): string {
  const [first = '', ...others] = names;
  if (others.length === 0) return first.slice(0, first.lastIndexOf('-') + 1);
  let length = first.length;
  while (length > 0 && !others.every((name) => name.startsWith(first.slice(0, length)))) length -= 1;
  return first.slice(0, first.slice(0, length).lastIndexOf('-') + 1);
}

/**
 * Chooses the pipeline and the stages. With an environment: what deploys nothing before it, and that environment alone.
 * Without: all environments of the pipeline in order. Without a service: the one behind CodeDeploy, else one behind a
 * load balancer, else the first.
 * Throws a UsageError that lists what there is.
 */
export function selectStages(model: AssemblyModel, service?: string, environment?: string): Selection {
  const services = pipelinesByService(model);
  if (services.size === 0) throw new UsageError('the assembly has no pipeline that deploys an ECS service');
  const name = service ?? defaultService(services, model);
  const found = [...services].find(([short, { name: full }]) => name === short || name === full);
  if (found === undefined) throw unknown('service', name, [...services.keys()]);
  const [short, pipeline] = found;
  const legs = legsOf(pipeline);
  const environments = legs.map((leg) => leg.at(-1)?.name ?? '');
  const base = { pipeline, service: short, skipped: [], promotesTo: [] };
  const all = legs.map((stages, index) => ({ ...base, environment: environments[index] ?? '', stages }));
  if (environment !== undefined) {
    const place = environments.indexOf(environment);
    if (place < 0) throw unknown('environment', environment, environments);
    return { ...base, environment, ...onlyStages(legs, place) };
  }
  const [first, ...promotesTo] = all;
  return { ...base, environment: '', stages: [], ...first, promotesTo };
}

/** The stages of a pipeline cut after each environment; what follows the last environment is left out. */
function legsOf({ stages }: PipelineModel): StageModel[][] {
  const ends = stages.flatMap((stage, index) => (isEnvironment(stage) ? [index + 1] : []));
  return ends.map((end, index) => stages.slice(ends[index - 1] ?? 0, end));
}

/** One environment alone: the environments before it are left out, with the approvals that lead to them. */
function onlyStages(legs: readonly StageModel[][], place: number): Pick<Selection, 'stages' | 'skipped'> {
  const before = legs.slice(0, place).flat();
  const leadsElsewhere = (stage: StageModel): boolean => isEnvironment(stage) || hasApproval([stage]);
  return {
    stages: [...before.filter((stage) => !leadsElsewhere(stage)), ...(legs[place] ?? [])],
    skipped: before.filter(leadsElsewhere).map(({ name }) => name),
  };
}

function defaultService(pipelines: ReadonlyMap<string, PipelineModel>, model: AssemblyModel): string {
  const all = [...pipelines];
  const open = model.services.filter(({ targetGroupArns }) => targetGroupArns.length > 0);
  const deploys = (wanted: (action: ActionModel) => boolean): string | undefined =>
    all.find(([, { stages }]) => stages.some(({ actions }) => actions.some(wanted)))?.[0];
  return (
    deploys(({ provider }) => provider === 'CodeDeployToECS') ??
    deploys(({ configuration: { ServiceName } }) => open.some(({ name }) => name === ServiceName)) ??
    all[0]?.[0] ??
    ''
  );
}

function unknown(what: string, got: string, allowed: readonly string[]): UsageError {
  return new UsageError(`unknown ${what} "${got}"; the assembly has: ${allowed.join(', ')}`);
}
