import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { templatesOf } from '../bench/cost/assembly';
import { project } from '../bin/environments';
import { resolveProject } from '../lib/config/resolve';
import { configurationTables, fargateSizeTable } from './docs/configuration';
import { costSections } from './docs/cost';
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
export function costPage(stacks = templatesOf(resolveProject(project))): Page {
  return { file: 'docs/cost.md', sections: costSections(stacks) };
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
  for (const page of [configurationPage(), costPage(), strategiesPage()]) {
    writeFileSync(resolve(ROOT, page.file), renewed(page));
    process.stdout.write(`${page.file}\n`);
  }
}

if (require.main === module) main();
