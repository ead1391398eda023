import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative, resolve } from 'node:path';
import { ConfigError, resolveProject } from '../lib/config/resolve';
import type { Project } from '../lib/config/schema';
import type { ProjectInput } from '../lib/config/types';
import { literalPattern } from '../lib/shared/literal-pattern';
import { withDelivery } from './delivery-override';

const ROOT = resolve(__dirname, '..');

/** What is deployed unless `PROJECT_FILE` names another file; both are paths from the directory of the project. */
const DEFAULT_FILE = 'bin/environments.ts';

/**
 * The configuration that `PROJECT_FILE` names, with the delivery that `DELIVERY` asks for, checked, with every default
 * applied.
 * @throws ConfigError with every problem
 */
export function configuredProject(settings: NodeJS.ProcessEnv): Project {
  const path = resolve(ROOT, settings.PROJECT_FILE || DEFAULT_FILE);
  const file = relative(ROOT, path);
  if (!existsSync(path)) {
    const problem = `PROJECT_FILE: there is no such file; fix: name one like ${DEFAULT_FILE}, from the directory of the project`;
    throw new ConfigError([problem], file);
  }
  const project = load(path, file);
  const resolved = resolveProject(project, file);
  requireFolders(resolved, file);
  const { DELIVERY: override } = settings;
  if (!override) return resolved;
  return resolveProject(
    withDelivery(project as ProjectInput, override),
    `${file}, with DELIVERY="${override}",`,
  );
}

/** What the file exports as `project`, unchecked; an error in the file itself is one line with its place. */
function load(path: string, file: string): unknown {
  try {
    const { project } = createRequire(__filename)(path) as { readonly project?: unknown };
    return project;
  } catch (error) {
    const { message = String(error), stack = '' } = (error ?? {}) as Partial<Error>;
    // esbuild writes a headline, then `file:line:column: ERROR: text` for each error.
    const [, line, text] =
      /:(\d+):\d+: ERROR: (.*)/.exec(message) ??
      new RegExp(`${literalPattern(path)}:(\\d+):\\d+`).exec(stack) ??
      [];
    const where = line === undefined ? '' : ` at line ${line}`;
    const problem = `the file cannot be run${where}: ${text ?? message.split('\n')[0]}; fix: correct it there; npm run typecheck shows more`;
    throw new ConfigError([problem], file);
  }
}

/** Folders of `app/` with the program of a service. */
function programs(): string[] {
  const folders = readdirSync(resolve(ROOT, 'app'));
  return folders.filter((name) => existsSync(resolve(ROOT, 'app', name, 'main.ts')));
}

/** @throws ConfigError when a service has no program under `app/` */
function requireFolders({ environments }: Project, file: string): void {
  const problems = environments.flatMap(({ services }, index) =>
    services.flatMap(({ name }, position) => {
      if (existsSync(resolve(ROOT, 'app', name, 'main.ts'))) return [];
      return [
        `environments[${index}].services[${position}].name: got "${name}"; allowed: a service whose program is app/<name>/main.ts: ${programs().join(', ')}; fix: write app/${name}/main.ts, or correct the name`,
      ];
    }),
  );
  if (problems.length > 0) throw new ConfigError(problems, file);
}
