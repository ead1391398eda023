import { escapeHtml } from '../../app/shared/escape-html';
import { STYLE } from './style';

/** A table of texts without the columns that are empty in every row; no rows give the fallback sentence. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  fallback: string,
): string {
  if (rows.length === 0) return `<p class="quiet">${escapeHtml(fallback)}</p>`;
  const used = (row: readonly string[]): readonly string[] =>
    row.filter((_text, column) => rows.some((each) => (each[column] ?? '') !== ''));
  const head = used(headings).map((text) => `<th scope="col">${escapeHtml(text)}</th>`);
  const body = rows.map((row) => {
    const cells = used(row).map((text) => `<td>${escapeHtml(text)}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="scroll"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

/** A number that is worth a look, with what it counts. */
export interface Tile {
  readonly value: string;
  readonly label: string;
  /** Whether users felt it. */
  readonly bad?: boolean;
}

/** Numbers side by side. */
export function tileRow(tiles: readonly Tile[]): string {
  const items = tiles.map(
    ({ value, label, bad = false }) =>
      `<div class="tile${bad ? ' bad' : ''}"><b>${escapeHtml(value)}</b><span>${escapeHtml(label)}</span></div>`,
  );
  return `<div class="tiles" style="--n:${items.length % 4 === 0 || items.length > 6 ? 4 : 3}">${items.join('')}</div>`;
}

/** A whole document in the style of the report; `head` and `body` are HTML. */
export function document(title: string, body: string, head = ''): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style>${head}</head><body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>\n`
  );
}
