import { ACTED_OUT, ACTIONS } from '../../../rehearsal/template/coverage';
import type { IgnoredTypes, TypeCoverage } from '../../../rehearsal/template/coverage-types';
import { IGNORED_TYPES } from '../../../rehearsal/template/ignored-types';

/** The lists of `BEHAVIOUR.md` that follow from the coverage tables, as Markdown. */
export function coverageSection(): string {
  return [
    '### Acted out',
    Object.entries(ACTED_OUT).map(actedOut).join('\n'),
    '### Actions of a pipeline',
    Object.entries(ACTIONS)
      .map(([category, providers]) => `- ${category}: ${code(providers)}`)
      .join('\n'),
    '### Left out on purpose',
    IGNORED_TYPES.map(ignoredTypes).join('\n'),
    '### Properties left out on purpose',
    Object.entries(ACTED_OUT)
      .filter(([, { ignored }]) => Object.keys(ignored).length > 0)
      .map(leftOut)
      .join('\n'),
  ].join('\n\n');
}

function actedOut([type, { understood }]: [string, TypeCoverage]): string {
  return `- \`${type}\`: ${code(understood)}`;
}

function ignoredTypes({ types, only = {}, reason }: IgnoredTypes): string {
  const conditions = Object.entries(only).map(([property, value]) => `${property}: ${value}`);
  return `- ${code(types)}${conditions.length > 0 ? ` with ${code(conditions)}` : ''}: ${reason}`;
}

function leftOut([type, { ignored }]: [string, TypeCoverage]): string {
  const byReason = new Map<string, string[]>();
  for (const [path, reason] of Object.entries(ignored)) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), path]);
  }
  const lines = [...byReason].map(([reason, paths]) => `  - ${code(paths)}: ${reason}`);
  return [`- \`${type}\``, ...lines].join('\n');
}

function code(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
