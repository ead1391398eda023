import { truncate } from '../../app/shared/plain-text';

/** Widest line that the commands write. */
const WIDTH = 80;

/** Lines of at most 80 columns, each after `indent`; a word that is longer stands alone, so that it can be copied. */
export function paragraph(text: string, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, indent + line];
}

/** A label and a text that goes on below its beginning. */
export function labelled(label: string, text: string): string[] {
  const [first = '', ...rest] = paragraph(text, ' '.repeat(LABEL));
  return [`  ${label}`.padEnd(LABEL) + first.trimStart(), ...rest];
}

const LABEL = 15;

/** A command on a line of its own, however long, so that it can be copied. */
export function commandLine(command: string): string {
  return `    ${command}`;
}

/** Columns as wide as their widest cell, two spaces between; the last one is cut where the line ends. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((widest, row) => {
    row.forEach((cell, column) => (widest[column] = Math.max(widest[column] ?? 0, cell.length)));
    return widest;
  }, []);
  return rows.map((row) =>
    cut(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).trimEnd(),
  );
}

/** The text, or its beginning and `…` when it is wider than a line. */
export function cut(text: string, width = WIDTH): string {
  return truncate(text.trimEnd(), width);
}

/** A time to the minute, for example `2026-01-31 12:05 UTC`. */
export function utc(time: Date | undefined): string {
  return time ? `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'unknown';
}

/** `1 task`, `2 tasks`. */
export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
