import { Shutdown } from '../../../rehearsal/cli/shutdown';

describe('Shutdown', () => {
  it('runs every step once, the newest first, even when one fails', async () => {
    const shutdown = new Shutdown();
    const ran: string[] = [];
    shutdown.add(() => void ran.push('first'));
    shutdown.add(() => Promise.reject(new Error('broken')));
    shutdown.add(() => void ran.push('last'));
    expect(shutdown.begun).toBe(false);
    await Promise.all([shutdown.end(), shutdown.end()]);
    expect(shutdown.begun).toBe(true);
    expect(ran).toEqual(['last', 'first']);
  });

  it('leaves out a step that was taken back', async () => {
    const shutdown = new Shutdown();
    const step = jest.fn();
    shutdown.add(step)();
    await shutdown.end();
    expect(step).not.toHaveBeenCalled();
  });

  it('does not wait for a step that never ends', async () => {
    jest.useFakeTimers();
    const shutdown = new Shutdown();
    shutdown.add(() => new Promise(() => undefined));
    const ended = shutdown.end();
    await jest.advanceTimersByTimeAsync(3000);
    await expect(ended).resolves.toBeUndefined();
    jest.useRealTimers();
  });

  it('ends the program after its steps on a signal and when nobody reads the output any more', async () => {
    const listeners: [string, () => void][] = [];
    const remember =
      (source: string) =>
      (event: string | symbol, listener: () => void): typeof process => {
        listeners.push([`${source}${String(event)}`, listener]);
        return process;
      };
    jest.spyOn(process, 'on').mockImplementation(remember(''));
    jest.spyOn(process.stdout, 'on').mockImplementation(remember('stdout ') as never);
    jest.spyOn(process.stderr, 'on').mockImplementation(remember('stderr ') as never);
    const ended = new Promise<unknown[]>((resolve) => {
      jest
        .spyOn(process, 'exit')
        .mockImplementation(((status: number) => resolve(['exit', status, ...ran])) as never);
    });
    const ran: string[] = [];
    const shutdown = new Shutdown();
    shutdown.add(() => void ran.push('step'));
    shutdown.listen();
    const names = listeners.map(([name]) => name).filter((name) => name !== 'disconnect');
    expect(names).toEqual(['SIGINT', 'SIGTERM', 'SIGHUP', 'stdout error', 'stderr error']);
    listeners.find(([name]) => name === 'SIGTERM')?.[1]();
    expect(await ended).toEqual(['exit', 130, 'step']);
    jest.restoreAllMocks();
  });
});
