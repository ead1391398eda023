import type { Assembly, Entry } from './assembly';
import { ACTED_OUT } from './coverage';
import type { TypeCoverage } from './coverage-types';
import { IGNORED_TYPES } from './ignored-types';
import { isObject, type Json } from './json';
import { customResourceHandlers } from './lambda-functions';

/** Notes every resource and property that is neither acted out nor known not to matter for a release. */
export function checkCoverage(assembly: Assembly): void {
  const handlers = customResourceHandlers(assembly);
  for (const entry of assembly.resources) {
    const coverage = ACTED_OUT[entry.type];
    if (handlers.has(entry)) continue;
    if (coverage !== undefined) noteProperties(entry, coverage);
    else if (reasonToIgnore(entry) === undefined) entry.report('', `${entry.type} is not acted out`);
  }
}

/** Why a resource does not matter for a release; undefined when it may matter. */
export function reasonToIgnore(entry: Pick<Entry, 'type' | 'peek'>): string | undefined {
  return IGNORED_TYPES.find(
    ({ types, only = {} }) =>
      types.some((pattern) => matches(pattern, entry.type)) &&
      Object.entries(only).every(([property, value]) => entry.peek(property) === value),
  )?.reason;
}

function matches(pattern: string, type: string): boolean {
  const [before = '', after] = pattern.split('*');
  return after === undefined ? pattern === type : type.startsWith(before) && type.endsWith(after);
}

function noteProperties(entry: Entry, coverage: TypeCoverage): void {
  const paths = [...coverage.understood, ...Object.keys(coverage.ignored)];
  for (const [name, value] of Object.entries(entry.properties)) {
    for (const path of notCovered(name, value, paths)) entry.report(path, 'the property is not acted out');
  }
}

/** Paths at and below `path` that the list does not cover. Items of a list share the path of the list. */
function notCovered(path: string, value: Json | undefined, paths: readonly string[]): string[] {
  if (paths.includes(path)) return [];
  if (!paths.some((known) => known.startsWith(`${path}.`))) return [path];
  if (Array.isArray(value)) {
    return [...new Set(value.flatMap((item) => notCovered(path, item as Json, paths)))];
  }
  if (!isObject(value)) return [path];
  return Object.entries(value).flatMap(([name, item]) => notCovered(`${path}.${name}`, item, paths));
}
