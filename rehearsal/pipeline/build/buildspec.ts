import { z } from 'zod';
import { parseYaml } from '../parse-yaml';

/** A key that is written without a value counts as left out. */
function given<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (EMPTY.has(value) ? undefined : value), schema);
}

const EMPTY: ReadonlySet<unknown> = new Set(['', '~', 'null']);

/** A list of texts, or one text alone. */
const texts = given(
  z
    .union([z.array(z.string()), z.string().transform((one) => [one])], {
      error: 'a text or a list of texts',
    })
    .default([]),
);

const pairs = given(z.record(z.string(), z.string()).default({}));

const phase = z.looseObject({
  'on-failure': z.string().optional(),
  'runtime-versions': given(z.record(z.string(), z.string()).optional()),
  commands: texts,
  finally: texts,
});

const artifact = z.looseObject({
  files: texts,
  'base-directory': z.string().optional(),
  'discard-paths': z
    .string()
    .toLowerCase()
    .pipe(z.enum(['yes', 'no', 'true', 'false']))
    .transform((word) => word === 'yes' || word === 'true')
    .optional(),
  name: z.string().optional(),
});

const report = z.looseObject({
  files: z.union([z.string(), z.array(z.string())]),
  'base-directory': z.string().optional(),
  'file-format': z.string().optional(),
});

const version = z.string().refine((text) => Number(text) === 0.2, 'only version 0.2 is rehearsed');

const document = z.looseObject({
  version,
  env: given(
    z
      .looseObject({
        shell: z.enum(['bash', 'sh', '/bin/sh']).optional(),
        variables: pairs,
        'parameter-store': pairs,
        'exported-variables': texts,
      })
      .optional(),
  ),
  phases: z.looseObject({
    install: given(phase.optional()),
    pre_build: given(phase.optional()),
    build: given(phase.optional()),
    post_build: given(phase.optional()),
  }),
  reports: given(z.record(z.string(), report).default({})),
  artifacts: given(
    artifact.extend({ 'secondary-artifacts': given(z.record(z.string(), artifact).default({})) }).optional(),
  ),
  cache: z.unknown().optional(),
});

/** A buildspec after reading; keys are spelled as AWS spells them. */
export type Buildspec = z.infer<typeof document>;
/** One phase. */
export type BuildPhase = z.infer<typeof phase>;
/** One `artifacts` block, primary or secondary. */
export type ArtifactSpec = z.infer<typeof artifact>;
/** One report group. */
export type ReportSpec = z.infer<typeof report>;

/** Names of the phases with commands, in the order in which they run. */
export const PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;

/** Name of a phase with commands. */
export type PhaseName = (typeof PHASES)[number];

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  '': ['version', 'env', 'phases', 'reports', 'artifacts', 'cache'],
  env: ['shell', 'variables', 'parameter-store', 'exported-variables'],
  phases: [...PHASES],
  artifacts: ['files', 'base-directory', 'discard-paths', 'name', 'secondary-artifacts'],
  ...Object.fromEntries(
    PHASES.map((name) => [
      `phases.${name}`,
      ['on-failure', 'commands', 'finally', ...(name === 'install' ? ['runtime-versions'] : [])],
    ]),
  ),
};

/** Reads a buildspec. Throws one line that names every problem; returns the keys that are not acted out. */
export function parseBuildspec(source: string): {
  readonly buildspec: Buildspec;
  readonly unchecked: string[];
} {
  const raw = parseYaml('YAML_FILE_ERROR: the buildspec', source);
  const result = document.safeParse(raw);
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'document'}: ${message}`,
    );
    throw new Error(`YAML_FILE_ERROR: the buildspec is not valid: ${problems.join('; ')}`);
  }
  return { buildspec: result.data, unchecked: [...unknownKeys(raw), ...otherPolicies(result.data)] };
}

/** `on-failure` also knows RETRY, which is not acted out. */
function otherPolicies({ phases }: Buildspec): string[] {
  return PHASES.flatMap((name) => {
    const policy = phases[name]?.['on-failure'] ?? 'ABORT';
    return /^(abort|continue)$/i.test(policy) ? [] : [`phases.${name}.on-failure: ${policy}`];
  });
}

function unknownKeys(raw: unknown): string[] {
  return Object.entries(KNOWN).flatMap(([path, known]) => {
    const value = path === '' ? raw : path.split('.').reduce<unknown>(child, raw);
    if (typeof value !== 'object' || value === null) return [];
    const unknown = Object.keys(value).filter((key) => !known.includes(key));
    return unknown.map((key) => (path === '' ? key : `${path}.${key}`));
  });
}

function child(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
