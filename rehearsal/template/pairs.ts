import { asList, asObject, asText } from './json';

/** A list of `{ Name, Value }` (or `{ Key, Value }`) as one record of texts. */
export function pairs(list: unknown, key: 'Name' | 'Key'): Record<string, string> {
  return Object.fromEntries(
    asList(list)
      .map((item) => asObject(item))
      .map((item) => [asText(item[key]), asText(item.Value)]),
  );
}

/** A record of plain values as a record of texts. */
export function texts(record: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(asObject(record)).map(([key, value]) => [key, asText(value)]));
}
