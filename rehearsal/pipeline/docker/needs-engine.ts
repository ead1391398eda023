import { parseDockerfile, parseWords, type Instruction } from './dockerfile';

/** Programs that only start another one, which follows them. */
const STARTERS = /(?:^|\/)(?:tini|dumb-init|docker-entrypoint\.sh)$/;

/** The words from the program on, without what only starts it and its own options. */
export function startedBy(words: readonly string[]): readonly string[] {
  if (!STARTERS.test(words[0] ?? '')) return words;
  return startedBy(words.slice(1).slice(words.slice(1).findIndex((word) => !word.startsWith('-'))));
}

/** Whether the words start a Node.js program. */
export function startsNode(words: readonly string[]): boolean {
  return /(?:^|\/)node$/.test(startedBy(words)[0] ?? '');
}

/** Entry points of base images whose files the stand-in does not have. */
export function baseEntrypoint(base: string): string[] {
  return /distroless\/nodejs/.test(base) ? ['/nodejs/bin/node'] : [];
}

/** Why what a Dockerfile builds needs a container engine; undefined when a process of this machine can run it. */
export function needsEngine(source: string): string | undefined {
  const instructions = parseDockerfile(source);
  const stages = instructions.filter(({ name }) => name === 'FROM');
  if (stages.length > 1) return `it builds in ${stages.length} stages`;
  const last = (wanted: string): Instruction | undefined =>
    instructions.findLast(({ name }) => name === wanted);
  const given = [last('ENTRYPOINT'), last('CMD')].flatMap((one) => (one === undefined ? [] : [one]));
  if (given.length === 0) return 'it has neither CMD nor ENTRYPOINT';
  const shell = given.find(({ text }) => !parseWords(text).exec);
  if (shell !== undefined) return `${shell.name} ${shell.text} is a shell command`;
  const words = given.flatMap(({ text }) => parseWords(text).words);
  const base = last('ENTRYPOINT') === undefined ? baseEntrypoint(stages[0]?.text ?? '') : [];
  if (startsNode([...base, ...words])) return undefined;
  return `it starts ${startedBy(words).join(' ') || 'nothing'}`;
}

/** One line about an image that needs an engine, and what to do. */
export function engineIsNeeded(where: string, why: string): string {
  return (
    `${where}: ${why}, and processes stand only for images that are built in one stage and start with node, such as ` +
    'CMD ["node", "server.js"]; start a container engine and rehearse with --runtime docker, which builds and runs it'
  );
}
