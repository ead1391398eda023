import { meaningOfDeployment, meaningOfStage } from '../../lib/incident/meaning';
import { readSignal } from '../../lib/incident/read-signal';
import type { DeploymentEnd, StageEnd } from '../../lib/incident/read-signal';
import { watchedBy } from '../../lib/incident/settings';
import { driftAlarmName, serviceImpairedName } from '../../lib/incident/watched-alarms';
import {
  actionEvent,
  alarmEvent,
  at,
  deploymentEvent,
  ecsEvent,
  EXECUTION,
  heldAlarmEvent,
  stageEvent,
} from '../shared/aws-events';

const watched = watchedBy({
  project: 'shop',
  region: 'us-east-1',
  timeZone: 'UTC',
  compareUrl: '',
  environments: [
    {
      name: 'staging',
      region: 'us-east-1',
      near: true,
      services: { catalog: 'rolling', storefront: 'canary:10%/5m', gone: 'rolling' },
    },
    {
      name: 'production',
      region: 'us-east-1',
      near: true,
      services: { catalog: 'rolling', storefront: 'canary:10%/5m' },
    },
  ],
});
/** The same places, production in an account of its own. */
const apart = {
  ...watched,
  accountOf: (name: string) => (name === 'production' ? '444455556666' : undefined),
};
const impaired = serviceImpairedName('shop', 'production', 'storefront');
const place = { service: 'storefront', environment: 'production' };
const everywhere = { service: 'all', environment: 'all' };
const FAILED =
  'the release of storefront in production failed at Deploy: Deployment d-ABC was stopped: an alarm is in ALARM';

it('hears of an alarm from the account of its environment only', () => {
  const event = alarmEvent(impaired, 'ALARM', 4);
  expect(readSignal({ ...event, account: '444455556666' }, apart)).toMatchObject({ turn: 'raised' });
  expect(readSignal(event, apart)).toEqual({
    ignored: `alarm ${impaired} is one of account 111122223333, not of 444455556666`,
  });
});

const notServed = {
  cause: 'impaired',
  turn: 'raised',
  place,
  at: at(4),
  alarm: impaired,
  text: 'storefront in production does not serve its users as promised',
};
const servedAgain = {
  cause: 'impaired',
  turn: 'cleared',
  place,
  at: at(14),
  since: at(4),
  alarm: impaired,
  text: 'storefront in production serves its users again',
};

it.each<readonly [string, unknown, object]>([
  ['users are not served', alarmEvent(impaired, 'ALARM', 4), notServed],
  [
    'users are served again, with the time since when they were not',
    alarmEvent(impaired, 'OK', 14, ['ALARM', 4]),
    servedAgain,
  ],
  [
    'users are served again after nobody could tell',
    alarmEvent(impaired, 'OK', 14, ['INSUFFICIENT_DATA', 4]),
    {
      cause: 'impaired',
      turn: 'cleared',
      place,
      at: at(14),
      alarm: impaired,
      text: 'storefront in production serves its users again',
    },
  ],
  ...['WaitPeriod', 'Alarm', 'ExtensionPeriod'].map((by): readonly [string, unknown, object] => [
    `users are not served, and the page is held back by ${by}`,
    heldAlarmEvent(impaired, 'ALARM', 4, by),
    {
      type: 'held-back',
      signal: notServed,
    },
  ]),
  [
    'users are not served, and nothing holds the page back any more',
    heldAlarmEvent(impaired, 'ALARM', 4),
    notServed,
  ],
  [
    'the end of an alarm that could be held back, whose beginning may not have counted',
    heldAlarmEvent(impaired, 'OK', 14, 'Alarm'),
    {
      type: 'held-back',
      signal: servedAgain,
    },
  ],
  [
    'a release failed',
    actionEvent('FAILED', 4),
    { cause: 'release', turn: 'raised', place, at: at(4), execution: EXECUTION, text: FAILED },
  ],
  [
    'a release failed and nobody says why',
    actionEvent('FAILED', 4, { 'execution-result': undefined }),
    {
      cause: 'release',
      turn: 'raised',
      place,
      at: at(4),
      execution: EXECUTION,
      text: 'the release of storefront in production failed at Deploy',
    },
  ],
  [
    'ECS goes back',
    ecsEvent(
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'ECS deployment circuit breaker: rolling back to deploymentId 7.',
      4,
    ),
    {
      cause: 'release',
      turn: 'raised',
      place: { service: 'catalog', environment: 'production' },
      at: at(4),
      text: 'ECS took catalog in production back to the version before: ECS deployment circuit breaker: rolling back to deploymentId 7',
    },
  ],
  [
    'ECS gave up',
    ecsEvent('SERVICE_DEPLOYMENT_FAILED', 'ECS deployment circuit breaker: tasks failed to start.', 4),
    {
      cause: 'release',
      turn: 'raised',
      place: { service: 'catalog', environment: 'production' },
      at: at(4),
      text: 'ECS gave up the deployment of catalog in production: ECS deployment circuit breaker: tasks failed to start',
    },
  ],
  [
    'a stage came through',
    stageEvent('SUCCEEDED', 4),
    { type: 'stage-succeeded', place, pipeline: 'shop-storefront', execution: EXECUTION, at: at(4) },
  ],
  [
    'a deployment came through',
    deploymentEvent('SUCCESS', 4),
    { type: 'deployed', place, deployment: 'd-ROLLBACK1', at: at(4) },
  ],
])('%s', (_what, event, expected) => {
  expect(readSignal(event, watched)).toEqual(expected);
});

