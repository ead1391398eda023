import { requireService, runScript } from './release/arguments';
import { currentCommit } from './release/commit';
import { readImageDetail, writeReleaseFiles } from './release/files';
import { isReleasedAgain } from './release/requested-version';

/** Writes `release.json` and `appspec.yml` for the image that was pushed last. */
async function releaseFiles(service: string): Promise<void> {
  if (isReleasedAgain('new release files, npm run image has written them')) return;
  const [image, commit] = await Promise.all([readImageDetail(), currentCommit()]);
  const { id, version, authorTime } = commit;
  await writeReleaseFiles({ service, version, commit: id, authorTime, image });
  console.log(`release ${version} of ${service}: ${image}`);
}

if (require.main === module) {
  void runScript(async (args) => releaseFiles(requireService(args, 'release-files')));
}
