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
});
