import { parseStrategy } from '../../lib/delivery/strategy-text';
import type { AssemblyModel } from '../model';
import { Processes } from '../pipeline/processes';
import { rehearsedService, strategyOf } from '../pipeline/rehearsed-service';
import { selectStages } from '../pipeline/select-stages';
import { Workspace } from '../pipeline/workspace';
import { readAssembly } from '../template/read-assembly';
import { UsageError } from '../usage-error';
import type { Shutdown } from './shutdown';
import { synthesize } from './synthesize';

/** What `readAssembly` gives, and the way to remove what was synthesized for it. */
export type LoadedAssembly = ReturnType<typeof readAssembly> & { readonly remove: () => void };

/** Where an assembly comes from: a directory, or the project's app with a service's delivery perhaps changed. */
export interface AssemblySource {
  /** Absolute path; absent: the app is synthesized. */
  readonly assembly?: string;
  /** Absolute path of the file that the app takes its project from, in place of its own choice. */
  readonly projectFile?: string;
  /** Text of a strategy for the rehearsed service. */
  readonly strategy?: string;
  /** Name of the rehearsed service; absent: the one that is rehearsed by default. */
  readonly service?: string;
}

/** Reads the assembly of a directory, or synthesizes the project's app first. Throws UsageError. */
export async function loadAssembly(
  source: AssemblySource,
  project: string,
  shutdown: Shutdown,
): Promise<LoadedAssembly> {
  if (source.assembly !== undefined) return { ...read(source.assembly), remove: () => undefined };
  const workspace = new Workspace();
  const processes = new Processes();
  const remove = (): void => {
    processes.end();
    workspace.remove();
  };
  shutdown.add(remove);
  const synthesized = async (name: string, settings: Record<string, string>) => {
    const output = workspace.makeDirectory(name);
    const from: Record<string, string> =
      source.projectFile === undefined ? {} : { PROJECT_FILE: source.projectFile };
    await synthesize(project, output, processes, { ...from, ...settings });
    return read(output);
  };
  if (source.strategy === undefined) return { ...(await synthesized('cdk.out', {})), remove };
  // Which service is the default one, only an assembly can tell.
  const service = source.service ?? selectStages((await synthesized('cdk.default', {})).model).service;
  const changed = await synthesized('cdk.out', { DELIVERY: `${service}=${source.strategy}` });
  checkTaken(changed.model, service, source.strategy);
  return { ...changed, remove };
}

/** An app that does not know the setting would be rehearsed as it is, under a wrong name. */
function checkTaken(model: AssemblyModel, service: string, strategy: string): void {
  const wanted = parseStrategy(strategy);
  const { controller, kind } = strategyOf(rehearsedService(model, selectStages(model, service)));
  const wantedController = wanted.kind === 'rolling' ? 'ecs' : (wanted.controller ?? 'code-deploy');
  if (controller === wantedController && kind === wanted.kind) return;
  throw new UsageError(
    `--strategy: the app was synthesized with DELIVERY="${service}=${strategy}", but ${service} is still delivered ` +
      `by ${controller} ${kind}`,
  );
}

function read(directory: string): ReturnType<typeof readAssembly> {
  try {
    return readAssembly(directory);
  } catch (error) {
    if (error instanceof Error && error.name === 'AssemblyError') throw new UsageError(error.message);
    throw error;
  }
}
