import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { watchLive } from '../../../rehearsal/cli/watch-live';
import { testSession } from './session-fixture';

jest.mock('node:child_process', () => ({
  ...jest.requireActual<object>('node:child_process'),
  spawn: jest.fn(),
}));

function opens(event: 'spawn' | 'error'): void {
  const child = Object.assign(new EventEmitter(), { unref: jest.fn() }) as unknown as ChildProcess;
  jest
    .mocked(spawn)
    .mockReset()
    .mockImplementation(() => {
      setImmediate(() => child.emit(event, new Error('ENOENT')));
      return child;
    });
}

it('is there only for a person who asked for it', async () => {
  opens('spawn');
  const { session, text } = testSession();
  expect(await watchLive({ open: false }, session)).toBeUndefined();
  expect([text(), jest.mocked(spawn).mock.calls]).toEqual(['', []]);
});

it.each([
  ['spawn' as const, ''],
  ['error' as const, '  It could not be opened here; open the address in a browser.\n'],
])('opens the page and says where it is; the browser answers "%s"', async (event, more) => {
  opens(event);
  const { session, text } = testSession();
  const view = await watchLive({ open: true }, session);
  expect(text()).toBe(`  Live: ${view?.url}\n${more}`);
  expect(jest.mocked(spawn).mock.calls[0]?.[1]).toEqual([view?.url]);
  await session.shutdown.end();
  await expect(fetch(String(view?.url))).rejects.toThrow('fetch failed');
});
