import { resolveConfiguration, resolveVariables } from '../../../rehearsal/pipeline/variables';

const namespaces = new Map([['Source', { CommitId: 'abc', Empty: '' }]]);

describe('resolveVariables', () => {
  it.each([
    ['#{Source.CommitId}-#{Source.CommitId}', 'abc-abc'],
    ['[#{Source.Empty}]', '[]'],
    ['no variable, #{ not one }', 'no variable, #{ not one }'],
    ['{"image":"#{Source.CommitId}"}', '{"image":"abc"}'],
    ['${Source.CommitId} #{Source}', '${Source.CommitId} #{Source}'],
    ['', ''],
  ])('turns %s into %s', (text, expected) => expect(resolveVariables(text, namespaces)).toBe(expected));

  it.each(['#{Source.Other}', '#{Build.image}', '#{source.CommitId}'])(
    'fails for %s, which nothing gave',
    (text) => {
      expect(() => resolveVariables(text, namespaces)).toThrow(`the variable ${text} has no value`);
    },
  );

  it('resolves every value of a configuration', () => {
    expect(resolveConfiguration({ a: '#{Source.CommitId}', b: 'x' }, namespaces)).toEqual({
      a: 'abc',
      b: 'x',
    });
  });
});
