import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { bundleServices, serviceNames } from '../../scripts/bundle';

const MEGABYTE = 1024 * 1024;
const outDir = mkdtempSync(join(tmpdir(), 'bundle-'));
afterAll(() => rmSync(outDir, { recursive: true }));

test('the services are the folders with a program', () => {
  expect(serviceNames()).toEqual(['catalog', 'storefront']);
});

test('no name means all services; each is one file below two megabytes', async () => {
  const bundles = await bundleServices([], outDir);
  expect(bundles.map(({ service }) => service)).toEqual(serviceNames());
  for (const { service, file, bytes } of bundles) {
    expect(file).toBe(join(outDir, `${service}.js`));
    expect(bytes).toBe(statSync(file).size);
    expect(bytes).toBeLessThan(2 * MEGABYTE);
  }
});

test('the same source gives the same bytes wherever it goes', async () => {
  const [first] = await bundleServices(['catalog'], join(outDir, 'one'));
  const [second] = await bundleServices(['catalog'], join(outDir, 'other', 'place'));
  expect(readFileSync(first?.file ?? '').equals(readFileSync(second?.file ?? ''))).toBe(true);
});

test('an unknown name is an error that says which names there are', async () => {
  await expect(bundleServices(['catalog', 'nope'], outDir)).rejects.toThrow(
    'unknown service nope; services are catalog, storefront',
  );
});

test('on the command line an unknown name is one line and exit code 2', async () => {
  const tsx = resolve(__dirname, '../../node_modules/.bin/tsx');
  const failure = promisify(execFile)(tsx, [resolve(__dirname, '../../scripts/bundle.ts'), 'nope']);
  await expect(failure).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'unknown service nope; services are catalog, storefront\n',
  });
});
