import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { RehearsalEvent } from '../../../rehearsal/events';
import { LiveView } from '../../../rehearsal/live/live-view';

let view: LiveView;

beforeEach(async () => (view = await LiveView.start()));
afterEach(async () => view.close());

const note = (text: string): RehearsalEvent => ({ type: 'note', at: 1, text });

async function ask(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(new URL(path, view.url), { headers, agent: false }, resolve).on('error', reject);
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** What a browser was sent until the end: `[event, part, html]`. */
function messages(text: string): [string, number | undefined, string][] {
  return [...text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(([, event, data]) => {
    const drawn = JSON.parse(String(data)) as { part?: number; html?: string };
    return [String(event), drawn.part, drawn.html ?? ''];
  });
}

it('has a page whose only script is its own', async () => {
  const response = await ask('/');
  const policy = String(response.headers['content-security-policy']);
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  expect(policy).toContain("default-src 'none'");
  expect(await textOf(response)).toContain(`<script nonce="${nonce}">`);
});

it('sends whoever comes everything so far, then each part as it ends, then the end', async () => {
  view.begin('first');
  view.show(note('one happened'));
  const response = await ask('/updates');
  view.finish('<p>first, finished</p>');
  view.begin('second');
  view.show(note('two happened'));
  await view.close();
  const sent = messages(await textOf(response));
  expect(sent.map(([event, part]) => [event, part])).toEqual([
    ['draw', 0],
    ['draw', 0],
    ['draw', 1],
    ['end', undefined],
  ]);
  expect(sent[0]?.[2]).toContain('one happened');
  expect(sent[1]?.[2]).toBe('<p>first, finished</p>');
  expect(sent[2]?.[2]).toContain('two happened');
});

it('sends a browser that reloads what another one has seen', async () => {
  view.begin('only');
  view.finish('<p>done</p>');
  const [first, second] = [await ask('/updates'), await ask('/updates')];
  await view.close();
  expect(messages(await textOf(second))).toEqual(messages(await textOf(first)));
});

it('keeps the lines of the log to itself', async () => {
  view.begin('only');
  view.show({ type: 'log', at: 1, source: 'app', line: 'a-line-of-a-log' });
  const response = await ask('/updates');
  await view.close();
  expect(await textOf(response)).not.toContain('a-line-of-a-log');
});

it.each([
  ['an unknown path', '/other', {}, 404],
  ['a page of somebody else that found the port', '/updates', { host: 'evil.example' }, 403],
])('answers %s with nothing', async (_, path, headers, status) => {
  const response = await ask(path, headers);
  expect([response.statusCode, await textOf(response)]).toEqual([status, '']);
});

it('goes with the run: its port is closed, and closing again does nothing', async () => {
  await view.close();
  await view.close();
  await expect(ask('/')).rejects.toThrow('ECONNREFUSED');
});
