import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workshop } from '../../bench/workshop';

const workshop = new Workshop();

afterAll(() => workshop.close());

it('runs a command to its end and keeps what it said', async () => {
  const { stdout, seconds } = await workshop.run(process.execPath, ['-e', 'process.stdout.write("done")']);
  expect(stdout).toBe('done');
  expect(seconds).toBeGreaterThan(0);
});

it('fails when the command does, with its status and its last words', async () => {
  const script = 'process.stderr.write("no space left"); process.exitCode = 3';
  const failing = workshop.run(process.execPath, ['-e', script]);
  await expect(failing).rejects.toThrow(/ended with status 3: no space left$/);
});

it('takes other statuses as good when told so', async () => {
  const script = 'process.stdout.write("red"); process.exitCode = 1';
  const { stdout } = await workshop.run(process.execPath, ['-e', script], { accepted: [0, 1] });
  expect(stdout).toBe('red');
});

it('picks the line with the error out of a long complaint', async () => {
  const script = 'throw new TypeError("the stack is too large")';
  const failing = workshop.run(process.execPath, ['-e', script]);
  await expect(failing).rejects.toThrow(/ended with status 1: TypeError: the stack is too large$/);
});

it('takes processes, what they started, and files away when it closes', async () => {
  const own = new Workshop();
  const directory = own.directory();
  writeFileSync(join(directory, 'file'), 'text');
  // The child of the child would stay for ever; as long as one of the two runs, their pipe is open.
  const forever = 'setInterval(() => {}, 1000)';
  const child = `require('child_process').spawn(process.execPath, ['-e', '${forever}'], { stdio: 'inherit' })`;
  const parent = own.start(process.execPath, ['-e', `${child}; console.log('started'); ${forever}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const output = parent.stdout ?? fail();
  await once(output, 'data');
  const pipeClosed = once(output, 'close');

  await own.close();
  await pipeClosed;

  expect(parent.signalCode).toBe('SIGINT');
  expect(existsSync(directory)).toBe(false);
});

it('starts nothing once it is closed', async () => {
  const own = new Workshop();
  await own.close();
  expect(own.isClosed).toBe(true);
  expect(() => own.start(process.execPath, ['-e', ''])).toThrow('interrupted');
});

function fail(): never {
  throw new Error('the process has no output');
}
