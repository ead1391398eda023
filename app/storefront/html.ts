import { escapeHtml } from '../shared/escape-html';

/** Markup that is safe to put into a page. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = string | number | Html | readonly Html[];

/** Tagged template: escapes every value that is not `Html` itself, in text and in quoted attributes. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const last = strings.at(-1) ?? '';
  return new Html(
    parts.reduce<string>((text, part, index) => text + strings[index] + render(part), '') + last,
  );
}

function render(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map((item) => item.text).join('');
  return escapeHtml(String(part));
}
