import { Narrator } from '../../../rehearsal/cli/narrator';
import { TEST_EVENTS } from './result-fixture';

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
