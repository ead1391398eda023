import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { Console } from '../../lib/ops/console';
import type { Terminal } from '../../lib/ops/console';
import { startService } from '../delivery/loopback-service';
import type { LoopbackService } from '../delivery/loopback-service';
import { digest, version } from './fake-account';

jest.setTimeout(60_000);

const ROOT = resolve(__dirname, '../..');

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function ops(endpoint: string, words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/ops.ts', ...words], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const status = await new Promise<number | null>((end) => void child.once('close', end));
  return { status, stdout, stderr };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}

function target({ headers }: IncomingMessage): string {
  return String(headers['x-amz-target']).split('.')[1] ?? '';
}

const held = (digit: string, day: number): object => ({
  imageDigest: digest(digit),
  imageTags: [version(digit)],
  imagePushedAt: Date.UTC(2026, 0, day) / 1000,
  registryId: '111122223333',
  repositoryName: 'devops-on-aws/storefront',
});

describe('npm run ops', () => {
  const services: LoopbackService[] = [];
  afterAll(async () => Promise.all(services.map(async (service) => service.close())));

  async function endpoint(answerer: Parameters<typeof startService>[0]): Promise<string> {
    const service = await startService(answerer);
    services.push(service);
    return service.url;
  }

  it('talks to AWS through throttling and pages, data on one stream and text on the other', async () => {
    const asked: string[] = [];
    const url = await endpoint((request, response) => {
      const name = target(request);
      asked.push(name);
      const images = asked.filter((one) => one === 'DescribeImages').length;
      if (name === 'GetParameterHistory') {
        const reference = `111122223333.dkr.ecr.us-east-1.amazonaws.com/devops-on-aws/storefront@${digest('a')}`;
        answer(response, 200, { Parameters: [{ Value: reference }] });
      } else if (images === 1) answer(response, 400, { __type: 'ThrottlingException', message: 'slow down' });
      else if (images === 2) answer(response, 200, { imageDetails: [held('a', 1)], nextToken: 'more' });
      else answer(response, 200, { imageDetails: [held('b', 2)] });
    });
    const { status, stdout, stderr } = await ops(url, ['releases', '--service', 'storefront', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      service: 'storefront',
      releases: [
        { version: version('b'), digest: digest('b'), pushedAt: '2026-01-02T00:00:00.000Z', runsIn: [] },
        {
          version: version('a'),
          digest: digest('a'),
          pushedAt: '2026-01-01T00:00:00.000Z',
          runsIn: ['sandbox'],
        },
      ],
    });
    expect(stderr.split('\n')[0]).toContain('VERSION');
    expect([status, asked.filter((name) => name === 'DescribeImages').length]).toEqual([0, 3]);
  });

  it('says which permission is missing on one line, with status 1', async () => {
    const message =
      'User: arn:aws:iam::111122223333:user/kim is not authorized to perform: codepipeline:GetPipeline on resource: arn:aws:codepipeline:us-east-1:111122223333:devops-on-aws-storefront because no policy allows it';
    const url = await endpoint((_, response) =>
      answer(response, 400, { __type: 'AccessDeniedException', message }),
    );
    const words = ['rollback', '--service', 'storefront', '--environment', 'sandbox', '--yes'];
    expect(await ops(url, words)).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'ops: a permission is missing: arn:aws:iam::111122223333:user/kim may not call codepipeline:GetPipeline on arn:aws:codepipeline:us-east-1:111122223333:devops-on-aws-storefront; see docs/operating.md for what an operator needs\n',
    });
  });
});

