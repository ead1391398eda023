import { Processes } from '../pipeline/processes';
import { Workspace } from '../pipeline/workspace';
import { readAssembly } from '../template/read-assembly';
import { UsageError } from '../usage-error';
import type { Shutdown } from './shutdown';
import { synthesize } from './synthesize';

/** What `readAssembly` gives, and the way to remove what was synthesized for it. */
export type LoadedAssembly = ReturnType<typeof readAssembly> & { readonly remove: () => void };

/** Reads the assembly of a directory, or synthesizes the project's app first. Throws UsageError. */
export async function loadAssembly(
  directory: string | undefined,
  project: string,
  shutdown: Shutdown,
): Promise<LoadedAssembly> {
  if (directory !== undefined) return { ...read(directory), remove: () => undefined };
  const workspace = new Workspace();
  const processes = new Processes();
  const remove = (): void => {
    processes.end();
    workspace.remove();
  };
  shutdown.add(remove);
  const output = workspace.makeDirectory('cdk.out');
  await synthesize(project, output, processes);
  return { ...read(output), remove };
}

function read(directory: string): ReturnType<typeof readAssembly> {
  try {
    return readAssembly(directory);
  } catch (error) {
    if (error instanceof Error && error.name === 'AssemblyError') throw new UsageError(error.message);
    throw error;
  }
}
