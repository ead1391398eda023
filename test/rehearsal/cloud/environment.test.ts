import { samplingRulesOf, selectEnvironment } from '../../../rehearsal/cloud/environment';
import type { AlarmModel, ListenerModel, ServiceModel } from '../../../rehearsal/model';
import type { SamplingRuleModel } from '../../../rehearsal/sampling-rule-model';
import { catalog, catalogAlarm, errorAlarm, storefront, testModel } from './support/models';

const elsewhere: ServiceModel = { ...catalog, name: 'elsewhere', cluster: 'production' };

function createSamplingRule(): SamplingRuleModel {
  const any = {
    ResourceARN: '*',
    ServiceName: '*',
    ServiceType: '*',
    Host: '*',
    HTTPMethod: '*',
    URLPath: '*',
  };
  const numbers = { Priority: 1, FixedRate: 1, ReservoirSize: 1, Version: 1 };
  return { arn: '', rule: { RuleName: 'orders', ...any, ...numbers, Attributes: {} } };
}

function names(list: readonly { readonly name: string }[]): string[] {
  return list.map(({ name }) => name);
}

/** The test model whose load balancer has these listeners. */
function withListeners(services: readonly ServiceModel[], listeners: readonly ListenerModel[]) {
  const model = testModel(services);
  return { ...model, loadBalancers: model.loadBalancers.map((one) => ({ ...one, listeners })) };
}

const HTTP = { port: 80, protocol: 'HTTP' } as const;

test('all services of the same cluster are brought up, and no other', () => {
  const { rehearsed, services } = selectEnvironment(testModel([elsewhere, storefront, catalog]), 'catalog');
  expect(rehearsed).toBe(catalog);
  expect(names(services)).toEqual(['storefront', 'catalog']);
});

/** An alarm on one metric with these dimensions. */
function alarmOn(name: string, dimensions: Readonly<Record<string, string>>): AlarmModel {
  const metric = { namespace: 'N', name: 'M', dimensions, statistic: 'Sum', periodSeconds: 60 };
  return { ...errorAlarm('x'), name, arn: `arn:${name}`, queries: [{ id: 'm', returnData: true, metric }] };
}

test('alarms on its load balancers and its cluster belong to it, and the composite alarms over them or with rules that nobody can read, but none that must learn first', () => {
  const own = [
    alarmOn('balancer', { LoadBalancer: 'app/shop/1' }),
    alarmOn('tasks', { ClusterName: storefront.cluster, ServiceName: 'x' }),
  ];
  const others = [alarmOn('foreign', { LoadBalancer: 'app/other/1' }), alarmOn('drift', { Project: 'shop' })];
  const composite = (name: string, asked: string) => ({
    name,
    arn: `arn:${name}`,
    rule: `ALARM("${asked}")`,
  });
  const compositeAlarms = [
    composite('over-composite', 'over-balancer'),
    composite('over-balancer', 'arn:balancer'),
    composite('over-foreign', 'foreign'),
    { ...composite('unreadable', 'foreign'), rule: 'AT_LEAST(1, ALARM, (foreign))' },
  ];
  const [queries] = own.map((alarm) => alarm.queries);
  const learnt = {
    ...alarmOn('learnt', {}),
    queries: [
      ...(queries ?? []),
      { id: 'band', returnData: true, expression: 'ANOMALY_DETECTION_BAND(m, 4)' },
    ],
  };
  const model = { ...testModel([storefront, catalog], [...own, ...others, learnt]), compositeAlarms };
  const selected = selectEnvironment(model, 'storefront');
  expect(names(selected.alarms)).toEqual(['blue-errors', 'green-errors', 'balancer', 'tasks']);
  expect(names(selected.compositeAlarms)).toEqual(['over-balancer', 'unreadable', 'over-composite']);
});

test('alarms that no deployment watches, on nothing of it, are left out', () => {
  const unwatched = alarmOn('unwatched-errors', { LoadBalancer: 'app/other/1' });
  const model = testModel([storefront, catalog], [catalogAlarm, unwatched]);
  expect(names(selectEnvironment(model, 'storefront').alarms)).toEqual([
    'blue-errors',
    'green-errors',
    'catalog-errors',
  ]);
  expect(names(selectEnvironment({ ...model, services: [catalog] }, 'catalog').alarms)).toEqual([
    'catalog-errors',
  ]);
});

test('sampling rules are those of the account and region in which the environment is', () => {
  const rule = { ...createSamplingRule(), arn: 'arn:aws:xray:eu-west-1:111111111111:sampling-rule/orders' };
  const away = { ...rule, arn: rule.arn.replace('eu-west-1', 'us-east-1') };
  const other = { ...rule, arn: rule.arn.replace('111111111111', '222222222222') };
  const model = { ...testModel([storefront]), samplingRules: [away, rule, other] };
  expect(samplingRulesOf(model, selectEnvironment(model, 'storefront'))).toEqual([rule]);
  expect(samplingRulesOf(testModel([storefront]), selectEnvironment(model, 'storefront'))).toEqual([]);
});

test('a load balancer belongs to it when one of its target groups does, the green one too', () => {
  const { codeDeploy } = storefront;
  const onlyGreen = { ...storefront, targetGroupArns: [], ...(codeDeploy && { codeDeploy }) };
  expect(selectEnvironment(testModel([onlyGreen]), 'storefront').loadBalancers).toHaveLength(1);
  expect(selectEnvironment(testModel([catalog]), 'catalog').loadBalancers).toEqual([]);
});

test('users of an internal service come through the production listener of the one in front', () => {
  const model = testModel([catalog, storefront]);
  expect(selectEnvironment(model, 'catalog').entryListenerArn).toBe('arn:production');
  expect(selectEnvironment(model, 'storefront').entryListenerArn).toBe('arn:production');
});

test('a rolling service with a listener of its own is reached there', () => {
  const own = { arn: 'arn:own', ...HTTP, targetGroupArn: 'arn:own-group' };
  const production = { arn: 'arn:production', ...HTTP, targetGroupArn: 'arn:blue' };
  const rolling = { ...catalog, targetGroupArns: ['arn:own-group'] };
  const model = withListeners([storefront, rolling], [production, own]);
  expect(selectEnvironment(model, 'catalog').entryListenerArn).toBe('arn:own');
  expect(selectEnvironment(model, 'storefront').entryListenerArn).toBe('arn:production');
});

test('else the first listener that forwards is the entry; one that redirects never is', () => {
  const redirect = { arn: 'arn:redirect', ...HTTP };
  const forward = { arn: 'arn:forward', ...HTTP, targetGroupArn: 'arn:blue' };
  const model = withListeners([storefront], [redirect, forward]);
  expect(selectEnvironment(model, 'storefront').entryListenerArn).toBe('arn:forward');
  expect(selectEnvironment(withListeners([storefront], [redirect]), 'storefront')).not.toHaveProperty(
    'entryListenerArn',
  );
});

test.each([
  [[storefront, elsewhere], 'storefront, elsewhere'],
  [[], 'none'],
])('an unknown service is refused with those that there are', (services, known) => {
  expect(() => selectEnvironment(testModel(services), 'checkout')).toThrow(
    `there is no service checkout in the assembly; it has: ${known}`,
  );
});
