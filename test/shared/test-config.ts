import { project } from '../../bin/environments';
import { resolveProject } from '../../lib/config/resolve';
import type { Environment, Project, Service } from '../../lib/config/schema';

/** The sandbox project as it ships, with `changes` laid over its top level. */
export function testConfig(changes: Partial<Project> = {}): Project {
  return { ...resolveProject(project), ...changes };
}

/** The sandbox environment as it ships, with `changes` laid over it. */
export function testEnvironment(changes: Partial<Environment> = {}): Environment {
  const [sandbox] = resolveProject(project).environments;
  if (!sandbox) throw new Error('the project has no environment');
  return { ...sandbox, ...changes };
}

/** The service `name` of the sandbox as it ships, with `changes` laid over it. */
export function testService(name: string, changes: Partial<Service> = {}): Service {
  const service = testEnvironment().services.find((candidate) => candidate.name === name);
  if (!service) throw new Error(`the sandbox has no service ${name}`);
  return { ...service, ...changes };
}