it.each<readonly [string, unknown, RegExp]>([
  ['nothing', undefined, /without a name without a time/],
  ['text', 'ALARM', /without a time/],
  ['a list', [], /without a time/],
  [
    'no detail',
    { time: at(1), 'detail-type': 'CloudWatch Alarm State Change' },
    /alarm {2}opens no incident/,
  ],
  [
    'a kind that nobody knows',
    { time: at(1), 'detail-type': 'Moon Phase Change' },
    /Moon Phase Change are not read/,
  ],
  ['an event without a kind', { time: at(1) }, /without a name are not read/],
  ['a wrong time', { ...alarmEvent(impaired, 'ALARM', 4), time: 'yesterday' }, /without a time/],
  [
    'an alarm of a service that this environment does not have',
    alarmEvent(serviceImpairedName('shop', 'production', 'gone'), 'ALARM', 4),
    /opens no incident/,
  ],
  [
    'an alarm of the release',
    alarmEvent('shop-production-storefront-green-errors', 'ALARM', 4),
    /opens no incident/,
  ],
  ['an alarm of a project that begins alike', alarmEvent(`x${impaired}`, 'ALARM', 4), /opens no incident/],
  [
    'an alarm without data',
    alarmEvent(impaired, 'INSUFFICIENT_DATA', 4),
    /INSUFFICIENT_DATA, which ends nothing/,
  ],
  [
    'an approval that was refused',
    actionEvent('FAILED', 4, { type: { category: 'Approval' } }),
    /not approved/,
  ],
  ['a build that failed', actionEvent('FAILED', 4, { stage: 'Build' }), /Build releases to no environment/],
  ['an action that goes on', actionEvent('STARTED', 4), /STARTED/],
  ['an action that was abandoned', actionEvent('ABANDONED', 4), /ABANDONED/],
  [
    'a pipeline of somebody else',
    actionEvent('FAILED', 4, { pipeline: 'shop-backend' }),
    /not of this project/,
  ],
  ['a stage that failed, of which its action tells', stageEvent('FAILED', 4), /its action tells/],
  ['a deployment that failed', deploymentEvent('FAILURE', 4), /no way back yet/],
  [
    'a deployment of somebody else',
    deploymentEvent('SUCCESS', 4, { application: 'x' }),
    /not of this project/,
  ],
  [
    'a deployment of ECS that begins',
    ecsEvent('SERVICE_DEPLOYMENT_IN_PROGRESS', 'ECS deployment ecs-svc/1 in progress.', 4),
    /no rollback/,
  ],
])('ignores %s, and says why', (_what, event, reason) => {
  expect(readSignal(event, watched)).toEqual({ ignored: expect.stringMatching(reason) as string });
});

