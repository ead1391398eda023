import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { templatesOf } from '../../bench/cost/assembly';
import { metricsOn } from '../../bench/cost/dashboard-body';
import { resourcesOf } from '../../bench/cost/template';
import { project } from '../../bin/environments';
import { resolveProject } from '../../lib/config/resolve';
import { projectSchema } from '../../lib/config/schema';
import type { ProjectInput } from '../../lib/config/types';
import { alarmsPage, configurationPage, costPage, renewed, strategiesPage } from '../../scripts/docs';
import { pathText, smallestProject } from '../../scripts/docs/configuration';
import { dashboardDrawings } from '../../scripts/docs/drawings';
import { readKnobs } from '../../scripts/docs/knobs';

const stacks = templatesOf(resolveProject(project));
const groups = readKnobs();
const knobs = groups.flatMap((group) => group.knobs.map((knob) => ({ ...knob, kind: group.kind })));

function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce((part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/** The value that a default stands for; undefined when it describes a behaviour. */
function literal(text: string): unknown {
  return text.startsWith('- ') ? undefined : JSON.parse(text.replaceAll("'", '"'));
}

describe('pages with generated parts', () => {
  it.each([
    ['docs/configuration.md', configurationPage],
    ['docs/cost.md', () => costPage(stacks)],
    ['docs/alarms.md', () => alarmsPage(stacks)],
    ['docs/strategies.md', strategiesPage],
  ])('%s is up to date (npm run docs)', (file, page) => {
    const found = page();
    expect(found.file).toBe(file);
    expect(readFileSync(resolve(__dirname, '../..', file), 'utf8')).toBe(renewed(found));
  });
});

describe('pictures of the dashboards', () => {
  const drawings = dashboardDrawings(stacks);

  it.each(drawings)('$file is up to date (npm run docs)', ({ file, svg }) => {
    expect(readFileSync(resolve(__dirname, '../..', file), 'utf8')).toBe(svg);
  });

  it('are all that there are, and each is shown on a page', () => {
    const folder = resolve(__dirname, '../../docs');
    const files = readdirSync(resolve(folder, 'dashboards')).map((name) => `docs/dashboards/${name}`);
    expect(files.sort()).toEqual(drawings.map(({ file }) => file).sort());
    const page = readFileSync(resolve(folder, 'first-five-minutes.md'), 'utf8');
    const shown = [...page.matchAll(/\]\((dashboards\/\w+\.svg)\)/g)].map(([, path]) => `docs/${path}`);
    expect(shown.sort()).toEqual(files);
  });
});

it('the default project has no more dashboards than every account has free', () => {
  const dashboards = stacks.flatMap((stack) => resourcesOf(stack, 'AWS::CloudWatch::Dashboard'));
  expect(dashboards.length).toBe(3);
  expect(dashboards.filter(({ properties }) => metricsOn(properties) > 50)).toEqual([]);
});

describe('TSDoc of the configuration', () => {
  it('has every part of the configuration', () => {
    expect(groups.map(({ path }) => pathText(path))).toEqual([
      '',
      'toolchain',
      'toolchain.source',
      'toolchain.source',
      'toolchain.scan',
      'toolchain.scan.allow[]',
      'toolchain.notifications',
      'toolchain.notifications.slack',
      'toolchain.onCall',
      'environments[]',
      'environments[].egress',
      'environments[].changeWindow',
      'environments[].onCall',
      'environments[].tracing',
      'environments[].tracing.transactionSearch',
      'environments[].probe',
      'environments[].services[]',
      ...Array<string>(5).fill('environments[].services[].delivery'),
      'environments[].services[].https',
      'environments[].services[].scaling',
      'environments[].services[].rollback',
      'environments[].services[].objective',
    ]);
  });

  it.each(groups)('knows the same keys as the schema: $path $kind', ({ path, kind, knobs: own }) => {
    const parsed = projectSchema.safeParse(withKey(smallestProject(kind), path, 'unheardOf'));
    const issue = parsed.error?.issues.find((candidate) => candidate.code === 'unrecognized_keys');
    const known = /allowed: (.*?); fix:/.exec(issue?.message ?? '')?.[1]?.split(', ') ?? [];
    expect(known.filter((name) => name !== 'kind' || kind === undefined).sort()).toEqual(
      own.map(({ name }) => name).sort(),
    );
  });

  it('tells a meaning for each knob', () => {
    expect(knobs.filter(({ meaning }) => meaning === '')).toEqual([]);
  });

  it('tells a default for each optional knob and for no other', () => {
    const wrong = knobs.filter(({ optional, defaultText }) => optional !== (defaultText !== undefined));
    expect(wrong.map(({ path }) => pathText(path))).toEqual([]);
  });
});

describe('defaults', () => {
  const applied = knobs.map((knob) => ({
    path: pathText(knob.path),
    documented: literal(knob.defaultText ?? '- required'),
    resolved: at(resolveProject(smallestProject(knob.kind)), knob.path),
    optional: knob.optional,
  }));

  it('are the ones that the schema applies', () => {
    const inSchema = applied.filter(
      ({ documented, resolved }) => documented !== undefined && resolved !== undefined,
    );
    expect(inSchema.map(({ path, resolved }) => [path, resolved])).toEqual(
      inSchema.map(({ path, documented }) => [path, documented]),
    );
    expect(inSchema.length).toBeGreaterThan(12);
  });

  it('are left to the templates only where they depend on another choice', () => {
    const later = applied.filter(
      ({ documented, resolved }) => documented !== undefined && resolved === undefined,
    );
    expect(later.map(({ path }) => path)).toEqual([
      'environments[].egress.instanceType',
      'environments[].egress.gateways',
      'environments[].tracing.transactionSearch.indexedPercent',
      'environments[].probe.everyMinutes',
      'environments[].services[].scaling.requestsPerMinutePerTask',
      'environments[].services[].scaling.cpuPercent',
    ]);
  });

  it.each(['scaling', 'rollback'])('of %s are all in the sentence that sums them up', (name) => {
    const group = knobs.find((knob) => knob.name === name);
    const values = Object.values(at(resolveProject(smallestProject()), group?.path ?? []) as object).map(
      String,
    );
    const sentence = group?.defaultText?.match(/\d+/g) ?? [];
    expect(sentence).toEqual(expect.arrayContaining(values));
  });

  it('that the templates apply are the documented ones', () => {
    const documented = (name: string): unknown =>
      literal(knobs.find((knob) => knob.name === name)?.defaultText ?? '- none');
    const found = (type: string) => stacks.flatMap((stack) => resourcesOf(stack, type));
    const [nat] = found('AWS::EC2::Instance');
    const targets = found('AWS::ApplicationAutoScaling::ScalingPolicy').map(({ properties }) =>
      at(properties, ['TargetTrackingScalingPolicyConfiguration', 'TargetValue']),
    );
    expect(nat?.properties.InstanceType).toBe(documented('instanceType'));
    expect(targets).toEqual([documented('cpuPercent'), documented('requestsPerMinutePerTask')]);
    expect(gatewaysOf(smallestProject())).toBe(documented('gateways'));
  });
});

function gatewaysOf(input: ProjectInput): number {
  const environments = input.environments.map((environment) => ({
    ...environment,
    egress: { kind: 'nat-gateways' as const },
  }));
  return templatesOf(resolveProject({ ...input, environments })).flatMap((stack) =>
    resourcesOf(stack, 'AWS::EC2::NatGateway'),
  ).length;
}

function withKey(target: unknown, path: readonly (string | number)[], key: string): unknown {
  const [first, ...rest] = path;
  const fields = (target ?? {}) as Record<PropertyKey, unknown>;
  if (first === undefined) return { ...fields, [key]: true };
  if (typeof first === 'number') return [withKey(fields[first], rest, key)];
  return { ...fields, [first]: withKey(fields[first], rest, key) };
}
