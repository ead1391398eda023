import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative, resolve } from 'node:path';
import { ConfigError, resolveProject } from '../lib/config/resolve';
import type { Project } from '../lib/config/schema';
import type { ProjectInput } from '../lib/config/types';
import { withDelivery } from './delivery-override';

/** What is deployed unless `PROJECT_FILE` names another file; both are paths from the directory of the project. */
const DEFAULT_FILE = 'bin/environments.ts';

/**
 * The configuration that `PROJECT_FILE` names, with the delivery that `DELIVERY` asks for, checked, with every default
 * applied.
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
  const { project } = loaded;
  const { DELIVERY: override } = settings;
  if (!override) return resolveProject(project, file);
  // The override looks into the file's own data, so that comes first.
  resolveProject(project, file);
  return resolveProject(
    withDelivery(project as ProjectInput, override),
    `${file}, with DELIVERY="${override}",`,
  );
}
