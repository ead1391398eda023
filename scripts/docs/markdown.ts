/** A Markdown table with aligned columns, the way Prettier lays it out. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
}

/**
 * `markdown` with everything between the markers of section `name` replaced by `content`.
 * @throws Error when the page has no such section
 */
export function replaceSection(markdown: string, name: string, content: string): string {
  const start = `<!-- generated: ${name} -->`;
  const end = '<!-- generated: end -->';
  const from = markdown.indexOf(start);
  const to = markdown.indexOf(end, from);
  if (from < 0 || to < 0) {
    throw new Error(`the page has no section "${name}": write ${start} and ${end} where it belongs`);
  }
  return `${markdown.slice(0, from)}${start}\n\n${content}\n\n${markdown.slice(to)}`;
}
