import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative, resolve } from 'node:path';
import { ConfigError, resolveProject } from '../lib/config/resolve';
import type { Project } from '../lib/config/schema';

/** What is deployed unless `PROJECT_FILE` names another file; both are paths from the directory of the project. */
const DEFAULT_FILE = 'bin/environments.ts';

/**
 * The configuration that `PROJECT_FILE` names, checked, with every default applied.
 * @throws ConfigError with every problem
 */
export function configuredProject(settings: NodeJS.ProcessEnv): Project {
  const root = resolve(__dirname, '..');
  const path = resolve(root, settings.PROJECT_FILE || DEFAULT_FILE);
  const file = relative(root, path);
  if (!existsSync(path)) {
    const problem = `PROJECT_FILE: there is no such file; fix: name one like ${DEFAULT_FILE}, from the directory of the project`;
    throw new ConfigError([problem], file);
  }
  const loaded = createRequire(__filename)(path) as { readonly project?: unknown };
  return resolveProject(loaded.project, file);
}
