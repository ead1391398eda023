import { handler } from '../../lib/incident/runbook/roll-back.lambda';
import { commit, digest, execution, FakeAccount, image, version } from '../ops/fake-account';

const services = { storefront: 'canary:10%/5m' };
const SETTINGS = JSON.stringify({
  project: 'shop',
  region: 'eu-central-1',
  timeZone: 'UTC',
  environments: [
    { name: 'staging', region: 'eu-central-1', near: true, services },
    { name: 'production', region: 'eu-central-1', near: true, services },
    { name: 'far', region: 'eu-central-1', near: false, services },
  ],
});
const REQUEST = { service: 'storefront', environment: 'production', version: 'previous' };
const log = jest.spyOn(process.stdout, 'write');

function account(pipelineVersion = 4): FakeAccount {
  const fake = new FakeAccount();
  fake.history = [{ Value: image('a') }, { Value: image('b') }];
  fake.service = { taskSets: [{ status: 'PRIMARY', taskDefinition: 'shop:7' }] };
  fake.stages = [{ stageName: 'staging' }, { stageName: 'production' }];
  fake.executions = ['b', 'a'].map((digit) => ({
    pipelineExecutionId: execution(digit),
    pipelineVersion,
    status: 'Succeeded',
    artifactRevisions: [{ revisionId: commit(digit) }],
    startTime: new Date(),
    through: ['production'],
  }));
  return fake;
}

beforeEach(() => {
  log.mockReset().mockReturnValue(true);
  process.env.SETTINGS = SETTINGS;
});
afterEach(() => delete process.env.SETTINGS);

it('runs the stage again with the release before, and answers with what to wait for', async () => {
  const fake = account();
  expect(await handler(REQUEST)).toEqual({
    pipeline: 'shop-storefront',
    execution: execution('9'),
    version: version('a'),
  });
  expect(fake.changes).toEqual(['RollbackStageCommand']);
  expect(fake.only('RollbackStageCommand')).toMatchObject({
    stageName: 'production',
    targetPipelineExecutionId: execution('a'),
  });
});

it('goes through the whole pipeline where the stage alone cannot go back', async () => {
  const fake = account(3);
  await handler({ ...REQUEST, version: digest('a') });
  expect(fake.only('StartPipelineExecutionCommand')).toEqual({
    name: 'shop-storefront',
    variables: [{ name: 'VERSION', value: digest('a') }],
  });
});

it.each<readonly [string, object, (fake: FakeAccount) => void, RegExp]>([
  [
    'an alarm is red',
    {},
    (fake) => (fake.alarms['storefront-green-errors'] = 'ALARM'),
    /ALARM would stop the rollback at once; docs\/runbooks\/alarm-already-red\.md/,
  ],
  [
    'the stage is closed and it goes through the whole pipeline',
    {},
    (fake) => {
      const shut = { enabled: false, disabledReason: 'Incident oi-1' };
      fake.stages = [{ stageName: 'production', inboundTransitionState: shut }];
      fake.executions = fake.executions.map((each) => ({ ...each, pipelineVersion: 3 }));
    },
    /production is closed: "Incident oi-1".*from a terminal: npm run ops -- rollback --service storefront --environment production/,
  ],
  [
    'there is nothing before',
    {},
    (fake) => (fake.history = [{ Value: image('b') }]),
    /no record of a version before/,
  ],
  ['it is there already', { version: version('b') }, () => undefined, /released here already/],
  ['nobody knows the service', { service: 'x' }, () => undefined, /--service: got "x"/],
  [
    'the environment is in another account',
    { environment: 'far' },
    () => undefined,
    /--environment: got "far"; allowed: staging, production/,
  ],
  [
    'nothing is asked for',
    { service: undefined, environment: 7, version: null },
    () => undefined,
    /not rolled back/,
  ],
])('begins nothing and says why when %s', async (_what, change, prepare, message) => {
  const fake = account();
  prepare(fake);
  await expect(handler({ ...REQUEST, ...change })).rejects.toThrow(message);
  expect(fake.changes).toEqual([]);
});
