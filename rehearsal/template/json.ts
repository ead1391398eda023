/** Any value of a JSON document. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** True for a JSON object, false for lists, null and plain values. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object itself, or an empty one. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The list itself, or an empty one. */
export function asList(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

/** Text of a plain value; empty for everything else. CloudFormation accepts numbers and booleans as text. */
export function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

/** The number, also when it is written as text; `fallback` for everything else. */
export function asNumber(value: unknown, fallback: number): number {
  const text = asText(value);
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? fallback : number;
}

/** True for `true` and for the text `true`. */
export function asFlag(value: unknown): boolean {
  return asText(value) === 'true';
}
