import { stripVTControlCharacters } from 'node:util';

/**
 * Control characters except tab and line feed, and the characters that reorder the text around them.
 * Source of the second kind: Unicode Technical Standard 55, "Unicode source code handling".
 */
const UNFIT = /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

/** Halves of characters, as a cut in the middle leaves them. */
const HALVES = /\p{Surrogate}/gu;

const graphemes = new Intl.Segmenter();

/**
 * Text from outside (a commit message, an error, what a process printed), fit for a terminal, an e-mail and a console:
 * without escape sequences, control characters, reordering characters and halves of characters. Line breaks stay.
 */
export function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(UNFIT, '')
    .replaceAll(HALVES, '\ufffd');
}

/** As `plainText`, on one line, in at most `length` UTF-16 units. */
export function plainLine(text: string, length = Infinity): string {
  return truncate(plainText(text).replaceAll(/\s+/g, ' ').trim(), length);
}

/**
 * The text, or its beginning and `…`, in at most `length` UTF-16 units, which is what the limits of AWS count.
 * Characters that people see as one (an emoji with its skin tone, a letter with its accents) stay whole.
 */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = 0;
  for (const { index, segment } of graphemes.segment(text)) {
    if (index + segment.length > length - 1) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end)}…`;
}

/** JSON on one line that a terminal can show: what JSON leaves as it is but a terminal obeys is escaped. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
