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
  /** Names of the stages of other environments before it, which are left out. */
  readonly skipped: readonly string[];
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
 * Chooses the pipeline and the stages: all that is before the first environment, and the chosen environment.
 * Without names: the service behind CodeDeploy, else one behind a load balancer, else the first, and its first environment.
 * Throws a UsageError that lists what there is.
 */
export function selectStages(model: AssemblyModel, service?: string, environment?: string): Selection {
  const services = pipelinesByService(model);
  if (services.size === 0) throw new UsageError('the assembly has no pipeline that deploys an ECS service');
  const name = service ?? defaultService(services, model);
  const found = [...services].find(([short, { name: full }]) => name === short || name === full);
  if (found === undefined) throw unknown('service', name, [...services.keys()]);
  const [short, pipeline] = found;
  const environments = pipeline.stages.filter(isEnvironment).map((stage) => stage.name);
  const chosen = environment ?? environments[0] ?? '';
  if (!environments.includes(chosen)) throw unknown('environment', chosen, environments);
  const end = pipeline.stages.findIndex((stage) => stage.name === chosen);
  const before = pipeline.stages.slice(0, end);
  return {
    pipeline,
    service: short,
    environment: chosen,
    stages: [...before.filter((stage) => !isEnvironment(stage)), ...pipeline.stages.slice(end, end + 1)],
    skipped: before.filter(isEnvironment).map((stage) => stage.name),
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
