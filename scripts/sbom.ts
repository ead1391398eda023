import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RELEASE_FILES } from '../lib/pipeline/release-files';
import { bundleServices } from './bundle';
import { requireService, runScript } from './release/arguments';
import { billOfBundle, packageFolder } from './release/bill-of-materials';
import type { BillOfMaterials } from './release/bill-of-materials';
import { run } from './release/command';
import { currentCommit } from './release/commit';
import { writeReleaseFile } from './release/files';
import { isReleasedAgain } from './release/requested-version';

/** Writes the software bill of materials of a service: the packages in its bundle, with licences and hashes. */
async function sbom(service: string): Promise<void> {
  if (isReleasedAgain('new bill of materials')) return;
  const [packages, project, commit] = await Promise.all([
    bundledPackages(service),
    billOfProject(),
    currentCommit(),
  ]);
  const subject = { name: service, version: commit.version, time: commit.authorTime };
  const bill = billOfBundle(project, packages, subject);
  await writeReleaseFile(RELEASE_FILES.billOfMaterials, bill);
  console.log(`${RELEASE_FILES.billOfMaterials} lists ${bill.components.length} packages of ${service}`);
}

async function billOfProject(): Promise<BillOfMaterials> {
  const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'];
  return JSON.parse(await run('npm', args, { capture: true })) as BillOfMaterials;
}

async function bundledPackages(service: string): Promise<Set<string>> {
  const bundles = await bundleServices([service], resolve('build', 'services'));
  const folders = new Set(
    bundles.flatMap(({ inputs }) => inputs.flatMap((file) => packageFolder(file) ?? [])),
  );
  return new Set(
    await Promise.all(
      [...folders].map(async (folder) => {
        const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
          name: string;
          version: string;
        };
        return `${name}@${version}`;
      }),
    ),
  );
}

if (require.main === module) {
  void runScript(async (args) => {
    await sbom(requireService(args, 'sbom'));
  });
}
