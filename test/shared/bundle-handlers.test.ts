import { readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { handlerDirectory } from '../../lib/shared/bundle-handlers';

const ROOT = resolve(__dirname, '..', '..');
const handlers = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.lambda.ts'),
);
const codeOf = (file: string): string => join(handlerDirectory(join('lib', file), tmpdir()), 'index.js');

it('bundles every handler, each into a directory of its own', () => {
  expect(handlers.length).toBeGreaterThan(5);
  const directories = handlers.map((file) => handlerDirectory(join('lib', file), tmpdir()));
  expect(new Set(directories).size).toBe(handlers.length);
  for (const directory of directories) expect(readdirSync(directory)).toEqual(['index.js']);
});

it('leaves the AWS SDK to the runtime, so that a bundle stays small', () => {
  for (const file of handlers) expect([file, statSync(codeOf(file)).size < 400_000]).toEqual([file, true]);
  const guard = readFileSync(codeOf('delivery/live-traffic/read-live-traffic.lambda.ts'), 'utf8');
  expect(guard).toContain('require("@aws-sdk/client-ecs")');
});
