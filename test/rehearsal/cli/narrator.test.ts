import { Narrator } from '../../../rehearsal/cli/narrator';
import type { RehearsalEvent } from '../../../rehearsal/events';
import { TEST_EVENTS } from './result-fixture';
import { testTrace } from './trace-fixture';

describe('Narrator', () => {
  it('explains each turning point once, in the order in which it comes', () => {
    const narrator = new Narrator();
    const told = [...TEST_EVENTS, ...TEST_EVENTS].flatMap((event) => narrator.explain(event) ?? []);
    expect(told.map((text) => text.split(' ').slice(0, 3).join(' '))).toEqual([
      ...[
        'The buildspec runs',
        'CodeDeploy starts the',
        'Before any user',
        'The smoke checks',
        'The alarm of',
      ],
    ]);
  });

  const stage = 'sandbox';
  const action = { type: 'action' as const, at: 0, stage, status: 'started' as const };
  const hook = { type: 'hook' as const, at: 0, event: 'AfterAllowTestTraffic', function: 'f' };

  it.each<[string, RehearsalEvent, string]>([
    ['Prepare', { ...action, action: 'Prepare' }, 'takes the task definition that CloudFormation owns'],
    ['Verify', { ...action, action: 'Verify' }, 'records the released image'],
    ['a trace', testTrace(), 'the same spans are in X-Ray'],
    ['the hook', { ...hook, status: 'Started' }, 'through the private test listener'],
    [
      'an alarm',
      { type: 'alarm', at: 0, name: 'a', state: 'ALARM', reason: '' },
      'takes the traffic back by itself',
    ],
    [
      'a first step',
      { type: 'traffic', at: 0, listener: 'production', weights: { blue: 90, green: 10 } },
      'A small part',
    ],
    [
      'a step of 99 %',
      { type: 'traffic', at: 0, listener: 'production', weights: { blue: 1, green: 99 } },
      'A small part',
    ],
  ])('explains %s', (_what, event, sentence) => {
    expect(new Narrator().explain(event)).toContain(sentence);
  });

  it.each<[string, RehearsalEvent]>([
    ['the end of Prepare', { ...action, action: 'Prepare', status: 'succeeded' }],
    ['another action', { ...action, action: 'Deploy' }],
    ['the end of a phase', { ...action, type: 'phase', action: 'Build', phase: 'build', status: 'failed' }],
    ['the end of the hook', { ...hook, status: 'Succeeded' }],
    ['an alarm that is quiet', { type: 'alarm', at: 0, name: 'a', state: 'OK', reason: '' }],
    [
      'traffic to the old version',
      { type: 'traffic', at: 0, listener: 'production', weights: { blue: 100 } },
    ],
    ['traffic back', { type: 'traffic', at: 0, listener: 'production', weights: { blue: 100, green: 0 } }],
    ['a note', { type: 'note', at: 0, text: 'x' }],
    ['a stage', { type: 'stage', at: 0, stage, status: 'started' }],
  ])('has nothing to say before %s', (_what, event) => {
    expect(new Narrator().explain(event)).toBeUndefined();
  });

  it('tells the move of everyone apart from the first step', () => {
    const move = {
      type: 'traffic' as const,
      at: 0,
      listener: 'production' as const,
      weights: { green: 100 },
    };
    expect(new Narrator().explain(move)).toContain('everyone moves to green');
    expect(new Narrator().explain({ ...move, listener: 'test' })).toBeUndefined();
  });
});
