import type { z } from 'zod';
import { InputError } from '../shared/input-error';
import { brokenRules } from './rules';
import type { Problem } from './rules';
import { projectSchema } from './schema';
import type { Project } from './schema';

/** The configuration is wrong; the message has one line for each problem. */
export class ConfigError extends InputError {
  override readonly name = 'ConfigError';

  constructor(
    readonly problems: readonly string[],
    file: string,
  ) {
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
    super([`${file} has ${count}:`, ...problems.map((problem) => `  ${problem}`)].join('\n'));
  }
}

/**
 * Checks the configuration and applies the defaults. `file` is where a person finds it, for the error.
 * @throws ConfigError with every problem: path, what it got, what is allowed, how to fix it
 */
export function resolveProject(input: unknown, file = 'bin/environments.ts'): Project {
  const parsed = projectSchema.safeParse(input);
  const shapes = parsed.success ? [] : parsed.error.issues.map((issue) => shapeProblem(issue, input));
  const problems = [...shapes, ...brokenRules(input)];
  if (!parsed.success || problems.length > 0) {
    throw new ConfigError([...new Set(problems.map(line))], file);
  }
  return parsed.data;
}

function line({ path, got, message }: Problem): string {
  return `${path || 'project'}: got ${show(got)}; ${message}`;
}

function shapeProblem(issue: z.core.$ZodIssue, input: unknown): Problem {
  const path = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  const got = issue.path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
  return { path: path.replace(/^\./, ''), got, message: issue.message };
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null)
    return `an object with ${Object.keys(value).join(', ') || 'nothing'}`;
  return JSON.stringify(value);
}
