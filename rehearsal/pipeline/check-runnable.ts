import { readFileSync, statSync } from 'node:fs';
import { basename, join, normalize } from 'node:path';
import type { AssemblyModel, BuildProjectModel } from '../model';
import { UsageError } from '../usage-error';
import type { RunContext } from './action';
import { parseBuildspec, PHASES } from './build/buildspec';
import { engineIsNeeded, needsEngine, startsNode } from './docker/needs-engine';
import { rehearsedService } from './rehearsed-service';
import { environmentsOf, type Selection } from './select-stages';

/**
 * Looks, before anything is built, whether processes of this machine can stand for the images of a release: at the
 * Dockerfiles that its builds name and at the commands of its task definitions.
 * Throws a UsageError that says what an engine is needed for.
 */
export function checkRunnable(model: AssemblyModel, selection: Selection, tree: string): void {
  for (const environment of environmentsOf(selection)) {
    const { name, task } = rehearsedService(model, environment);
    if (task.command === undefined || startsNode(task.command)) continue;
    const why = `its command is ${task.command.join(' ')}`;
    throw new UsageError(engineIsNeeded(`the task definition of ${name}`, why));
  }
  const files = dockerfilesOf(buildsOf(model, selection), tree);
  const reasons = files.map((file) => ({ file, why: needsEngine(readFileSync(join(tree, file), 'utf8')) }));
  const [{ file = '', why = undefined } = {}] = reasons;
  // One of several may be of a container that is not run.
  if (why !== undefined && reasons.every((one) => one.why !== undefined))
    throw new UsageError(engineIsNeeded(file, why));
}

/** Throws a UsageError when the image of a release is one that no process can run: its build did not tell it before. */
export function checkImage({ images }: Pick<RunContext, 'images'>, reference: string): void {
  const { needsEngine: why, recipe } = images.find(reference) ?? {};
  if (why !== undefined) throw new UsageError(engineIsNeeded(basename(recipe?.dockerfile ?? reference), why));
}

function buildsOf({ buildProjects }: AssemblyModel, selection: Selection): BuildProjectModel[] {
  const actions = environmentsOf(selection).flatMap(({ stages }) => stages.flatMap((stage) => stage.actions));
  return buildProjects.filter(({ name }) => actions.some((one) => one.configuration.ProjectName === name));
}

/** Files below the tree that its builds hand to `docker build`, as far as their commands tell. */
function dockerfilesOf(builds: readonly BuildProjectModel[], tree: string): string[] {
  const named = builds.flatMap((build) => {
    let directory = '.';
    return commandsOf(build, tree).flatMap((command) => {
      directory = join(directory, /^\s*cd\s+([^\s;&$]+)\s*$/.exec(command)?.[1] ?? '.');
      return [...command.matchAll(BUILD)].map(([, words = '']) => join(directory, dockerfileOf(words)));
    });
  });
  const files = [...new Set(named.map((file) => normalize(file)))];
  return files.filter((file) => statSync(join(tree, file), { throwIfNoEntry: false })?.isFile() === true);
}

const BUILD = /\bdocker\s+(?:image\s+|buildx\s+)?build\s+([^;&|]*)/g;

function dockerfileOf(words: string): string {
  const file = /(?:^|\s)(?:-f|--file)(?:\s+|=)(\S+)/.exec(words)?.[1];
  if (file !== undefined) return file.replace(/^["']|["']$/g, '');
  return join(words.trim().split(/\s+/).at(-1) ?? '.', 'Dockerfile');
}

/** A buildspec that cannot be read is told by the build itself. */
function commandsOf({ buildspec }: BuildProjectModel, tree: string): string[] {
  try {
    const text = 'inline' in buildspec ? buildspec.inline : readFileSync(join(tree, buildspec.file), 'utf8');
    const { phases } = parseBuildspec(text).buildspec;
    const commands = PHASES.flatMap((name) => phases[name]?.commands ?? []);
    return commands.flatMap((command) => command.replace(/\\\n/g, ' ').split(/\n|&&|;/));
  } catch {
    return [];
  }
}
