import { safeguardsOf, type Ending } from '../../rehearsal/expectation';
import type { AlarmModel, ServiceModel, TrafficRouting } from '../../rehearsal/model';
import { expectedEndings, findScenario } from '../../rehearsal/scenarios';
import {
  catalog,
  catalogAlarm,
  nativeStorefront,
  storefront,
  storefrontOfCatalog,
  testModel,
} from './cloud/support/models';

const endings = (scenario: string, service: ServiceModel, alarms = [catalogAlarm]): readonly Ending[] =>
  expectedEndings(findScenario(scenario), safeguardsOf(testModel([service, catalog], alarms), service));
const outcomes = (scenario: string, service: ServiceModel, alarms?: AlarmModel[]): readonly string[] => [
  ...new Set(endings(scenario, service, alarms).map(({ outcome }) => outcome)),
];
const codeDeploy = (changes: Partial<NonNullable<ServiceModel['codeDeploy']>>): ServiceModel => ({
  ...storefront,
  ...(storefront.codeDeploy && { codeDeploy: { ...storefront.codeDeploy, ...changes } }),
});
const native = (changes: Partial<NonNullable<ServiceModel['native']>>): ServiceModel => ({
  ...nativeStorefront,
  ...(nativeStorefront.native && { native: { ...nativeStorefront.native, ...changes } }),
});
const hooks = [
  {
    functionArn: 'arn:check',
    stages: ['POST_TEST_TRAFFIC_SHIFT'],
    timeoutSeconds: 600,
    onTimeout: 'ROLLBACK',
  } as const,
];
const ATONCE = { routing: { kind: 'all-at-once' }, terminationWaitSeconds: 0 } as const;

describe('an error spike, which only an alarm of one minute can find,', () => {
  test.each<[string, ServiceModel, string[]]>([
    ['is taken back from a canary of CodeDeploy', storefront, ['rolled-back']],
    ['is taken back from a canary of ECS', nativeStorefront, ['rolled-back']],
    ['stays when all traffic goes at once and the old version with it', codeDeploy(ATONCE), ['released']],
    ['stays under ECS too', native({ strategy: 'BLUE_GREEN', bakeSeconds: 0 }), ['released']],
    [
      'is taken back when the old version waits long enough',
      codeDeploy({ ...ATONCE, terminationWaitSeconds: 240 }),
      ['rolled-back'],
    ],
    [
      'may end either way when the wait is about as long as the alarm needs',
      codeDeploy({ ...ATONCE, terminationWaitSeconds: 180 }),
      ['rolled-back', 'released'],
    ],
    [
      'stays without the event for alarms',
      codeDeploy({ rollbackEvents: ['DEPLOYMENT_FAILURE'] }),
      ['released'],
    ],
    [
      'may end either way in a rolling deployment that has no slower alarm',
      catalog,
      ['rolled-back', 'released'],
    ],
    [
      'stays when deployment alarms roll nothing back',
      { ...catalog, deploymentAlarms: { names: ['catalog-errors'], rollback: false } },
      ['released'],
    ],
  ])('%s', (_what, service, expected) => {
    expect(outcomes('error-spike', service)).toEqual(expected);
  });
});

describe('what an error spike may cost users', () => {
  const routed = (routing: TrafficRouting): ServiceModel => codeDeploy({ routing });
  test.each<[string, ServiceModel, number]>([
    ['the share of a canary that outlasts the alarm', storefront, 10],
    [
      'everyone, when a canary is shorter',
      routed({ kind: 'canary', percent: 10, intervalSeconds: 180 }),
      100,
    ],
    ['as many steps as the alarm needs', routed({ kind: 'linear', percent: 10, intervalSeconds: 60 }), 40],
    ['everyone, when all traffic goes at once', routed({ kind: 'all-at-once' }), 100],
    ['everyone, in a rolling deployment', catalog, 100],
  ])('%s', (_what, service, percent) => {
    const [found] = endings('error-spike', service);
    expect(found).toMatchObject({ outcome: 'rolled-back', mayFailPercent: percent });
  });

  test('it is found by the alarm, or by a gate after the release where nothing is checked before', () => {
    expect(endings('error-spike', storefront)[0]?.causes).toEqual(['alarm']);
    expect(endings('error-spike', catalog)[0]?.causes).toEqual(['alarm', 'gate']);
  });

  test('nobody may notice what checks find, what never gets healthy, and what is sound', () => {
    for (const name of ['failing-hook', 'crash-on-boot', 'unhealthy', 'healthy', 'critical-cve']) {
      expect(endings(name, storefront).map(({ mayFailPercent }) => mayFailPercent)).toEqual([0]);
    }
  });
});

describe('a release that fails every request', () => {
  test.each<[string, ServiceModel, string[]]>([
    ['is found by the checks of CodeDeploy, even all at once', codeDeploy(ATONCE), ['rolled-back']],
    ['is found by a hook of ECS', native({ strategy: 'BLUE_GREEN', bakeSeconds: 0, hooks }), ['rolled-back']],
    [
      'stays without a hook and without time',
      native({ strategy: 'BLUE_GREEN', bakeSeconds: 0 }),
      ['released'],
    ],
  ])('%s', (_what, service, expected) => {
    expect(outcomes('failing-hook', service)).toEqual(expected);
  });
});

test('of a service that knows no planted faults, only its AppSpec would tell whether checks find a bad version', () => {
  const foreign = { ...storefront, task: { ...storefront.task, environment: {} } };
  for (const name of ['failing-hook', 'slow', 'error-spike']) {
    const causes = endings(name, foreign).flatMap((one) => one.causes);
    expect(causes).toEqual(expect.arrayContaining(['hook', 'alarm']));
  }
});

describe('a slow release', () => {
  const latency = { ...catalogAlarm, name: 'catalog-latency', evaluationPeriods: 2, datapointsToAlarm: 2 };
  const both = (scenario: string, service: ServiceModel): readonly string[] =>
    outcomes(scenario, service, [catalogAlarm, latency]);
  const names = ['catalog-errors', 'catalog-latency'];
  const rolled = { ...catalog, deploymentAlarms: { names, rollback: true } };

  test('is found by the checks of CodeDeploy, even all at once', () => {
    expect(both('slow', codeDeploy(ATONCE))).toEqual(['rolled-back']);
  });

  test('may end either way when it is rolled, because ECS watches about as long as the alarm on latency needs', () => {
    expect(both('slow', rolled)).toEqual(['rolled-back', 'released']);
    expect(both('error-spike', rolled)).toEqual(['rolled-back']);
    const canary = { ...nativeStorefront, deploymentAlarms: { names, rollback: true } };
    expect(both('slow', canary)).toEqual(['rolled-back']);
  });
});

test('a failing dependency harms only a service that has one', () => {
  expect(outcomes('dependency-failure', storefrontOfCatalog)).toEqual(['rolled-back']);
  expect(outcomes('dependency-failure', catalog)).toEqual(['released']);
});

test('what does not depend on the service is the same for all', () => {
  expect(outcomes('healthy', codeDeploy(ATONCE))).toEqual(['released']);
  expect(outcomes('crash-on-boot', codeDeploy(ATONCE))).toEqual(['rolled-back']);
});
