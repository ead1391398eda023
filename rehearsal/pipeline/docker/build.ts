import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, posix } from 'node:path';
import { copyInto } from './copy';
import { expand, parseDockerfile, parsePairs, parseWords } from './dockerfile';
import type { Instruction } from './dockerfile';
import { dockerIgnore } from './ignore';
import type { BuiltImage } from './images';
import { baseEntrypoint, needsEngine } from './needs-engine';

/** What `docker build` was asked for. */
export interface BuildRequest {
  /** Absolute path of the build context. */
  readonly context: string;
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Name of the stage to stop at; default the last one. */
  readonly target?: string;
  /** Empty directory for the files of the stages. */
  readonly directory: string;
  /** An engine builds the image too, with what RUN makes: files of another stage may be missing here. */
  readonly byEngine?: boolean;
}

/** An image, and the instructions that were not acted out (each with its line). */
export interface BuildOutcome {
  readonly image: BuiltImage;
  readonly unchecked: readonly string[];
}

interface Stage {
  readonly root: string;
  readonly arguments: Record<string, string>;
  readonly image: Mutable<BuiltImage>;
  /** Whether this stage has a CMD of its own, which an ENTRYPOINT then leaves alone. */
  ownCommand?: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Build {
  readonly request: BuildRequest;
  readonly ignored: (path: string) => boolean;
  readonly stages: Map<string, Stage>;
  readonly globals: Record<string, string>;
  readonly unchecked: string[];
  current?: Stage;
}

/** Builds an image by reading the Dockerfile; throws with the line when Docker would fail too. */
export function buildImage(request: BuildRequest): BuildOutcome {
  const ignoreFile = join(request.context, '.dockerignore');
  const build: Build = {
    request,
    ignored: dockerIgnore(existsSync(ignoreFile) ? readFileSync(ignoreFile, 'utf8') : ''),
    stages: new Map(),
    globals: {},
    unchecked: [],
  };
  const source = readFileSync(request.dockerfile, 'utf8');
  for (const instruction of parseDockerfile(source)) apply(build, instruction);
  const stage = request.target === undefined ? build.current : stageOf(build, request.target);
  if (stage === undefined)
    throw new Error(`the Dockerfile has no stage ${request.target ?? 'at all: FROM is missing'}`);
  stage.image.labels = { ...stage.image.labels, ...request.labels };
  const { context, dockerfile, buildArguments, target } = request;
  const recipe = { context, dockerfile, buildArguments, ...(target !== undefined && { target }) };
  const why = request.byEngine === true ? undefined : needsEngine(source);
  const image = { ...stage.image, recipe, ...(why !== undefined && { needsEngine: why }) };
  return { image, unchecked: build.unchecked };
}

function apply(build: Build, instruction: Instruction): void {
  if (instruction.name === 'FROM') return from(build, instruction);
  if (instruction.name === 'ARG') return argument(build, instruction);
  const stage = build.current;
  if (stage === undefined)
    throw new Error(`Dockerfile line ${instruction.line}: no build stage in current context`);
  const handler = HANDLERS[instruction.name];
  if (handler === undefined) {
    if (!NOT_ACTED_OUT.has(instruction.name))
      throw new Error(`Dockerfile line ${instruction.line}: unknown instruction: ${instruction.name}`);
    if (build.request.byEngine !== true) build.unchecked.push(...notActedOut(build, instruction));
    return;
  }
  const text = NOT_EXPANDED.has(instruction.name)
    ? instruction.text
    : expand(instruction.text, { ...stage.arguments, ...stage.image.environment });
  handler(stage, text, instruction, build);
}

function from(build: Build, { text, line }: Instruction): void {
  const match = /^(\S+)(?:\s+[Aa][Ss]\s+(\S+))?$/.exec(expand(text, build.globals));
  if (match === null) throw new Error(`Dockerfile line ${line}: FROM ${text} is not an image`);
  const base = match[1] ?? '';
  const parent = build.stages.get(base.toLowerCase());
  const root = join(build.request.directory, `stage-${build.stages.size}`);
  mkdirSync(root, { recursive: true });
  if (parent !== undefined) copyInto({ from: parent.root, pattern: '.', root, destination: '/' });
  const image: Mutable<BuiltImage> =
    parent === undefined
      ? { ...EMPTY, rootDirectory: root, base, entrypoint: baseEntrypoint(base) }
      : { ...parent.image, rootDirectory: root };
  build.current = { root, arguments: { ...parent?.arguments }, image };
  build.stages.set((match[2] ?? String(build.stages.size)).toLowerCase(), build.current);
}

/** A stage by its name, in any case, or by its position. */
function stageOf({ stages }: Build, name: string): Stage | undefined {
  return (
    stages.get(name.toLowerCase()) ?? (/^\d+$/.test(name) ? [...stages.values()][Number(name)] : undefined)
  );
}

const EMPTY = {
  command: [],
  environment: {},
  workingDirectory: '/',
  user: '',
  labels: {},
  exposedPorts: [],
} as const;

function argument(build: Build, { text }: Instruction): void {
  for (const declared of text.match(ARGUMENT) ?? []) declare(build, declared);
}

/** One `NAME` or `NAME=value` of an ARG, which may declare several. */
const ARGUMENT = /[^\s=]+(?:=(?:"(?:[^"\\]|\\.)*"|'[^']*'|\S*))?/g;

function declare(build: Build, text: string): void {
  const [name = '', preset] = text.includes('=') ? (parsePairs(text)[0] ?? []) : [text];
  const outer = build.current === undefined ? undefined : build.globals[name];
  const value = build.request.buildArguments[name] ?? preset ?? outer;
  if (value === undefined) return;
  const values = build.current?.arguments ?? build.globals;
  values[name] = expand(value, { ...build.globals, ...values });
}

type Handler = (stage: Stage, text: string, instruction: Instruction, build: Build) => void;

/** Instructions of Docker that are reported and not acted out; whatever else is no handler's is a mistake. */
const NOT_ACTED_OUT: ReadonlySet<string> = new Set(['RUN', 'VOLUME', 'SHELL', 'ONBUILD', 'MAINTAINER']);

/** Packages are those of the working tree, as for a build that installs them. */
function notActedOut({ request: { context }, current }: Build, { name, text }: Instruction): string[] {
  if (name !== 'RUN' || !INSTALL.test(text)) return [`${name} ${text}`];
  const packages = join(context, 'node_modules');
  if (current !== undefined && existsSync(packages)) {
    const own = join(current.root, current.image.workingDirectory, 'node_modules');
    mkdirSync(join(own, '..'), { recursive: true });
    if (!existsSync(own)) symlinkSync(packages, own);
  }
  return [];
}

const INSTALL =
  /^(?:npm (?:ci|i|install|clean-install)|yarn(?: install)?|pnpm (?:i|install))(?: --?[\w=-]+)*$/;

const NOT_EXPANDED: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

const HANDLERS: Readonly<Record<string, Handler>> = {
  ENV: ({ image }, text) => {
    image.environment = { ...image.environment, ...Object.fromEntries(parsePairs(text)) };
  },
  LABEL: ({ image }, text) => {
    image.labels = { ...image.labels, ...Object.fromEntries(parsePairs(text)) };
  },
  WORKDIR: ({ image, root }, text) => {
    image.workingDirectory = posix.resolve(image.workingDirectory, text);
    mkdirSync(join(root, image.workingDirectory), { recursive: true });
  },
  USER: ({ image }, text) => {
    image.user = text;
  },
  EXPOSE: ({ image }, text) => {
    image.exposedPorts = [...image.exposedPorts, ...parseWords(text).words];
  },
  HEALTHCHECK: ({ image }, text) => {
    image.healthCheck = text;
  },
  STOPSIGNAL: (_stage, text, { line }) => {
    if (!/^(SIGTERM|15)$/.test(text))
      throw new Error(`Dockerfile line ${line}: ECS sends SIGTERM, not ${text}`);
  },
  CMD: (stage, text) => {
    stage.image.command = program(text);
    stage.ownCommand = true;
  },
  ENTRYPOINT: ({ image, ownCommand }, text) => {
    image.entrypoint = program(text);
    if (ownCommand !== true) image.command = [];
  },
  COPY: copy,
  ADD: copy,
};

function program(text: string): string[] {
  const { exec, words } = parseWords(text);
  return exec ? words : ['/bin/sh', '-c', text];
}

function copy(stage: Stage, text: string, { flags, line, name }: Instruction, build: Build): void {
  const { words } = parseWords(text);
  const destination = words.at(-1) ?? '/';
  if (words.some((word) => /^https?:/.test(word))) {
    build.unchecked.push(`${name} ${text}`);
    return;
  }
  const source = flags.from === undefined ? undefined : stageOf(build, flags.from);
  if (flags.from !== undefined && source === undefined) {
    build.unchecked.push(`${name} --from=${flags.from} ${text}`);
    return;
  }
  const absolute =
    posix.resolve(stage.image.workingDirectory, destination) + (/\/$/.test(destination) ? '/' : '');
  for (const pattern of words.slice(0, -1)) {
    const copied = copyInto({
      from: source?.root ?? build.request.context,
      pattern,
      root: stage.root,
      destination: words.length > 2 && !absolute.endsWith('/') ? `${absolute}/` : absolute,
      ...(flags.chmod === undefined ? {} : { mode: Number.parseInt(flags.chmod, 8) }),
      ...(source === undefined ? { ignored: build.ignored } : {}),
    });
    if (copied === 0 && !(build.request.byEngine === true && source !== undefined))
      throw new Error(`Dockerfile line ${line}: ${name} ${pattern}: not found in the build context`);
  }
}
