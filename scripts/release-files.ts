import { requireService, runScript } from './release/arguments';
import { currentCommit } from './release/commit';
import { readImageDetail, writeReleaseFiles } from './release/files';

/** Writes `release.json` and `appspec.yml` for the image that was pushed last. */
async function releaseFiles(service: string): Promise<void> {
  const [image, commit] = await Promise.all([readImageDetail(), currentCommit()]);
  const { id, version, authorTime } = commit;
  await writeReleaseFiles({ service, version, commit: id, authorTime, image });
  console.log(`release ${version} of ${service}: ${image}`);
}

if (require.main === module) {
  void runScript(async (args) => releaseFiles(requireService(args, 'release-files')));
}
