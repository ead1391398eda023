import { run } from './command';

/** The commit that is built. */
export interface Commit {
  /** Full commit id. */
  readonly id: string;
  /** When the author made the commit, ISO 8601; lead time counts from here. */
  readonly authorTime: string;
  /** Version label and image tag: 12 characters of the id, with `-dirty` for a changed working tree. */
  readonly version: string;
}

/** Characters of a commit id that make its version label. */
export const VERSION_LENGTH = 12;

/**
 * The commit from the pipeline (`CODEBUILD_RESOLVED_SOURCE_VERSION`, `COMMIT_AUTHOR_TIME`), because a source
 * artifact has no git data; from git on a laptop.
 */
export async function currentCommit(environment = process.env): Promise<Commit> {
  const id = environment.CODEBUILD_RESOLVED_SOURCE_VERSION;
  if (!id) return commitFromGit();
  const authorTime = environment.COMMIT_AUTHOR_TIME ?? (await git('log', '-1', '--format=%aI', id));
  return { id, authorTime: isoTime(authorTime), version: id.slice(0, VERSION_LENGTH) };
}

async function commitFromGit(): Promise<Commit> {
  const [id, authorTime, changes] = await Promise.all([
    git('rev-parse', 'HEAD'),
    git('log', '-1', '--format=%aI'),
    git('status', '--porcelain'),
  ]);
  const version = id.slice(0, VERSION_LENGTH) + (changes === '' ? '' : '-dirty');
  return { id, authorTime: isoTime(authorTime), version };
}

async function git(...args: string[]): Promise<string> {
  return run('git', args, { capture: true });
}

/** The same time as `2026-01-31T12:00:00.000Z`; git's own form, `1769860800 +0000`, is understood too. */
function isoTime(text: string): string {
  const seconds = /^(\d+) [+-]\d{4}$/.exec(text)?.[1];
  const time = new Date(seconds === undefined ? text : Number(seconds) * 1000);
  return Number.isNaN(time.getTime()) ? text : time.toISOString();
}
