import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_URLS } from '../../../app/shared/contract';
import { project } from '../../../bin/environments';
import { project as stagingProduction } from '../../../bin/staging-production';
import type { ActionModel, AssemblyModel } from '../../../rehearsal/model';
import { readAssembly } from '../../../rehearsal/template/read-assembly';
import { synthesize } from '../../shared/assembly';
import { codeDirectoryOf } from './scratch';

describe.each([
  ['the default project', project],
  ['staging and production', stagingProduction],
])('%s', (_name, input) => {
  const read = readAssembly(synthesize(input).directory);

  test('is read completely', () => {
    expect(read.unchecked.map(({ what }) => what)).toEqual([]);
  });

  test('has one pipeline for each service: a scan, then one stage for each environment, after its approval', () => {
    const environments = input.environments.flatMap(({ name, approval = false }) =>
      approval ? [`Approve-${name}`, name] : [name],
    );
    const services = new Set(input.environments.flatMap((one) => one.services.map(({ name }) => name)));
    const stagesOf = ['Scan', ...environments];
    const expected = [...services].map((service) => [`${input.project}-${service}`, ...stagesOf]);

    expect(
      read.model.pipelines.map(({ name, stages }) => [name, ...stages.slice(2).map((s) => s.name)]),
    ).toEqual(expected);
  });

  test('has every build project, function and service that its actions name', () => {
    const { buildProjects, functions, services } = read.model;
    const known = {
      ProjectName: buildProjects.map(({ name }) => name),
      FunctionName: functions.map(({ name }) => name),
      ServiceName: services.map(({ name }) => name),
      ClusterName: services.map(({ cluster }) => cluster),
      ApplicationName: services.map(({ codeDeploy }) => codeDeploy?.application),
      DeploymentGroupName: services.map(({ codeDeploy }) => codeDeploy?.deploymentGroup),
    };

    for (const { configuration } of actionsOf(read.model)) {
      for (const [key, names] of Object.entries(known)) {
        if (key in configuration) expect(names).toContain(configuration[key]);
      }
    }
  });

  test('has the bundled code of every function', () => {
    expect(read.model.functions.length).toBeGreaterThan(0);
    for (const one of read.model.functions) {
      expect(existsSync(join(codeDirectoryOf(one), 'index.js'))).toBe(true);
    }
  });

  test('has every alarm that a deployment watches, on metrics of the right colour', () => {
    const { alarms, loadBalancers, services } = read.model;
    const names = alarms.map(({ name }) => name);
    const groups = loadBalancers.flatMap(({ targetGroups }) => targetGroups);

    const watchedBy = services.map(
      ({ codeDeploy, deploymentAlarms }) => codeDeploy?.alarmNames ?? deploymentAlarms?.names ?? [],
    );
    for (const watched of watchedBy) {
      expect(watched.length).toBeGreaterThan(0);
      expect(names).toEqual(expect.arrayContaining([...watched]));
    }
    for (const { name, queries } of alarms.filter((alarm) => watchedBy.flat().includes(alarm.name))) {
      for (const { metric } of queries) {
        const group = groups.find(({ metricName }) => metricName === metric?.dimensions.TargetGroup);
        if (metric?.namespace === 'AWS/ApplicationELB') expect(name).toContain(`-${group?.label}-`);
      }
    }
  });

  test('knows each host that its functions and tasks call', () => {
    const { functions, loadBalancers, services } = read.model;
    const publicNames = input.environments.flatMap((one) =>
      one.services.map(({ https }) => https?.domainName),
    );
    const hosts = [
      ...loadBalancers.map(({ dnsName }) => dnsName),
      ...services.map(({ discovery }) => discovery?.hostname),
      ...publicNames,
      ...services.filter(({ task }) => task.hasAgent).map(() => new URL(AGENT_URLS.otlp).hostname),
    ];
    const called = [
      ...functions.map((one) => one.environment),
      ...services.map(({ task }) => task.environment),
    ]
      .flatMap((environment) => Object.values(environment))
      .filter((value) => /^https?:/.test(value));

    expect(called.length).toBeGreaterThan(0);
    for (const url of called) expect(hosts).toContain(new URL(url).hostname);
  });

  test('traces every service, by sampling rules', () => {
    const { samplingRules = [], services } = read.model;
    expect(services.map(({ task }) => task.hasAgent)).toEqual(services.map(() => true));
    expect(samplingRules.map(({ rule }) => rule.RuleName)).toContain(
      `${input.project}-${input.environments[0]?.name}-orders`,
    );
  });

  test('gives each task the image of its release parameter', () => {
    const values = read.model.parameters
      .filter(({ name }) => name.endsWith('/image'))
      .map(({ value }) => value);

    for (const { task } of read.model.services) {
      expect(values).toContain(task.image);
      expect(task.image).toMatch(/^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/.+:placeholder/);
    }
  });
});

function actionsOf({ pipelines }: AssemblyModel): ActionModel[] {
  return pipelines.flatMap(({ stages }) => stages.flatMap(({ actions }) => actions));
}
