import { NO_VERSION, VERSION_VARIABLE } from '../../lib/pipeline/version-variable';
import { CommandError } from './command';
import { VERSION_LENGTH } from './commit';

const ALLOWED =
  'none, the commit id of an earlier release (12 to 40 hexadecimal digits), or the digest of its image (sha256:…)';

/**
 * The version that is to be released again in place of building one: the tag or the digest of its image.
 * @returns undefined when a commit is to be built
 * @throws CommandError with exit code 2 when it can be neither
 */
export function requestedVersion(environment = process.env): string | undefined {
  const text = environment.REQUESTED_VERSION ?? NO_VERSION;
  if (text === NO_VERSION || text === '') return undefined;
  if (/^sha256:[0-9a-f]{64}$/.test(text)) return text;
  if (/^[0-9a-f]{12,40}$/.test(text)) return text.slice(0, VERSION_LENGTH);
  throw new CommandError(`${VERSION_VARIABLE}: got '${text}'; allowed: ${ALLOWED}`, 2);
}

/**
 * True when `work` has nothing to do because a version is released again; says so.
 * @throws CommandError with exit code 2 when the version can be none
 */
export function isReleasedAgain(work: string): boolean {
  const version = requestedVersion();
  if (version === undefined) return false;
  console.log(`${version} is released again: no ${work}`);
  return true;
}
