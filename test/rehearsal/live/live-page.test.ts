import type { RehearsalEvent } from '../../../rehearsal/events';
import { livePage, liveSection } from '../../../rehearsal/live/live-page';

const sample = (at: number, failed: number): RehearsalEvent => ({
  type: 'sample',
  at,
  colour: 'green',
  requests: 50,
  failed,
  p50Ms: 8,
  p99Ms: at === 3 ? 41 : 900,
});

describe('a part that goes on', () => {
  it('begins with nothing', () => {
    const html = liveSection('a <good> release', []);
    expect(html).toContain('a &lt;good&gt; release');
    expect(html).toContain('No alarm is red.');
    expect(html).toContain('Nothing has happened yet.');
  });

  it('counts what users felt so far, and shows the latency of now', () => {
    const html = liveSection('x', [sample(1, 0), sample(2, 5), sample(3, 0)]);
    expect(html).toContain('<b>150</b><span>requests</span>');
    expect(html).toContain('<div class="tile bad"><b>5</b><span>failed</span>');
    expect(html).toContain('<b>3.3 %</b>');
    expect(html).toContain('<b>41 ms</b><span>p99 latency now</span>');
  });

  it('shows each alarm that is red now', () => {
    const alarm = (state: 'OK' | 'ALARM', at: number): RehearsalEvent => ({
      type: 'alarm',
      at,
      name: 'shop-green-errors',
      state,
      reason: `it is ${state}`,
    });
    const red = (...events: RehearsalEvent[]): string => {
      const html = liveSection('x', events);
      return html.slice(html.indexOf('<h3>Red now</h3>'));
    };
    expect(red(alarm('OK', 1), alarm('ALARM', 2))).toContain(
      '<td>00:02</td><td>shop-green-errors</td><td>it is ALARM</td>',
    );
    expect(red(alarm('ALARM', 1), alarm('OK', 2))).toContain('No alarm is red.');
  });

  it('shows what went wrong and what is red before any number or picture', () => {
    const html = liveSection('x', [
      {
        type: 'hook',
        at: 1,
        event: 'AfterAllowTestTraffic',
        function: 'f',
        status: 'Failed',
        detail: 'no answer',
      },
      { type: 'deployment', at: 2, id: 'd-1', service: 'web', status: 'Stopped', detail: 'shop <red>' },
      { type: 'action', at: 3, stage: 'sandbox', action: 'Deploy', status: 'failed', detail: 'an alarm' },
      sample(4, 0),
    ]);
    const first = html.slice(0, html.indexOf('class="tiles"'));
    for (const text of ['no answer', 'd-1 Stopped', 'shop &lt;red&gt;', 'sandbox/Deploy failed', 'Red now'])
      expect(first).toContain(text);
    expect(liveSection('x', [sample(1, 0)])).not.toContain('Went wrong');
  });

  it('counts the users of the environment in which the release is now, as its result will', () => {
    const html = liveSection('x', [
      { ...sample(1, 5), environment: 'staging' } as RehearsalEvent,
      { ...sample(2, 1), environment: 'production' } as RehearsalEvent,
    ]);
    expect(html).toContain('<b>50</b><span>requests</span>');
    expect(html).toContain('<b>1</b><span>failed</span>');
  });

  it('tells the last eight things, the newest first', () => {
    const notes = Array.from({ length: 10 }, (_, at): RehearsalEvent => ({
      type: 'note',
      at,
      text: `n${at}`,
    }));
    const story = liveSection('x', notes);
    expect(story.match(/n\d/g)).toEqual(['n9', 'n8', 'n7', 'n6', 'n5', 'n4', 'n3', 'n2']);
  });
});

it('the page allows one script, which has the nonce', () => {
  const html = livePage('a"b');
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).toContain('<script nonce="a&quot;b">');
});
