import { parseEvent } from '../../lib/events/aws-event';
import { failedAction, failedOnEcs } from '../../lib/incident/failed-release';
import { WatchedReleases } from '../../lib/notifications/watched-releases';
import { actionEvent, ecsEvent, ECS_ROLLBACK, EXECUTION } from '../shared/aws-events';

const releases = new WatchedReleases('shop', ['catalog', 'storefront'], ['staging', 'production']);

function read(event: object) {
  const parsed = parseEvent(event);
  if ('ignored' in parsed) throw new Error(parsed.ignored);
  if (parsed.type === 'action') return failedAction(parsed, releases);
  if (parsed.type === 'ecs') return failedOnEcs(parsed, releases);
  throw new Error(`no release: ${parsed.type}`);
}

it('a failed action says what failed, with the first line of why', () => {
  expect(read(actionEvent('FAILED', 5))).toEqual({
    cause: 'release',
    place: { service: 'storefront', environment: 'production' },
    began: '2026-11-20T10:05:00.000Z',
    what: 'the release of storefront in production failed at Deploy: Deployment d-ABC was stopped: an alarm is in ALARM',
    execution: EXECUTION,
  });
  const lines = { 'execution-result': { 'external-execution-summary': 'one.\ntwo\u0007' } };
  expect(read(actionEvent('FAILED', 5, lines))).toMatchObject({
    what: expect.stringMatching(/Deploy: one$/) as string,
  });
  const none = { 'execution-result': undefined };
  expect(read(actionEvent('FAILED', 5, none))).toMatchObject({
    what: expect.stringMatching(/ at Deploy$/) as string,
  });
});

it.each([
  ['an action that goes well', { state: 'SUCCEEDED' }, 'Deploy is SUCCEEDED'],
  ['a person who says no', { type: { category: 'Approval' } }, 'Deploy is FAILED'],
  ['a build', { stage: 'Build' }, 'shop-storefront releases nothing of this project in Build'],
  ['another project', { pipeline: 'backend' }, 'backend releases nothing of this project in production'],
])('opens no incident: %s', (_what, change, ignored) => {
  expect(read(actionEvent('FAILED', 5, change))).toEqual({ ignored });
});

it.each([
  [
    'SERVICE_DEPLOYMENT_IN_PROGRESS',
    ECS_ROLLBACK,
    /^ECS took catalog in production back to the version before: /,
  ],
  [
    'SERVICE_DEPLOYMENT_FAILED',
    'tasks failed to start.',
    /^ECS gave up .* catalog in production: tasks failed to start$/,
  ],
])('ECS that goes back, or gives up: %s', (eventName, reason, what) => {
  const place = { service: 'catalog', environment: 'production' };
  expect(read(ecsEvent(eventName, reason, 5))).toMatchObject({
    place,
    what: expect.stringMatching(what) as string,
  });
});

it.each([
  ['SERVICE_DEPLOYMENT_IN_PROGRESS', 'in progress', undefined, /is no rollback/],
  ['SERVICE_DEPLOYMENT_COMPLETED', 'done', undefined, /is no rollback/],
  [
    'SERVICE_DEPLOYMENT_FAILED',
    'no',
    'arn:aws:ecs:us-east-1:1:service/other/thing',
    /is not of this project/,
  ],
])('opens no incident: ECS, %s, %s', (eventName, reason, arn, ignored) => {
  expect(read(ecsEvent(eventName, reason, 5, arn))).toEqual({
    ignored: expect.stringMatching(ignored) as string,
  });
});
