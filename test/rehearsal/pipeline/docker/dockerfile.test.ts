import {
  expand,
  parseDockerfile,
  parsePairs,
  parseWords,
} from '../../../../rehearsal/pipeline/docker/dockerfile';

describe('parseDockerfile', () => {
  it('joins continued lines, leaves comments out and keeps the first line number', () => {
    const source =
      '# syntax=docker/dockerfile:1\nFROM node:24\n\nLABEL a=1 \\\n  # a comment between\n  b=2\n';
    expect(parseDockerfile(source)).toEqual([
      { name: 'FROM', flags: {}, text: 'node:24', line: 2 },
      { name: 'LABEL', flags: {}, text: 'a=1 b=2', line: 4 },
    ]);
  });

  it('takes flags off, in any case of the instruction', () => {
    expect(parseDockerfile('copy --from=build --chown=1000:1000 a b')[0]).toEqual({
      name: 'COPY',
      flags: { from: 'build', chown: '1000:1000' },
      text: 'a b',
      line: 1,
    });
  });

  it('reads a continued last line without an end, and Windows line ends', () => {
    expect(parseDockerfile('FROM a\r\nCMD node \\\r\n  x.js \\')).toEqual([
      { name: 'FROM', flags: {}, text: 'a', line: 1 },
      { name: 'CMD', flags: {}, text: 'node x.js', line: 2 },
    ]);
  });

  it('takes a flag without a value for a switch', () => {
    expect(parseDockerfile('COPY --link a b')[0]).toMatchObject({ flags: { link: 'true' }, text: 'a b' });
  });

  it('fails with the line number when a line is no instruction', () => {
    expect(() => parseDockerfile('FROM a\n???')).toThrow('Dockerfile line 2: not an instruction: ???');
  });
});

describe('parseWords', () => {
  it.each([
    ['["node", "server.js"]', { exec: true, words: ['node', 'server.js'] }],
    ['node  server.js', { exec: false, words: ['node', 'server.js'] }],
    ['["node", 1]', { exec: false, words: ['["node",', '1]'] }],
    ['[ -f x ]', { exec: false, words: ['[', '-f', 'x', ']'] }],
    ['[]', { exec: true, words: [] }],
  ])('reads %s', (text, expected) => expect(parseWords(text)).toEqual(expected));
});

describe('parsePairs', () => {
  it.each([
    [
      'A=1 B="two words" C=\'x\'',
      [
        ['A', '1'],
        ['B', 'two words'],
        ['C', 'x'],
      ],
    ],
    ['NAME old style value', [['NAME', 'old style value']]],
    ['EMPTY=', [['EMPTY', '']]],
    ['ALONE', [['ALONE', '']]],
    ['OLD style with=sign', [['OLD', 'style with=sign']]],
    ['A="say \\"hi\\""', [['A', 'say "hi"']]],
    ['URL=http://x/?a=b', [['URL', 'http://x/?a=b']]],
    ['"a.b"="c"', [['a.b', 'c']]],
  ])('reads %s', (text, expected) => expect(parsePairs(text)).toEqual(expected));
});

describe('expand', () => {
  it.each([
    ['$A/${B}', '1/2'],
    ['${C:-else}', 'else'],
    ['${A:+set}', 'set'],
    ['${C:+set}', ''],
    ['$C', ''],
    ['\\$A', '$A'],
    ['${A:-else}', '1'],
    ['$A_B', ''],
    ['${A}_B', '1_B'],
    ['$1 and 5$', '$1 and 5$'],
  ])('turns %s into %s', (text, expected) => expect(expand(text, { A: '1', B: '2' })).toBe(expected));
});
