import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import packageJson from '../../package.json';

interface Buildspec {
  readonly version: number;
  readonly phases: Readonly<Record<string, { 'runtime-versions'?: { nodejs: number }; commands: string[] }>>;
}

const ROOT = resolve(__dirname, '..', '..');
const read = (file: string): Buildspec => parse(readFileSync(join(ROOT, file), 'utf8')) as Buildspec;
const check = read('pull-request.buildspec.yml');
const commands = Object.values(check.phases).flatMap((phase) => phase.commands);

it('has only phases and sections that CodeBuild knows, and leaves nothing behind for another build', () => {
  expect(Object.keys(check)).toEqual(['version', 'phases']);
  expect(check.version).toBe(0.2);
  expect(Object.keys(check.phases)).toEqual(['install', 'pre_build', 'build']);
});

it.each(commands)('%s is a script of the project that also works on a laptop', (command) => {
  const script = /^npm (?:run )?([\w:-]+)$/.exec(command)?.[1];
  const file = /^node (scripts\/[\w./-]+)$/.exec(command)?.[1];
  if (script) expect(packageJson.scripts).toHaveProperty([script]);
  expect(script ?? (file && existsSync(join(ROOT, file)))).toBeTruthy();
});

it('checks what `npm run check` checks, and builds every service', () => {
  const both = commands.map((command) => command.replace(/^npm (?:run )?/, ''));
  expect(packageJson.scripts.check).toBe('npm run check:static && npm test');
  expect(both).toEqual(expect.arrayContaining(['check:static', 'test', 'bundle']));
});

it('runs on the version of Node.js that a release is built with', () => {
  const version = (buildspec: Buildspec) => buildspec.phases.install?.['runtime-versions'];
  expect(version(check)).toEqual(version(read('buildspec.yml')));
});
