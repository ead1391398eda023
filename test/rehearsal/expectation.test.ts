import { safeguardsOf } from '../../rehearsal/expectation';
import type { ServiceModel } from '../../rehearsal/model';
import { expectedOutcomes, findScenario } from '../../rehearsal/scenarios';
import {
  catalog,
  catalogAlarm,
  nativeStorefront,
  storefront,
  storefrontOfCatalog,
  testModel,
} from './cloud/support/models';

const outcomes = (scenario: string, service: ServiceModel): readonly string[] => {
  const model = testModel([service, catalog], [catalogAlarm]);
  return expectedOutcomes(findScenario(scenario), safeguardsOf(model, service));
};
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
      codeDeploy({ ...ATONCE, terminationWaitSeconds: 180 }),
      ['rolled-back'],
    ],
    [
      'may end either way when the wait is about as long as the alarm needs',
      codeDeploy({ ...ATONCE, terminationWaitSeconds: 60 }),
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

describe('a slow release', () => {
  const latency = { ...catalogAlarm, name: 'catalog-latency', evaluationPeriods: 2, datapointsToAlarm: 2 };
  const both = (scenario: string, service: ServiceModel): readonly string[] =>
    expectedOutcomes(
      findScenario(scenario),
      safeguardsOf(testModel([service, catalog], [catalogAlarm, latency]), service),
    );
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
