import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import packageJson from '../../package.json';

const ROOT = resolve(__dirname, '..', '..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'rehearsal/BEHAVIOUR.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

it.each(PAGES)('%s names only npm scripts that exist', (page) => {
  const named = [...read(page).matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script);
  expect(named.filter((script) => !(String(script) in packageJson.scripts))).toEqual([]);
});

it.each(PAGES)('%s links only to files that exist', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link]) => String(link));
  expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
});

it('sets everything up in two lines', () => {
  expect(read('README.md')).toContain('\nnpm ci && npm start\n');
  expect(read('README.md')).toContain('\nnpm cit\n');
});

it('has continuous integration call the test command of the README', () => {
  expect(read('.ci/run').trimEnd().split('\n').at(-1)).toBe('npm cit');
  expect(read('.github/workflows/ci.yml')).toContain('run: bash .ci/run');
});

it.each(['app', 'lib', 'rehearsal'])('names in the topic table only places of %s/ that exist', (top) => {
  const places = [...read('README.md').matchAll(new RegExp(`\`(${top}/[\\w./-]*)\``, 'g'))].map(([, place]) =>
    String(place),
  );
  expect(places.filter((place) => !existsSync(join(ROOT, place)))).toEqual([]);
});

it('pins every dependency to one version', () => {
  const { dependencies, devDependencies } = packageJson;
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  );
  expect(loose).toEqual([]);
});

it('explains every dependency in the contributing guide', () => {
  const guide = read('CONTRIBUTING.md');
  const names = Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies });
  const families =
    /^(@aws-sdk\/client-|@opentelemetry\/|@types\/|@eslint\/|eslint-plugin-|typescript-eslint$)/;
  expect(names.filter((name) => !families.test(name) && !guide.includes(name))).toEqual([]);
});

it('names no registry host in the lock file', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved"|https?:\/\/[^"]*registry/);
});