describe('the alarm for drift', () => {
  const drift = driftAlarmName('shop');
  const about = { cause: 'drift', at: at(4), alarm: drift };
  const looked = {
    ...{ ...about, turn: 'cleared', place: { service: 'all', environment: 'unwatched' } },
    text: 'somebody has looked for drift again',
  };
  const right = { turn: 'cleared', text: 'nothing differs from its template any more' };

  it.each<readonly [string, unknown, object]>([
    [
      'something drifted',
      alarmEvent(drift, 'ALARM', 4),
      { turn: 'raised', text: 'something that nobody may change by hand differs from its template' },
    ],
    ['nothing drifted any more', alarmEvent(drift, 'OK', 4, ['ALARM', 1]), { ...right, since: at(1) }],
    [
      'the first look ever, or the first again: no beginning that anybody would have heard of',
      alarmEvent(drift, 'OK', 4, ['INSUFFICIENT_DATA', 1]),
      right,
    ],
  ])('tells both what was found and that somebody has looked: %s', (_what, event, found) => {
    expect(readSignal(event, watched)).toEqual({
      type: 'look',
      found: { ...about, place: everywhere, ...found },
      watched: looked,
    });
  });

  it('opens another incident when nobody has looked, if that is still so', () => {
    expect(readSignal(alarmEvent(drift, 'INSUFFICIENT_DATA', 4, ['OK', 1]), watched)).toEqual({
      type: 'unwatched',
      alarm: drift,
      signal: {
        ...{ ...about, turn: 'raised', place: looked.place },
        text: 'for more than a day nobody has looked at everything for drift',
      },
    });
  });

  it('says nothing in a state that nobody knows', () => {
    expect(readSignal(alarmEvent(drift, 'DREAMING', 4), watched)).toEqual({
      ignored: 'alarm shop-drift is DREAMING, which nobody knows',
    });
  });
});

describe('what only AWS can tell', () => {
  const stage: StageEnd = {
    type: 'stage-succeeded',
    place,
    pipeline: 'shop-storefront',
    execution: EXECUTION,
    at: at(4),
  };
  const end: DeploymentEnd = { type: 'deployed', place, deployment: 'd-1', at: at(4) };

  it.each([
    [
      { executionType: 'STANDARD' },
      { cause: 'release', turn: 'cleared', text: 'a release of storefront in production succeeded' },
    ],
    [{}, { turn: 'cleared' }],
    [
      { executionType: 'ROLLBACK', trigger: { triggerType: 'ManualRollback' } },
      { turn: 'cleared', text: 'a person took storefront in production back to an earlier version' },
    ],
    [
      { executionType: 'ROLLBACK', trigger: { triggerType: 'AutomatedRollback' } },
      { ignored: 'storefront in production went back by itself, which mends no release' },
    ],
  ])('a stage of an execution %j', (facts, expected) => {
    expect(meaningOfStage(stage, facts)).toMatchObject(expected);
  });

  it.each([
    [
      { creator: 'codeDeployRollback', rollbackInfo: { rollbackTriggeringDeploymentId: 'd-0' } },
      {
        cause: 'release',
        turn: 'raised',
        text: 'CodeDeploy took storefront in production back to the version before, after deployment d-0',
      },
    ],
    [{ creator: 'codeDeployRollback' }, { turn: 'raised' }],
    [
      { creator: 'user', overrideAlarmConfiguration: { enabled: false } },
      { turn: 'cleared', text: 'a person released storefront in production past the alarms' },
    ],
    [
      { creator: 'user', overrideAlarmConfiguration: { enabled: true } },
      { ignored: 'deployment d-1 is an ordinary one; the stage tells how its release went' },
    ],
  ])('a deployment %j', (facts, expected) => {
    expect(meaningOfDeployment(end, facts)).toMatchObject(expected);
  });
});
