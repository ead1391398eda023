import { jsonLine, plainLine, plainText, truncate } from '../../app/shared/plain-text';
import { processorMs } from '../shared/processor-time';

describe('plainText', () => {
  test.each([
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['a cleared screen', 'a\u001b[2J\u001b[Hb', 'ab'],
    ['a title of the window', '\u001b]0;owned\u0007text', 'text'],
    ['a link', '\u001b]8;;https://example.com\u001b\\here\u001b]8;;\u001b\\', 'here'],
    ['an escape of one byte', 'a\u009b31mb', 'ab'],
    ['a bell and a backspace', 'a\u0007b\u0008c', 'abc'],
    ['text that is read backwards', 'admin\u202e}nimda\u2066', 'admin}nimda'],
    ['a line that is written over', 'good\rbad', 'good\nbad'],
    ['line ends of Windows', 'one\r\ntwo', 'one\ntwo'],
    ['half a character', 'cut \ud83d', 'cut \ufffd'],
    ['a broken escape', 'a\u001b', 'a'],
  ])('takes away %s', (_, text, fit) => {
    expect(plainText(text)).toBe(fit);
  });

  test.each(['tab\tand\nline', 'Sửa lỗi thanh toán', '👩‍👩‍👧 👍🏽 🇻🇳', 'e\u0301', 'שלום'])(
    'leaves %j as it is',
    (text) => {
      expect(plainText(text)).toBe(text);
    },
  );

  test.each(['\u001b[', '\u001b]8;;', '\u001b;a', '\u009b0;', '\u001b'])(
    'takes linear time for %j',
    (text) => {
      const began = processorMs();
      plainText(text.repeat(50_000));
      expect(processorMs() - began).toBeLessThan(1000);
    },
  );
});

describe('truncate', () => {
  test('leaves a text that fits', () => expect(truncate('12345', 5)).toBe('12345'));
  test('says that something is missing', () => expect(truncate('123456', 5)).toBe('1234…'));
  test.each([
    ['an emoji', 'ab🚀cd', 4, 'ab…'],
    ['a family', 'a👩‍👩‍👧b', 6, 'a…'],
    ['a flag', '🇻🇳🇻🇳', 6, '🇻🇳…'],
    ['a letter with its accent', 'abe\u0301d', 4, 'ab…'],
  ])('does not cut inside %s', (_, text, length, cut) => {
    expect(truncate(text, length)).toBe(cut);
  });
});

test('plainLine folds white space and keeps its length', () => {
  expect(plainLine('  one\r\n\ttwo \u2028 three  ')).toBe('one two three');
  expect(plainLine('🚀'.repeat(100), 99)).toHaveLength(99);
});

test('jsonLine escapes what a terminal would obey', () => {
  const value = { text: '\u001b[31m \u009b31m \u202e \u2028' };
  expect(jsonLine(value)).not.toMatch(/\p{Cc}|[\u202e\u2028]/u);
  expect(JSON.parse(jsonLine(value))).toEqual(value);
});
