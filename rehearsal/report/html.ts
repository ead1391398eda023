import { escapeHtml } from '../../app/shared/escape-html';

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
