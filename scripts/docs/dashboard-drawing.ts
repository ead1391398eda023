import type { DrawnWidget } from '../../bench/cost/dashboard-body';
import { COLUMNS } from '../../lib/observability/dashboards/widget';
import { contentOf } from './widget-content';
import type { ContentLine } from './widget-content';

/** Pixels of one column and of one row of a dashboard's grid. */
const CELL = { width: 48, height: 30 } as const;
const GAP = 3;
const PADDING = 10;
const LINE_HEIGHT = 15;
/** Average width of a letter in pixels; a little on the high side, so that no text leaves its box. */
const LETTER = { title: 7.2, line: 6.3, code: 6.5 } as const;

/** Light or dark as the reader's browser has it, also where the file is shown as an image. */
const STYLE = `
  svg { font: 11px system-ui, -apple-system, "Segoe UI", sans-serif }
  .page { fill: #f2f3f3 } .box { fill: #fff; stroke: #b6bec9 }
  .title { font-size: 12px; font-weight: 600; fill: #0f141a } .heading { font-size: 15px; font-weight: 700; fill: #0f141a }
  .line { fill: #333843 } .code { fill: #5b6069; font-family: ui-monospace, monospace; font-size: 10px } .kind { fill: #656871; font-style: italic }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0f141a } .box { fill: #161d26; stroke: #424650 }
    .title, .heading { fill: #ebebf0 } .line { fill: #d1d5db } .code { fill: #a9b0ba } .kind { fill: #a4a4ad }
  }`;

/**
 * Draws a dashboard as an SVG: each widget in its real place, with what it shows in words.
 * @param title what a reader who cannot see the picture is told
 */
export function drawDashboard(title: string, widgets: readonly DrawnWidget[]): string {
  const width = COLUMNS * CELL.width;
  const height = CELL.height * Math.max(...widgets.map((widget) => widget.y + widget.height));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}\n</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...widgets.flatMap(drawWidget),
    '</svg>',
    '',
  ].join('\n');
}

function drawWidget(widget: DrawnWidget): string[] {
  const x = widget.x * CELL.width + GAP;
  const y = widget.y * CELL.height + GAP;
  const width = widget.width * CELL.width - 2 * GAP;
  const height = widget.height * CELL.height - 2 * GAP;
  const { title, kind, lines } = contentOf(widget);
  const inside = width - 2 * PADDING;
  if (kind === undefined) {
    const alone = lines.length === 0;
    const top = title === '' ? [] : [text('heading', title, x, alone ? y + height - 6 : y + 18)];
    return [...top, ...drawLines(lines, inside, x, y + (title === '' ? 14 : 38), lines.length)];
  }
  const titles = wrap(title, Math.floor(inside / LETTER.title)).slice(0, 2);
  const first = y + 22 + titles.length * LINE_HEIGHT;
  const room = Math.floor((y + height - 20 - first) / LINE_HEIGHT) + 1;
  return [
    `<rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    ...titles.map((words, index) => text('title', words, x, y + 19 + index * LINE_HEIGHT)),
    ...drawLines(lines, inside, x, first, room),
    text('kind', kind, x, y + height - 9),
  ];
}

function drawLines(
  lines: readonly ContentLine[],
  inside: number,
  x: number,
  y: number,
  room: number,
): string[] {
  const all = lines.flatMap((line) => {
    const [first = '', ...others] = wrap(
      line.text,
      Math.floor(inside / (line.code ? LETTER.code : LETTER.line)) - 2,
    );
    return [{ ...line, text: first }, ...others.map((rest) => ({ ...line, text: rest, swatch: undefined }))];
  });
  return fitted(all, room).flatMap(({ text: words, swatch, code }, index) => {
    const at = y + index * LINE_HEIGHT;
    const mark = `<rect x="${x + PADDING}" y="${at - 8}" width="9" height="9" rx="2" fill="${swatch}"/>`;
    return [...(swatch ? [mark] : []), text(code ? 'code' : 'line', words, swatch ? x + 14 : x, at)];
  });
}

function text(style: string, words: string, x: number, y: number): string {
  return `<text class="${style}" x="${x + PADDING}" y="${y}">${escaped(words)}</text>`;
}

/** As many lines as there is room for; what is left out is counted. */
function fitted(lines: readonly ContentLine[], room: number): ContentLine[] {
  if (lines.length <= room) return [...lines];
  return [...lines.slice(0, room - 1), { text: `and ${lines.length - room + 1} more` }];
}

/** Breaks a text between words into lines of at most `length` letters, and a longer word wherever the line ends. */
export function wrap(words: string, length: number): string[] {
  const parts = words.split(' ').flatMap((word) => word.match(new RegExp(`.{1,${length}}`, 'g')) ?? []);
  return parts.reduce<string[]>((lines, part) => {
    const last = lines.at(-1);
    if (last === undefined || last.length + part.length + 1 > length) return [...lines, part];
    return [...lines.slice(0, -1), `${last} ${part}`];
  }, []);
}

function escaped(words: string): string {
  return words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
