import { mkdirSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RehearsalEvent } from '../../../rehearsal/events';
import { Processes } from '../../../rehearsal/pipeline/processes';
import { Timeline } from '../../../rehearsal/pipeline/timeline';
import { Workspace } from '../../../rehearsal/pipeline/workspace';
import { testResult } from '../cli/result-fixture';

function setUp() {
  const events: RehearsalEvent[] = [];
  const real = jest.spyOn(performance, 'now').mockReturnValue(10_000);
  const timeline = new Timeline((event) => events.push(event));
  return { events, timeline, passes: (seconds: number) => real.mockReturnValue(10_000 + seconds * 1000) };
}

afterEach(() => jest.restoreAllMocks());

describe('the timeline', () => {
  it('passes in real seconds until the cloud runs, then goes on from there with its clock', () => {
    const { timeline, passes } = setUp();
    passes(12);
    expect(timeline.now()).toBe(12);
    let cloud = 0.5;
    timeline.follow({ now: () => cloud });
    expect(timeline.now()).toBe(12);
    passes(20);
    cloud = 600.5;
    expect(timeline.now()).toBe(612);
  });

  it('gives events of the cloud the same axis, and all of them milliseconds', () => {
    const { timeline, events, passes } = setUp();
    passes(1.23456);
    timeline.emit({ type: 'note', text: 'a' });
    timeline.relay({ type: 'note', at: 2, text: 'before the cloud' });
    timeline.follow({ now: () => 0 });
    timeline.relay({ type: 'note', at: 2, text: 'after' });
    expect(events.map(({ at }) => at)).toEqual([1.235, 2, 3.235]);
  });

  it('stands still while services start on this machine, before every environment', () => {
    const { timeline, events, passes } = setUp();
    passes(12);
    timeline.hold();
    passes(100);
    timeline.hold();
    timeline.emit({ type: 'note', text: 'starting' });
    timeline.relay({ type: 'note', at: 70, text: 'from the cloud that starts' });
    let first = 80;
    timeline.follow({ now: () => first });
    first = 95;
    timeline.relay({ type: 'note', at: 95, text: 'runs' });
    timeline.hold();
    first = 400;
    timeline.emit({ type: 'note', text: 'the next one starts' });
    let second = 30;
    timeline.follow({ now: () => second });
    second = 31;
    timeline.emit({ type: 'note', text: 'the next one runs' });
    expect(events.map(({ at }) => at)).toEqual([12, 12, 27, 27, 28]);
  });

  it('ends with the result as of an earlier time, and hands it back', () => {
    const { timeline, events, passes } = setUp();
    passes(99);
    const returned = timeline.end(testResult(), 41.00049);
    expect(returned.at).toBe(41);
    expect(events).toEqual([returned]);
  });
});

describe('Workspace', () => {
  it('numbers directories, keeps odd labels harmless, and removes everything, twice if need be', () => {
    const workspace = new Workspace();
    const made = [workspace.makeDirectory('a/../b c'), workspace.makeDirectory('a/../b c')];
    expect(made).toEqual([join(workspace.directory, '1-a-..-b-c'), join(workspace.directory, '2-a-..-b-c')]);
    mkdirSync(join(made[0] ?? '', 'deep'));
    writeFileSync(join(made[0] ?? '', 'deep', 'file'), 'x');
    workspace.remove();
    workspace.remove();
    expect(existsSync(workspace.directory)).toBe(false);
  });
});

describe('Processes', () => {
  it('ends a program with all that it started, and starts nothing afterwards', async () => {
    const processes = new Processes();
    const child = processes.start('sh', ['-c', 'sleep 30 & echo started; wait'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    // The output is closed only when nobody holds it any more, so `sleep` is gone too.
    const closed = new Promise((resolve) => child.once('close', (_status, signal) => resolve(signal)));
    processes.end();
    processes.end();
    expect(await closed).toBe('SIGKILL');
    expect(() => processes.start('true', [], {})).toThrow('the rehearsal is ending');
  });

  it('lets a program that does not exist fail by itself, and kills what is gone without a word', async () => {
    const processes = new Processes();
    const child = processes.start('/no/such/program', [], {});
    await expect(new Promise((_resolve, reject) => child.once('error', reject))).rejects.toThrow('ENOENT');
    expect(() => processes.kill(child)).not.toThrow();
    processes.end();
  });
});
