import { execFileSync } from 'node:child_process';
import { delimiter, dirname, join, resolve } from 'node:path';
import { workshop } from './workshop';

const SCRIPT = resolve(__dirname, '..', '..', 'scripts', 'install.mjs');
const lock = (packages: object): string => JSON.stringify({ packages });
const installed = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } };
const wanted = {
  '': { name: 'shop' },
  ...installed,
  'node_modules/for-macos': { version: '1.0.0', integrity: 'sha512-m', optional: true },
};

let shop = workshop();

beforeEach(() => {
  shop = workshop();
  shop.program('npm', 'exit ${NPM_EXIT:-0}');
  shop.write('package-lock.json', lock(wanted));
});

afterEach(() => shop.remove());

function install(environment: Readonly<Record<string, string>> = {}): string {
  const path = [join(shop.directory, 'programs'), dirname(process.execPath), '/bin'].join(delimiter);
  const env = { PATH: path, STATE: join(shop.directory, 'state'), ...environment };
  return execFileSync(process.execPath, [SCRIPT], { cwd: shop.directory, env, stdio: 'pipe' })
    .toString()
    .trim();
}

it('installs nothing when node_modules fits, packages for other platforms aside', () => {
  shop.write('node_modules/.package-lock.json', lock(installed));
  expect(install()).toBe('node_modules fits package-lock.json');
  expect(shop.calls()).toEqual([]);
});

it.each<[string, string | undefined, string]>([
  ['there is no node_modules', undefined, 'node_modules is not there'],
  ['a package is missing', lock({}), 'node_modules/a is missing'],
  [
    'a package has another version',
    lock({ 'node_modules/a': { version: '0.9.0', integrity: 'sha512-a' } }),
    'node_modules/a is 0.9.0, not 1.0.0',
  ],
  [
    'a package has other content',
    lock({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }),
    'node_modules/a has other content',
  ],
  [
    'there is a package too many',
    lock({ ...installed, 'node_modules/b': { version: '1.0.0' } }),
    'node_modules/b is not in the lock file',
  ],
  ['the list of packages is broken', '{', 'node_modules is not there'],
])('installs when %s', (_case, list, reason) => {
  if (list !== undefined) shop.write('node_modules/.package-lock.json', list);
  expect(install()).toBe(`npm ci, because ${reason}`);
  expect(shop.calls()).toEqual(['npm ci']);
});

it('fails when the installation fails', () => {
  expect(() => install({ NPM_EXIT: '3' })).toThrow(expect.objectContaining({ status: 3 }) as Error);
});
