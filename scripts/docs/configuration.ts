import type { DeliveryInput } from '../../lib/config/delivery-input';
import { FARGATE_CPU, memorySizesFor } from '../../lib/config/fargate-sizes';
import { projectSchema } from '../../lib/config/schema';
import type { SourceInput } from '../../lib/config/source-input';
import type { ProjectInput } from '../../lib/config/types';
import { readKnobs, type KnobGroup } from './knobs';
import { table } from './markdown';

type Path = KnobGroup['path'];

const SMALLEST_SOURCES: readonly SourceInput[] = [
  { kind: 'codecommit' },
  { kind: 'connection', owner: 'team', repository: 'shop' },
];

const CANARY: DeliveryInput = { kind: 'canary', percent: 10, intervalMinutes: 5 };
const SMALLEST_DELIVERIES: readonly DeliveryInput[] = [
  { kind: 'all-at-once' },
  { kind: 'blue-green' },
  { kind: 'linear', percent: 10, intervalMinutes: 5 },
  { kind: 'rolling' },
];

/**
 * The least that the schema takes: everything optional is left out.
 * @param kind shape of the one delivery or of the source in it
 */
export function smallestProject(kind = 'canary'): ProjectInput {
  const source = SMALLEST_SOURCES.find((candidate) => candidate.kind === kind);
  const delivery = SMALLEST_DELIVERIES.find((candidate) => candidate.kind === kind) ?? CANARY;
  const service = { exposure: kind === 'rolling' ? ('internal' as const) : ('public' as const), delivery };
  return {
    project: 'shop',
    toolchain: { region: 'us-east-1', ...(source && { source }) },
    environments: [
      {
        name: 'sandbox',
        region: 'us-east-1',
        egress: { kind: 'nat-instance' },
        services: [{ name: 'storefront', ...service }],
      },
    ],
  };
}

/** What the schema says is allowed at `path`: the words of its own error message. */
function allowedAt(path: Path, kind?: string): string {
  const parsed = projectSchema.safeParse(put(smallestProject(kind), path, null));
  const issue = parsed.error?.issues.find((candidate) => candidate.path.join('.') === path.join('.'));
  const [, said = ''] = (issue?.message ?? '').split('allowed: ');
  const [allowed = ''] = said.split('; fix:');
  if (allowed === '') throw new Error(`the schema says nothing about ${path.join('.')}`);
  return allowed;
}

/** `path` as a person writes it, for example `environments[].services[].cpu`. */
export function pathText(path: Path): string {
  return path
    .map((key) => (key === 0 ? '[]' : `.${key}`))
    .join('')
    .replace(/^\./, '');
}

/** The knobs as one table for each group. */
export function configurationTables(): string {
  return readKnobs()
    .map((group) => [heading(group), group.meaning, knobTable(group)].join('\n\n'))
    .join('\n\n');
}

/** The memory sizes that go with each `cpu`. */
export function fargateSizeTable(): string {
  const rows = FARGATE_CPU.map((cpu) => [String(cpu), sizesText(memorySizesFor(cpu))]);
  return table(['cpu', 'memoryMiB'], rows);
}

function sizesText(sizes: readonly number[]): string {
  const [first = 0, second = 0] = sizes;
  if (sizes.length <= 4) return sizes.join(', ');
  return `${first} to ${sizes.at(-1)} in steps of ${second - first}`;
}

function heading({ path, kind }: KnobGroup): string {
  const where = path.length === 0 ? 'The project' : `\`${pathText(path)}\``;
  return kind === undefined ? `## ${where}` : `## ${where} of kind \`${kind}\``;
}

function knobTable({ knobs, kind }: KnobGroup): string {
  const rows = knobs.map(({ name, path, meaning, optional, defaultText }) => [
    `\`${name}\``,
    meaning,
    allowedAt(path, kind),
    optional ? defaultCell(defaultText ?? '') : 'required',
  ]);
  return table(['knob', 'meaning', 'allowed', 'default'], rows);
}

function defaultCell(text: string): string {
  return text.startsWith('- ') ? text.slice(2) : `\`${text}\``;
}

function put(target: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const list = Array.isArray(target) ? (target as unknown[]) : [];
    return [put(list[key], rest, value)];
  }
  const fields = (target ?? {}) as Record<string, unknown>;
  return { ...fields, [key]: put(fields[key], rest, value) };
}
