import { copyFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BillOfMaterials } from '../../scripts/release/bill-of-materials';
import { workshop } from './workshop';

const ROOT = resolve(__dirname, '..', '..');
const shop = workshop();

beforeAll(() => {
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(ROOT, file), join(shop.directory, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(shop.directory, 'node_modules'));
});

afterAll(() => shop.remove());

it('lists with licence and hash what the catalog holds, and nothing that only builds it', async () => {
  const { code, stdout, stderr } = await shop.run('scripts/sbom.ts', ['catalog'], {
    CODEBUILD_RESOLVED_SOURCE_VERSION: '0123456789abcdef0123456789abcdef01234567',
    COMMIT_AUTHOR_TIME: '2026-01-31T12:00:00Z',
  });

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const bill = JSON.parse(shop.read('build/release/sbom.cdx.json')) as BillOfMaterials & {
    bomFormat: string;
  };
  const names = bill.components.map(({ name }) => name);
  expect(stdout).toBe(`sbom.cdx.json lists ${names.length} packages of catalog\n`);
  expect(bill.bomFormat).toBe('CycloneDX');
  expect(names).toEqual(expect.arrayContaining(['fastify', '@opentelemetry/api']));
  expect(names.filter((name) => /^(?:aws-cdk|@aws-sdk|esbuild|jest|typescript|eslint)/.test(name))).toEqual(
    [],
  );
  expect(bill.components).toContainEqual(
    expect.objectContaining({
      name: 'fastify',
      licenses: [{ license: { id: 'MIT' } }],
      hashes: [expect.objectContaining({ alg: 'SHA-512' })],
    }),
  );
  expect(bill.metadata).toMatchObject({ component: { name: 'catalog', version: '0123456789ab' } });
});
