import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as track from '../../lib/incident/track-incident.lambda';
import { handlerDirectory } from '../../lib/shared/bundle-handlers';
import { AwsError } from '../../rehearsal/pipeline/endpoint/aws-error';
import type { AwsInput } from '../../rehearsal/pipeline/endpoint/aws-error';
import { startService } from '../delivery/loopback-service';
import type { LoopbackService } from '../delivery/loopback-service';
import { alarmEvent } from '../shared/aws-events';
import { FakeOpsCenter } from './fake-opscenter';

const ops = new FakeOpsCenter();
const drafts = new Map<string, string>();
const calls: string[] = [];
/** How every alarm stands. */
let state = 'ALARM';
let service: LoopbackService;

/** Systems Manager and CodePipeline speak JSON with the name of the call in a header; S3 and SNS do not. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const call = String(request.headers['x-amz-target']).split('.')[1] ?? `${request.method} ${request.url}`;
  calls.push(call);
  const reply = (status: number, value: object): void => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(value));
  };
  // The first call of all is throttled.
  if (calls.length === 1) return reply(400, { __type: 'ThrottlingException', message: 'Rate exceeded' });
  if (call.startsWith('PUT /drafts/')) {
    drafts.set(call.split('?')[0] ?? '', body);
    return void response.writeHead(200).end();
  }
  if (body.includes('Action=Publish')) {
    const xml = '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';
    return void response.writeHead(200, { 'content-type': 'text/xml' }).end(xml);
  }
  if (/OpsItems?$/.test(call)) return opsCenter(call, body, reply);
  if (call.startsWith('List')) return reply(200, {});
  if (call.startsWith('Describe')) return reply(200, { CompositeAlarms: [{ StateValue: state }] });
  return reply(403, { __type: 'AccessDeniedException', message: 'no leave' });
}

function opsCenter(call: string, body: string, reply: (status: number, value: object) => void): void {
  try {
    reply(200, ops.reply(call, JSON.parse(body) as AwsInput));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    reply(400, { __type: error.code, message: error.message, ...error.members });
  }
}

beforeAll(async () => {
  service = await startService((request, response) => void answer(request, response));
});
afterAll(async () => service.close());

jest.setTimeout(60_000);

it('the bundled function goes from true events to a resolved OpsItem and a draft, through throttling and pages', async () => {
  const settings = {
    project: 'shop',
    region: 'us-east-1',
    timeZone: 'Europe/Berlin',
    environments: [
      { name: 'production', region: 'us-east-1', near: true, services: { storefront: 'canary:10%/5m' } },
    ],
  };
  Object.assign(process.env, {
    ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    ...{ AWS_ENDPOINT_URL: service.url, TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:releases' },
    ...{ SETTINGS: JSON.stringify(settings), POSTMORTEM_BUCKET: 'drafts', RUNBOOK: 'shop-roll-back' },
  });
  const log = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const bundle = join(handlerDirectory('lib/incident/track-incident.lambda.ts', tmpdir()), 'index.js');
  // The fake of the other tests stands in for the clients that are loaded already.
  jest.resetModules();
  const { handler } = jest.requireActual<typeof track>(bundle);
  const name = 'shop-production-storefront-impaired';

  await handler(alarmEvent(name, 'ALARM', 4));
  await handler(ops.openByAlarm(name, 4));
  state = 'OK';
  await handler(alarmEvent(name, 'OK', 14));
  // A second incident later: two OpsItems, on two pages.
  state = 'ALARM';
  await handler(ops.openByAlarm(name, 50));
  await handler(alarmEvent(name, 'OK', 14));
  await handler({ nonsense: true });
  const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
  log.mockRestore();

  expect(ops.items.map(({ Status }) => Status)).toEqual(['Resolved', 'Open']);
  expect(lines.map(({ opened, resolved, ignored }) => opened ?? resolved ?? ignored)).toEqual([
    `CloudWatch itself opens an OpsItem for ${name}`,
    'oi-000000000001',
    ['oi-000000000001'],
    'oi-000000000002',
    `alarm ${name} is red again`,
    'events of the kind without a name are not read here',
  ]);
  const [[key, draft] = ['', '']] = [...drafts];
  expect(key).toBe('PUT /drafts/production/storefront/2026-11-20-oi-000000000001.md');
  expect(draft).toContain('# Postmortem: storefront in production does not serve its users as promised');
  expect(draft).toContain('**Numbers**: could not be read');
});
