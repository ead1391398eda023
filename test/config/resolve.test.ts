import fc from 'fast-check';
import { project } from '../../bin/environments';
import { memorySizesFor } from '../../lib/config/fargate-sizes';
import { ConfigError, resolveProject } from '../../lib/config/resolve';
import type { EnvironmentInput, ServiceInput } from '../../lib/config/types';

const storefront: ServiceInput = {
  name: 'storefront',
  exposure: 'public',
  delivery: { kind: 'canary', percent: 10, intervalMinutes: 5 },
  calls: ['catalog'],
};
const catalog: ServiceInput = { name: 'catalog', exposure: 'internal', delivery: { kind: 'rolling' } };

function withEnvironment(changes: object): unknown {
  const environment: EnvironmentInput = {
    name: 'sandbox',
    region: 'us-east-1',
    egress: { kind: 'nat-instance' },
    services: [storefront, catalog],
  };
  return { ...project, environments: [{ ...environment, ...changes }] };
}

function withService(changes: object): unknown {
  return withEnvironment({ services: [{ ...storefront, ...changes }, catalog] });
}

function problemsOf(input: unknown): readonly string[] {
  try {
    resolveProject(input);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration that ships', () => {
  it('is valid and gets every default', () => {
    const resolved = resolveProject(project);
    expect(resolved.toolchain).toEqual({
      region: 'us-east-1',
      branch: 'main',
      disposable: true,
      keepImages: 100,
      logRetentionDays: 14,
      source: { kind: 'codecommit', approvals: 1 },
      scan: { blockFrom: 'critical', allow: [] },
      notifications: { emails: [] },
      onCall: { pages: [] },
      timeZone: 'UTC',
    });
    expect(resolved.environments[0]?.services.map((service) => service.rollback)).toEqual([
      { errorPercent: 5, p99Ms: 800, minRequestsPerMinute: 20 },
      { errorPercent: 5, p99Ms: 800, minRequestsPerMinute: 20 },
    ]);
  });
});

describe('a bad value gets one clear line', () => {
  const at = 'environments[0].services[0]';
  it.each([
    [
      'an objective that nobody reaches',
      withService({ objective: { availabilityPercent: 100 } }),
      `${at}.objective.availabilityPercent: got 100; allowed: a number from 95 to 99.99 percent; fix: pick a share of good requests in that range`,
    ],
    [
      'a person on call who is no address',
      withEnvironment({ onCall: { pages: ['anna'] } }),
      `environments[0].onCall.pages[0]: got "anna"; allowed: one e-mail address; fix: for example 'team@example.com'`,
    ],
    [
      'an unknown region',
      withEnvironment({ region: 'us-est-1' }),
      'environments[0].region: got "us-est-1"; allowed: a region of the public partition of AWS; fix: write \'us-east-1\'',
    ],
    [
      'a canary of 0 %',
      withService({ delivery: { kind: 'canary', percent: 0, intervalMinutes: 5 } }),
      `${at}.delivery.percent: got 0; allowed: a whole number from 1 to 99 percent`,
    ],
    [
      'a canary of 100 %',
      withService({ delivery: { kind: 'canary', percent: 100, intervalMinutes: 5 } }),
      `${at}.delivery.percent: got 100; allowed: a whole number from 1 to 99 percent`,
    ],
    [
      'a bake longer than CodeDeploy allows',
      withService({ delivery: { kind: 'canary', percent: 10, intervalMinutes: 5, bakeMinutes: 2801 } }),
      `${at}.delivery.bakeMinutes: got 2801; allowed: a whole number from 0 to 2800 minutes`,
    ],
    [
      'two services of one name',
      withService({ name: 'catalog', calls: [] }),
      'environments[0].services[1].name: got "catalog"; allowed: a name that no other service has',
    ],
    [
      'an environment with no service',
      withEnvironment({ services: [] }),
      'environments[0].services: got an empty list; allowed: at least one service',
    ],
    [
      'a memory size that Fargate does not offer',
      withService({ cpu: 256, memoryMiB: 4096 }),
      `${at}.memoryMiB: got 4096; allowed with cpu 256: 512, 1024, 2048`,
    ],
    [
      'a CPU size that Fargate does not offer',
      withService({ cpu: 300 }),
      `${at}.cpu: got 300; allowed: 256, 512, 1024`,
    ],
    [
      'an error threshold out of range',
      withService({ rollback: { errorPercent: 0 } }),
      `${at}.rollback.errorPercent: got 0; allowed: a number above 0, at most 50 percent`,
    ],
    [
      'a latency threshold out of range',
      withService({ rollback: { p99Ms: 9 } }),
      `${at}.rollback.p99Ms: got 9; allowed: a whole number from 10 to 60000 milliseconds`,
    ],
    [
      'a NAT instance with gateways',
      withEnvironment({ egress: { kind: 'nat-instance', gateways: 2 } }),
      "environments[0].egress.gateways: got 2; allowed: only with kind 'nat-gateways'",
    ],
    [
      'gateways with an instance type',
      withEnvironment({ egress: { kind: 'nat-gateways', instanceType: 't4g.nano' } }),
      'environments[0].egress.instanceType: got "t4g.nano"; allowed: only with kind \'nat-instance\'',
    ],
    [
      'an x86 NAT instance type',
      withEnvironment({ egress: { kind: 'nat-instance', instanceType: 't3.nano' } }),
      'environments[0].egress.instanceType: got "t3.nano"; allowed: an ARM instance type',
    ],
    [
      'a canary without a load balancer',
      withEnvironment({ services: [{ ...storefront, exposure: 'internal', calls: [] }] }),
      `${at}.delivery.kind: got "canary"; allowed for an internal service: 'rolling'`,
    ],
    [
      'more tasks at rest than at the most',
      withService({ scaling: { minTasks: 5 } }),
      `${at}.scaling.maxTasks: got 4; allowed: 5 (minTasks) or more`,
    ],
    [
      'CPU scaling behind a load balancer',
      withService({ scaling: { cpuPercent: 50 } }),
      `${at}.scaling.cpuPercent: got 50; allowed: only without a load balancer`,
    ],
    [
      'a call to nobody',
      withService({ calls: ['katalog'] }),
      `${at}.calls[0]: got "katalog"; allowed: catalog`,
    ],
    [
      'a certificate of another region',
      withService({
        https: {
          domainName: 'shop.example.com',
          certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/abc',
        },
      }),
      `${at}.https.certificateArn: got "eu-west-1"; allowed: a certificate of region us-east-1`,
    ],
    [
      'a retention that CloudWatch does not take',
      withEnvironment({ logRetentionDays: 8 }),
      'environments[0].logRetentionDays: got 8; allowed: 1, 3, 5, 7',
    ],
    [
      'an account as a number',
      withEnvironment({ account: 111122223333 }),
      'environments[0].account: got 111122223333; allowed: twelve digits in quotes',
    ],
    [
      'a misspelt knob',
      withService({ memoryMib: 512 }),
      "does not know 'memoryMib'; allowed: name, exposure, delivery",
    ],
    [
      'something that is no project',
      'sandbox',
      'project: got "sandbox"; allowed: a project; fix: write an object',
    ],
  ])('%s', (_, input, line) => {
    expect(problemsOf(input)).toEqual([expect.stringContaining(line)]);
  });

  it('says how to fix it', () => {
    for (const problem of problemsOf(withService({ cpu: 300, name: 'Shop', delivery: { kind: 'hope' } }))) {
      expect(problem).toMatch(/got .+; allowed: .+; fix: .+/);
    }
  });
});

