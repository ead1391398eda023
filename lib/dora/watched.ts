import { pipelineName } from '../shared/names';

/** Which pipelines and stages are about releases of this project. */
export interface Watched {
  readonly project: string;
  readonly services: readonly string[];
  readonly environments: readonly string[];
}

/** The service that a pipeline releases; undefined for a pipeline of another project. */
export function serviceOfPipeline({ project, services }: Watched, pipeline: string): string | undefined {
  return services.find((service) => pipelineName(project, service) === pipeline);
}

/** Name of the action that checks a release after it. */
const VERIFY_ACTION = 'Verify';
/** Name of the action that renders a release. */
const PREPARE_ACTION = 'Prepare';

/** What an action does for a release; undefined for one that does not matter here. */
export function roleOf(action: string, category: string): 'prepare' | 'deploy' | 'verify' | undefined {
  if (category === 'Deploy') return 'deploy';
  if (category !== 'Invoke') return undefined;
  if (action === VERIFY_ACTION) return 'verify';
  return action === PREPARE_ACTION ? 'prepare' : undefined;
}
