import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { project as sandbox } from '../../bin/environments';
import { project as stagingProduction } from '../../bin/staging-production';
import { resolveProject } from '../../lib/config/resolve';
import { stackPlaces, stackShape } from '../../lib/drift/stack-places';
import { PAGING_KINDS, ROLLBACK_KINDS, WARNING_KINDS } from '../../lib/observability/alarms/alarm-kinds';
import { alarmsIn } from '../contracts/alarm-facts';
import { emittedIn } from '../observability/dashboards/emitted';
import { synthesizeAsCommand, templatesOf, withoutHashes } from '../shared/assembly';

/** Kinds of alarms that a choice in the configuration brings, and neither project makes it. */
const OPTIONAL_KINDS = ['probe'];

const runbooks = new Set<string>();

describe.each([
  ['the sandbox', 'bin/environments.ts', sandbox],
  ['staging and production', 'bin/staging-production.ts', stagingProduction],
])('%s', (_name, file, project) => {
  const assembly = synthesizeAsCommand(file);

  it('synthesizes without a warning or a finding', () => {
    expect(
      assembly.stacks.flatMap((stack) =>
        stack.messages.map(({ level, entry }) => `${level} ${JSON.stringify(entry.data)}`),
      ),
    ).toEqual([]);
  });

  it('is watched for drift, every stack', () => {
    const places = stackPlaces(stackShape(resolveProject(project)));
    const stacks = assembly.stacks.map(({ stackName, environment }) => `${stackName} ${environment.region}`);
    expect(places.map(({ stack, region }) => `${stack} ${region}`).sort()).toEqual(stacks.sort());
  });

  it('has security group rules in the stack of their group, and decides nothing by tags', () => {
    // CloudFormation takes a rule from another stack for drift of the group; the watch takes tags for harmless.
    for (const template of templatesOf(assembly).values()) {
      const rules = Object.values(template.Resources).filter(({ Type }) =>
        /SecurityGroup.+gress$/.test(Type),
      );
      for (const { Properties } of rules) expect(Properties?.GroupId).toHaveProperty('Fn::GetAtt');
      expect(JSON.stringify(template)).not.toMatch(/aws:(?:Resource|Principal)Tag/);
    }
  });

  it.each([...templatesOf(assembly)])('has the template of %s as it was reviewed', (_id, template) => {
    expect(withoutHashes(template)).toMatchSnapshot();
  });

  const alarms = alarmsIn(templatesOf(assembly).values());
  const names = alarms.map(({ name }) => name);
  const unhelpful = alarms.filter(({ description }) => {
    const path = /^\w.*\. .*(docs\/runbooks\/[a-z-]+\.md)$/.exec(description)?.[1];
    if (path) runbooks.add(path);
    return path === undefined || !existsSync(resolve(__dirname, '../..', path));
  });

  it('has no alarm without a name of its own, a meaning and a runbook', () => {
    expect(unhelpful.map(({ name }) => name)).toEqual([]);
    expect(names.filter((name, index) => name === '' || names.indexOf(name) !== index)).toEqual([]);
  });

  it('has no alarm on something that nobody emits', () => {
    const unknown = alarms.flatMap(({ name, metrics, watches }) => [
      ...metrics
        .filter(
          ({ namespace, metric, dimensions }) =>
            !emittedIn(namespace).some(
              (one) =>
                one.metrics.includes(metric) &&
                one.dimensions.some((each) => each.join() === dimensions.join()),
            ),
        )
        .map(({ namespace, metric }) => `${name}: ${namespace} ${metric}`),
      ...watches.filter((watched) => !names.includes(watched)).map((watched) => `${name}: ${watched}`),
    ]);
    expect(unknown).toEqual([]);
    expect(alarms.filter(({ metrics, watches }) => metrics.length + watches.length === 0)).toEqual([]);
  });
});

it('has an alarm for every kind that has a runbook', () => {
  const wanted = [...PAGING_KINDS, ...WARNING_KINDS, ...ROLLBACK_KINDS].filter(
    (kind) => !OPTIONAL_KINDS.includes(kind),
  );
  expect([...runbooks]).toEqual(expect.arrayContaining(wanted.map((kind) => `docs/runbooks/${kind}.md`)));
});