it('reports every problem at once, wrong shapes and broken rules together', () => {
  const problems = problemsOf({
    ...project,
    environments: [
      {
        name: 'sandbox',
        region: 'nowhere',
        egress: { kind: 'nat-gateways', instanceType: 't4g.nano' },
        services: [
          { ...storefront, cpu: 256, memoryMiB: 4096 },
          { ...catalog, name: 'storefront' },
        ],
      },
    ],
  });
  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    'environments[0].region',
    'environments[0].services[1].name',
    'environments[0].services[0].memoryMiB',
    'environments[0].services[0].calls[0]',
  ]);
});

it('wants the environments in the region of the toolchain, and accounts on both sides or on none', () => {
  const [sandbox] = project.environments;
  const elsewhere = { ...sandbox, region: 'eu-west-1', account: '111122223333' };
  expect(problemsOf({ ...project, environments: [elsewhere] })).toEqual([
    expect.stringContaining(
      'environments[0].region: got "eu-west-1"; allowed: "us-east-1", as in toolchain.region',
    ),
    expect.stringContaining('toolchain.account: got nothing; allowed: an account id'),
  ]);
});

it.each([
  ['us-esat-1', "write 'us-east-1'"],
  ['eu-central1', "write 'eu-central-1'"],
  ['US-EAST-1', "write 'us-east-1'"],
  ['frankfurt', "write its name in the spelling of AWS, for example 'us-east-1'"],
])('says once what the region %s of the toolchain may mean, and recommends it to nobody', (region, fix) => {
  expect(problemsOf({ ...project, toolchain: { ...project.toolchain, region } })).toEqual([
    `toolchain.region: got "${region}"; allowed: a region of the public partition of AWS; fix: ${fix}`,
  ]);
});

it.each([
  [{ ...project, toolchian: {} }, "write 'toolchain' for 'toolchian'"],
  [withEnvironment({ aproval: true, colour: 1 }), "write 'approval' for 'aproval'"],
  [withEnvironment({ colour: 1 }), 'remove it or correct its spelling'],
  [withEnvironment({ egress: { kind: 'nat-gateway' } }), "did you mean 'nat-gateways'?"],
  [withEnvironment({ services: [{ ...catalog, delivery: { kind: 'roling' } }] }), "did you mean 'rolling'?"],
])('suggests what a misspelt word may mean', (input, suggestion) => {
  expect(problemsOf(input)).toEqual([expect.stringContaining(suggestion)]);
});

it('wants one architecture for a service in every environment', () => {
  const [sandbox] = project.environments;
  const later = {
    ...sandbox,
    name: 'production',
    services: sandbox?.services.map((service) => ({ ...service, architecture: 'x86_64' })),
  };
  expect(problemsOf({ ...project, environments: [sandbox, later] })).toEqual([
    expect.stringContaining(
      `environments[1].services[0].architecture: got "x86_64"; allowed: 'arm64', as in the environment before`,
    ),
    expect.stringContaining('environments[1].services[1].architecture'),
  ]);
});

it('gives a message that names the file and counts the problems', () => {
  expect(() => resolveProject(withEnvironment({ services: [] }))).toThrow(
    /^bin\/environments\.ts has one problem:\n {2}environments\[0\]\.services: got/,
  );
});

it('never throws anything but a ConfigError, whatever it is given', () => {
  fc.assert(
    fc.property(fc.anything(), (input) => {
      expect(() => resolveProject(input)).toThrow(ConfigError);
    }),
  );
});

it('knows the sizes that Fargate offers at the edges of each range', () => {
  expect(memorySizesFor(512)).toEqual([1024, 2048, 3072, 4096]);
  expect(memorySizesFor(4096)[0]).toBe(8192);
  expect(memorySizesFor(16_384).at(-1)).toBe(122_880);
  expect(memorySizesFor(300)).toEqual([]);
});
