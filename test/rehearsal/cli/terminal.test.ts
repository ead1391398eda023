import { Terminal } from '../../../rehearsal/cli/terminal';

const CLEAR = '\r\u001b[K';

function setUp(options: { colour?: boolean; live?: boolean } = {}) {
  let written = '';
  const write = (text: string): void => void (written += text);
  const terminal = new Terminal({ write, colour: false, live: false, ...options });
  return { terminal, text: () => written };
}

describe('a row', () => {
  it.each([
    [0, 'Build', 'done', '  00:00  Build     done\n'],
    [3661, 'Build', 'done', '  1:01:01  Build     done\n'],
    [5, 'AVeryLongLabel', 'done', '  00:05  AVeryLong done\n'],
    [5, '', '', '  00:05            \n'],
  ])('at %d of %j says %j', (at, label, text, expected) => {
    const { terminal, text: written } = setUp();
    terminal.row(at, label, text);
    expect(written()).toBe(expected);
  });

  it.each([[61], [62], [200], [999]])(
    'of %d characters goes on below its beginning, within 80 columns',
    (length) => {
      const { terminal, text } = setUp();
      terminal.row(5, 'note', 'word '.repeat(Math.ceil(length / 5)));
      const [first = '', ...rest] = text().trimEnd().split('\n');
      expect(first).toMatch(/^ {2}00:05 {2}note {6}word/);
      for (const line of [first, ...rest]) expect(line.length).toBeLessThanOrEqual(80);
      for (const line of rest) expect(line).toMatch(/^ {19}word/);
      expect(rest.length).toBeGreaterThan(0);
    },
  );

  it('of exactly the width stays on one line, and a word that is too long is broken', () => {
    const { terminal, text } = setUp();
    terminal.row(0, 'a', 'x'.repeat(61));
    terminal.row(0, 'a', 'y'.repeat(62));
    const lines = text().trimEnd().split('\n');
    expect(lines.map((line) => line.length)).toEqual([80, 80, 20]);
  });

  it('paints each line of the text by itself, so that no colour runs into the margin', () => {
    const { terminal, text } = setUp();
    terminal.row(0, 'a', `${'x'.repeat(61)} y`, (part) => `<${part}>`);
    expect(text()).toBe(`  00:00  a         <${'x'.repeat(61)}>\n${' '.repeat(19)}<y>\n`);
  });
});

describe('paragraphs', () => {
  it('keep to 80 columns, headings after an empty line, explanations behind a bar', () => {
    const { terminal, text } = setUp();
    const words = 'word '.repeat(40);
    terminal.say(words);
    terminal.heading('Title');
    terminal.explain(words);
    const lines = text().trimEnd().split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.slice(lines.indexOf('Title') - 1, lines.indexOf('Title'))).toEqual(['']);
    expect(lines.slice(lines.indexOf('Title') + 1).every((line) => line.startsWith('  │ word'))).toBe(true);
  });
});

describe('colours', () => {
  it.each([
    [true, '\u001b['],
    [false, ''],
  ])('are there only when they are wanted: %s', (colour, code) => {
    const { terminal, text } = setUp({ colour });
    terminal.heading('Title');
    terminal.row(0, 'label', 'text', terminal.colours.red);
    terminal.explain('why');
    expect(text().includes('\u001b')).toBe(colour);
    expect(text()).toContain(code);
  });
});

describe('the line that is rewritten', () => {
  it('is nothing in a log file', () => {
    const { terminal, text } = setUp();
    terminal.live('working');
    terminal.clearLive();
    expect(text()).toBe('');
  });

  it('gives way to the next line and is cleared once', () => {
    const { terminal, text } = setUp({ live: true });
    terminal.live('one');
    terminal.live('two');
    terminal.line('done');
    terminal.clearLive();
    expect(text()).toBe(`${CLEAR}one${CLEAR}two${CLEAR}done\n`);
  });

  it('is cut so that it never wraps, which could not be cleared', () => {
    const { terminal, text } = setUp({ live: true });
    terminal.live('x'.repeat(200));
    expect(text()).toBe(CLEAR + 'x'.repeat(79));
  });
});
