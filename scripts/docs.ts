import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { templatesOf } from '../bench/cost/assembly';
import type { StackTemplate } from '../bench/cost/template';
import { project } from '../bin/environments';
import { resolveProject } from '../lib/config/resolve';
import { alarmSections } from './docs/alarms';
import { configurationTables, fargateSizeTable } from './docs/configuration';
import { costSections } from './docs/cost';
import { dashboardDrawings } from './docs/drawings';
import { replaceSection } from './docs/markdown';
import { strategyTable } from './docs/strategies';

const ROOT = resolve(__dirname, '..');

/** A page with parts that are generated. */
export interface Page {
  /** Path from the root of the project. */
  readonly file: string;
  /** Markdown by section name; `<!-- generated: NAME -->` marks where each belongs. */
  readonly sections: Readonly<Record<string, string>>;
}

/** The page of all knobs, from TSDoc and schema. */
export function configurationPage(): Page {
  return {
    file: 'docs/configuration.md',
    sections: { knobs: configurationTables(), 'task sizes': fargateSizeTable() },
  };
}

/** The page of costs, from the synthesized templates of the default project. */
export function costPage(stacks: readonly StackTemplate[]): Page {
  return { file: 'docs/cost.md', sections: costSections(stacks) };
}

/** The page of alarms, from the same templates. */
export function alarmsPage(stacks: readonly StackTemplate[]): Page {
  return { file: 'docs/alarms.md', sections: alarmSections(stacks) };
}

/** The page about strategies, from their plans. */
export function strategiesPage(): Page {
  return { file: 'docs/strategies.md', sections: { strategies: strategyTable() } };
}

/** What a page should say: its text on disk with the generated parts renewed. */
export function renewed({ file, sections }: Page): string {
  const written = readFileSync(resolve(ROOT, file), 'utf8');
  return Object.entries(sections).reduce((text, [name, part]) => replaceSection(text, name, part), written);
}

function main(): void {
  const stacks = templatesOf(resolveProject(project));
  for (const page of [configurationPage(), costPage(stacks), alarmsPage(stacks), strategiesPage()]) {
    write(page.file, renewed(page));
  }
  for (const { file, svg } of dashboardDrawings(stacks)) write(file, svg);
}

function write(file: string, text: string): void {
  const path = resolve(ROOT, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  process.stdout.write(`${file}\n`);
}

if (require.main === module) main();
