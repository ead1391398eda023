import type { FunctionModel } from '../../../../rehearsal/function-model';
import { Functions } from '../../../../rehearsal/pipeline/lambda/functions';
import { Processes } from '../../../../rehearsal/pipeline/processes';
import { temporaryDirectory } from '../temporary';

const processes = new Processes();
const scratch = temporaryDirectory();
const lines: string[] = [];

afterAll(() => processes.end());

function functions(
  code: string,
  environment: Record<string, string> = {},
  file = 'index.js',
  timeoutSeconds = 60,
): Functions {
  const directory = temporaryDirectory({ [file]: code });
  return runnerOf({ directory }, environment, timeoutSeconds);
}

function runnerOf(
  code: FunctionModel['code'],
  environment: Record<string, string> = {},
  timeoutSeconds = 60,
): Functions {
  return new Functions({
    functions: [
      {
        name: 'hook',
        arn: 'arn:hook',
        code,
        handler: 'index.handler',
        environment,
        timeoutSeconds,
      },
    ],
    processes,
    clock: () => ({ speed: 10, allowance: (seconds) => seconds * 1000 }),
    environment: { PATH: process.env.PATH ?? '', AWS_ENDPOINT_URL: 'http://127.0.0.1:1', TMPDIR: scratch },
    rewrite: (value) => value.replace('lb.example.com:80', '127.0.0.1:4000'),
    onLine: (name, line) => lines.push(`${name}: ${line}`),
  });
}

describe('a function whose code stands in the template', () => {
  it('is run, with the AWS SDK at hand as on Lambda, and nothing else', async () => {
    const inline = `const { ECSClient } = require('@aws-sdk/client-ecs');
      exports.handler = async () => {
        try { require('zod'); return 'too much'; } catch { return typeof ECSClient; }
      };`;
    const runner = runnerOf({ inline });
    expect(await runner.invoke('hook', {})).toEqual({ succeeded: true, result: 'function' });
    expect(await runner.invoke('hook', {})).toEqual({ succeeded: true, result: 'function' });
  });

  it('shows its reason when it fails', async () => {
    const runner = runnerOf({ inline: 'exports.handler = async () => { throw new Error("no database"); };' });
    expect(await runner.invoke('hook', {})).toEqual({ succeeded: false, reason: 'Error: no database' });
  });
});

describe('what a function printed last', () => {
  it.each([
    [
      'console.log(JSON.stringify({ good: false, message: "/cart: status 500 instead of 200" }))',
      '/cart: status 500 instead of 200',
    ],
    ['console.error("the basket is empty"); console.log("")', 'the basket is empty'],
    ['console.log("x".repeat(1000))', `${'x'.repeat(299)}…`],
    ['', undefined],
  ])('%s', async (print, reason) => {
    const runner = runnerOf({ inline: `exports.handler = async () => { ${print}; };` });
    const instance = runner.open('hook');
    await instance.invoke({});
    await instance.close();
    expect(runner.reasonOf('arn:hook')).toBe(reason);
  });
});