describe('an endpoint that is not AWS', () => {
  const services: LoopbackService[] = [];
  afterAll(async () => Promise.all(services.map(async (service) => service.close())));

  it.each([
    ['the page of a hotel', 200, 'text/html', '<html>Sign in</html>', 'a web page with HTTP status 200'],
    ['text', 200, 'text/plain', 'hello', 'is not valid JSON'],
  ])('%s is one line', async (_, code, type, body, why) => {
    const service = await startService((_request, response) => {
      response.writeHead(code, { 'content-type': type }).end(body);
    });
    services.push(service);
    const { status, stderr, stdout } = await ops(service.url, ['releases', '--service', 'storefront']);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^ops: what answered is not AWS \([^\n]+\); check the network[^\n]+\n$/);
    expect(stderr).toContain(why);
  });

  it('nobody is one line too, and not one for each stack', async () => {
    const { status, stderr, stdout } = await ops('http://127.0.0.1:9', ['drift']);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^ops: cannot reach AWS \(ECONNREFUSED[^\n]+\n$/);
  });
});

it('ends quietly when nobody reads on, as behind head', async () => {
  const script = `"$1" --import tsx bin/ops.ts --help | true`;
  const child = spawn('sh', ['-c', script, 'sh', process.execPath], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  expect(await new Promise((end) => void child.once('close', end))).toBe(0);
  expect(stderr).toBe('');
});

describe('the terminal', () => {
  class FakeTerminal extends EventEmitter {
    readonly stdin = Object.assign(new PassThrough(), { isTTY: true });
    readonly stdout = Object.assign(new PassThrough(), { isTTY: true });
    readonly stderr = Object.assign(new PassThrough(), { isTTY: true });
  }

  function terminal(): { fake: FakeTerminal; console: Console } {
    const fake = new FakeTerminal();
    return { fake, console: new Console(fake as unknown as Terminal) };
  }

  it.each([
    ['y', true],
    ['YES', true],
    ['', false],
    ['n', false],
    ['yesterday', false],
  ])('takes only a clear yes: "%s"', async (text, expected) => {
    const { fake, console } = terminal();
    const asked = console.output(false).ask('Go on? ');
    fake.stdin.write(`${text}\n`);
    expect(await asked).toBe(expected);
    console.close();
  });

  it('changes nothing when Ctrl-C answers the question', async () => {
    const { fake, console } = terminal();
    const asked = console.output(false).ask('Go on? ');
    fake.emit('SIGINT');
    await expect(asked).rejects.toThrow('nothing was changed');
    console.close();
    expect(fake.listenerCount('SIGINT')).toBe(0);
  });

  it('stops watching at Ctrl-C and says that the release goes on; the second Ctrl-C ends the process', async () => {
    const { fake, console } = terminal();
    const waiting = console.clock.wait(60_000);
    expect(fake.listenerCount('SIGINT')).toBe(1);
    fake.emit('SIGINT');
    await expect(waiting).rejects.toThrow('stopped watching; what has begun goes on without you');
    await expect(console.clock.wait(60_000)).rejects.toThrow('stopped watching');
    expect(fake.listenerCount('SIGINT')).toBe(0);
  });

  it('leaves Ctrl-C to the shell until it asks or waits, and waits as long as it is told', async () => {
    const { fake, console } = terminal();
    expect(fake.listenerCount('SIGINT')).toBe(0);
    await console.clock.wait(1);
    expect(console.output(true).interactive).toBe(true);
  });

  it('shows text from outside without what a terminal would obey', () => {
    const { fake, console } = terminal();
    const subject = 'fix: \u001b[2J\u001b]0;owned\u0007 all good\r\u009b31m';
    console.output(false).say(subject);
    console.output(false).data({ subject });
    expect(String(fake.stdout.read())).not.toMatch(/(?!\n)\p{Cc}/u);
    console.close();
  });

  it('keeps the standard output for data when data is wanted', () => {
    const { fake, console } = terminal();
    const output = console.output(true);
    output.say('text');
    output.data({ a: 1 });
    expect(String(fake.stdout.read())).toBe('{"a":1}\n');
    expect(String(fake.stderr.read())).toBe('text\n');
    console.output(false).say('text');
    expect(String(fake.stdout.read())).toBe('text\n');
  });
});
