import { once } from 'node:events';
import { constants, getPriority } from 'node:os';
import { Processes } from '../../../rehearsal/pipeline/processes';

const processes = new Processes();

afterAll(() => processes.end());

const WAIT = ['-e', 'setInterval(() => undefined, 1000)'];

it('lets what it starts give way to the services', () => {
  const child = processes.start(process.execPath, WAIT, { stdio: 'ignore' });
  expect(getPriority(child.pid)).toBe(constants.priority.PRIORITY_BELOW_NORMAL);
});

it('says by an error event that a program does not exist, and ends cleanly all the same', async () => {
  const child = processes.start('/no/such/program', [], { stdio: 'ignore' });
  const [error] = (await once(child, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ENOENT');
});

it('ends a process with all that it started, and starts nothing more', async () => {
  const own = new Processes();
  const child = own.start(process.execPath, WAIT, { stdio: 'ignore' });
  own.end();
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  expect(() => own.start(process.execPath, WAIT, {})).toThrow('the rehearsal is ending');
});