describe('Functions', () => {
  it('runs the handler with event, context and environment as Lambda would', async () => {
    const code = `exports.handler = async (event, context) => {
      console.log('hello');
      return { event, name: context.functionName, left: context.getRemainingTimeInMillis() > 50000,
        budget: process.env.BUDGET_SECONDS, url: process.env.URL, own: process.env.AWS_LAMBDA_FUNCTION_NAME,
        secret: process.env.HOME };
    };`;
    const runner = functions(code, { BUDGET_SECONDS: '60', URL: 'http://lb.example.com:80/x' });
    expect(await runner.invoke('arn:hook', { a: 1 })).toEqual({
      succeeded: true,
      result: {
        event: { a: 1 },
        name: 'hook',
        left: true,
        budget: '6',
        url: 'http://127.0.0.1:4000/x',
        own: 'hook',
      },
    });
    expect(lines).toContain('hook: hello');
  });

  it('keeps a function that gets one event after the other, and reads all that it prints', async () => {
    const code = `let calls = 0;
      exports.handler = async (event) => { calls += 1; console.log('call ' + calls);
        if (event === 'bad') throw new Error('no'); return [calls, event]; };`;
    const instance = functions(code).open('hook');
    expect(await instance.invoke('a')).toEqual({ succeeded: true, result: [1, 'a'] });
    expect(await instance.invoke('bad')).toEqual({ succeeded: false, reason: 'Error: no' });
    expect(await instance.invoke('b')).toEqual({ succeeded: true, result: [3, 'b'] });
    await instance.close();
    expect(lines.slice(-3)).toEqual(['hook: call 1', 'hook: call 2', 'hook: call 3']);
    await instance.close();
    expect(await instance.invoke('c')).toEqual({ succeeded: false, reason: 'hook ended without an answer' });
  });

  it('loads ES modules', async () => {
    const runner = functions('export const handler = () => 7;', {}, 'index.mjs');
    expect(await runner.invoke('hook', {})).toEqual({ succeeded: true, result: 7 });
  });

  it.each([
    ['throws', "exports.handler = async () => { throw new TypeError('no'); };", 'TypeError: no'],
    [
      'throws outside of the handler',
      "setImmediate(() => { throw new Error('late'); }); exports.handler = () => new Promise(() => {});",
      'Error: late',
    ],
    ['cannot be loaded', "require('./nothing');", "Cannot find module './nothing'"],
    ['has no handler', 'exports.other = 1;', 'Runtime.HandlerNotFound'],
    ['ends the process', 'exports.handler = () => process.exit(1);', 'hook ended without an answer'],
  ])('fails when the code %s', async (_what, code, message) => {
    const invocation = await functions(code).invoke('hook', {});
    expect(invocation).toEqual({ succeeded: false, reason: expect.stringContaining(message) as string });
  });

  it('ends a function whose caller no longer waits', async () => {
    const caller = new AbortController();
    const invoked = functions(
      'exports.handler = () => new Promise(() => setInterval(() => {}, 1000));',
    ).invoke('hook', {}, caller.signal);
    caller.abort();
    expect(await invoked).toEqual({ succeeded: false, reason: 'hook ended without an answer' });
  });

  it('names a function that the assembly does not have', async () => {
    await expect(functions('').invoke('other', {})).rejects.toThrow('the assembly has no function other');
  });

  it('ends a function that takes longer than it may, and says so', async () => {
    const timers = jest.spyOn(global, 'setTimeout').mockImplementation(((run: () => void) => {
      setImmediate(run);
      return 0;
    }) as never);
    const endless = 'exports.handler = () => new Promise(() => setInterval(() => {}, 1000));';
    const invoked = functions(endless, {}, 'index.js', 30).invoke('hook', {});
    expect(timers.mock.calls[0]?.[1]).toBe(40_000);
    timers.mockRestore();
    expect(await invoked).toEqual({ succeeded: false, reason: 'hook timed out after 30 s' });
  });

  it.each([
    ['nothing', 'exports.handler = () => undefined;', null],
    ['a value without a promise', 'exports.handler = () => [1];', [1]],
    ['what is no object', 'exports.handler = async () => 0;', 0],
  ])('takes %s for a result', async (_what, code, result) => {
    expect(await functions(code).invoke('hook', {})).toEqual({ succeeded: true, result });
  });

  it('tells what is thrown even when it is no error', async () => {
    const invocation = await functions("exports.handler = async () => { throw 'a text'; };").invoke(
      'hook',
      {},
    );
    expect(invocation).toEqual({ succeeded: false, reason: 'Error: a text' });
  });

  it('divides only variables that are durations of cloud time', async () => {
    const runner = functions(
      'exports.handler = () => [process.env.A_SECONDS, process.env.B_MS, process.env.C_SECONDS];',
      {
        A_SECONDS: '5',
        B_MS: '5',
        C_SECONDS: 'soon',
      },
    );
    expect(await runner.invoke('hook', {})).toEqual({ succeeded: true, result: ['0.5', '5', 'soon'] });
  });
});
