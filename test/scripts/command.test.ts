import { CommandError, run } from '../../scripts/release/command';

const node = process.execPath;
const failure = async (work: Promise<unknown>): Promise<CommandError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof CommandError) return error;
  throw new Error(`got ${String(error)}`);
};

it('gives what the program prints, without the last line break', async () => {
  expect(await run(node, ['-e', 'console.log("a\\nb")'], { capture: true })).toBe('a\nb');
});

it('hands over input and environment', async () => {
  const script = 'process.stdin.on("data", (text) => console.log(`${text} ${process.env.COLOUR}`))';
  const options = { input: 'the input', environment: { COLOUR: 'blue' }, capture: true };
  expect(await run(node, ['-e', script], options)).toBe('the input blue');
});

it('survives a program that does not read its input', async () => {
  const options = { input: 'x'.repeat(1_000_000), capture: true };
  expect(await run(node, ['-e', 'console.log("done")'], options)).toBe('done');
});

it('fails with exit code 1 and everything that the program said', async () => {
  const script = 'console.log("out"); console.error("err"); process.exitCode = 7';
  const error = await failure(run(node, ['-e', script], { capture: true }));
  expect(error.message).toBe(`${node} -e ended with exit code 7`);
  expect(error.exitCode).toBe(1);
  expect(error.output.split('\n').sort()).toEqual(['', 'err', 'out']);
});

it('fails when a signal ends the program', async () => {
  const error = await failure(run(node, ['-e', 'process.kill(process.pid, "SIGKILL")'], { capture: true }));
  expect(error.message).toBe(`${node} -e ended with SIGKILL`);
});

it('fails with exit code 2 when the program is not there', async () => {
  const error = await failure(run('no-such-program', [], { capture: true, input: 'x' }));
  expect(error.message).toBe('no-such-program is not installed or not on the PATH; install it and try again');
  expect(error.exitCode).toBe(2);
});
