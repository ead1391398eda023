import type { Json } from './json';

const TOKEN = /\{\{unknown:([^{}]*)\}\}/g;

/** Stands in for a value that only a deployment can tell; `what` says which value, for people. */
export function unknownValue(what: string): string {
  return `{{unknown:${what}}}`;
}

/** True when a text holds at least one stand-in. */
export function hasUnknown(text: string): boolean {
  return text.includes('{{unknown:');
}

/** What is unknown anywhere inside a resolved value. */
export function unknownIn(value: Json | undefined): string[] {
  if (value === undefined) return [];
  const found = [...JSON.stringify(value).matchAll(TOKEN)].map((match) => match[1] ?? '');
  return [...new Set(found)];
}
