import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { project } from '../../bin/environments';
import { bind, dataOf } from '../delivery/bind-strategy';
import { synthesize, templatesOf } from '../shared/assembly';
import { rolesOf } from '../shared/iam';
import { ACTIONS_WITHOUT_RESOURCES, CALLERS } from './iam-calls';

const ROOT = resolve(__dirname, '..', '..');
/** The sandbox, with what it leaves out and other environments have. */
const environments = project.environments.map((environment) => ({
  ...environment,
  approval: true,
  probe: {},
}));
const shipped = rolesOf(templatesOf(synthesize({ ...project, environments })));
/** Roles that only another strategy than the shipped one needs. */
const byEcs = rolesOf(new Map([['by-ecs', dataOf(bind('ecs/canary:10%/5m'))]])).filter(({ key }) =>
  /EcsDelivery|TrafficRole|VerificationVerify/.test(key),
);
const roles = [...shipped, ...byEcs];

const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();

/** A handler and the modules of this project that it imports, directly or through others. */
function modulesOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || !existsSync(join(ROOT, file))) return seen;
  seen.add(file);
  for (const [, path] of readFileSync(join(ROOT, file), 'utf8').matchAll(/from '(\.{1,2}\/[^']+)'/g)) {
    modulesOf(relative(ROOT, resolve(ROOT, dirname(file), `${String(path)}.ts`)), seen);
  }
  return seen;
}

/** Services that IAM calls by another name than their client. */
const IAM_PREFIXES: Readonly<Record<string, string>> = {
  'elastic-load-balancing-v2': 'elasticloadbalancing',
};

/** IAM actions behind the SDK commands of a handler; S3 is left out, it uses the credentials of the job. */
function commandsOf(handler: string): string[] {
  return sorted(
    [...modulesOf(handler)].flatMap((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      const imports = text.matchAll(/import (?!type)\{([^}]+)\} from '@aws-sdk\/client-([\w-]+)'/g);
      return [...imports].flatMap(([, names, service]) =>
        [...String(names).matchAll(/(?<!type )\b(?:paginate(\w+)|(\w+)Command)\b/g)]
          .filter(() => service !== 's3')
          .map(
            ([, paged, single]) =>
              `${IAM_PREFIXES[String(service)] ?? String(service)}:${String(paged ?? single)}`,
          ),
      );
    }),
  );
}

it('finds the roles of every stack', () => {
  expect(sorted(shipped.map(({ key }) => String(key.split('/')[0])))).toEqual([
    'Insight',
    'Notifications',
    'Registry',
    'Source',
    'catalog-Pipeline',
    'sandbox-Observability',
    'sandbox-Platform',
    'sandbox-catalog',
    'sandbox-storefront',
    'storefront-Pipeline',
  ]);
});

it('has a caller for every role, and a role for every caller', () => {
  const unknown = roles.filter(({ key }) => !CALLERS.some(({ role }) => role.test(key)));
  const unused = CALLERS.filter(({ role }) => !roles.some(({ key }) => role.test(key)));
  expect([...unknown.map(({ key }) => key), ...unused.map(({ because }) => because)]).toEqual([]);
});

it.each(roles.map((role) => [role.key, role] as const))(
  '%s may call what it calls, and nothing else',
  (key, role) => {
    const caller = CALLERS.find((candidate) => candidate.role.test(key));
    const allowed = role.grants
      .filter((grant) => !grant.startsWith('DENY '))
      .map((grant) => String(grant.split(' ')[0]));
    expect(sorted(allowed)).toEqual(sorted([...(caller?.calls ?? []), ...(caller?.behind ?? [])]));
  },
);

it('uses no managed policy', () => {
  expect(roles.filter(({ managed }) => managed.length > 0).map(({ key }) => key)).toEqual([]);
});

it('grants on every resource only what AWS lets nobody narrow, or narrows it by a condition', () => {
  const wide = roles.flatMap(({ key, grants }) =>
    grants
      .filter((grant) => / on \*$/.test(grant) && !ACTIONS_WITHOUT_RESOURCES.has(String(grant.split(' ')[0])))
      .map((grant) => `${key}: ${grant}`),
  );
  expect(wide).toEqual([]);
});

it('has no action with a wildcard', () => {
  expect(roles.flatMap(({ grants }) => grants.filter((grant) => /^\S*\*/.test(grant)))).toEqual([]);
});

it('passes roles only to ECS tasks', () => {
  const passes = roles.flatMap(({ grants }) => grants.filter((grant) => grant.startsWith('iam:PassRole')));
  expect(passes.length).toBeGreaterThan(0);
  for (const pass of passes) {
    expect(pass).toMatch(/Task\w*Role/);
    expect(pass).toContain('"iam:PassedToService":"ecs-tasks.amazonaws.com"');
  }
});

it.each(sorted(CALLERS.flatMap(({ handler }) => handler ?? [])))(
  '%s makes exactly the AWS calls that its roles list',
  (handler) => {
    const calls = CALLERS.filter((caller) => caller.handler === handler).flatMap((caller) => [
      ...caller.calls,
      ...(caller.elsewhere ?? []),
    ]);
    expect(commandsOf(handler)).toEqual(sorted(calls.filter((call) => !/^(?:logs|ec2|s3|sqs):/.test(call))));
  },
);
