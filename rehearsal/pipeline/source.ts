import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { filesOf } from './docker/images';

/** The commit that the rehearsal takes for the source revision. */
export interface Revision {
  /** 40 hexadecimal digits: the commit, or a digest of the files where there is no git. */
  readonly commit: string;
  readonly branch: string;
  readonly message: string;
  /** ISO 8601. */
  readonly authorDate: string;
  /** Files that differ from the commit; 0 where there is no git. */
  readonly changedFiles: number;
  readonly git: boolean;
}

/** Copies the files of a working tree, without what git ignores, and links its installed packages. */
export function copySource(project: string, target: string): Revision {
  const tracked = git(project, ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '.']);
  const listed = tracked === '' ? undefined : tracked;
  const files = listed === undefined ? walk(project) : listed.split('\0').filter((file) => file !== '');
  const own = files.filter((file) => file.split('/')[0] !== 'node_modules');
  for (const file of own) copyFile(project, target, file);
  linkPackages(project, target);
  return listed === undefined ? withoutGit(target) : withGit(project, target);
}

function copyFile(project: string, target: string, file: string): void {
  const from = join(project, file);
  const to = join(target, file);
  const stats = lstatSync(from, { throwIfNoEntry: false });
  if (stats === undefined || stats.isDirectory()) return;
  mkdirSync(dirname(to), { recursive: true });
  if (stats.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else copyFileSync(from, to);
}

/**
 * `node_modules` of the copy is a real directory of links, not one link: a build that empties it removes
 * links only, never the packages of the working tree.
 */
function linkPackages(project: string, target: string): void {
  const packages = join(project, 'node_modules');
  if (!existsSync(packages)) return;
  mkdirSync(join(target, 'node_modules'), { recursive: true });
  for (const name of readdirSync(packages)) {
    if (name !== '.cache') symlinkSync(join(packages, name), join(target, 'node_modules', name));
  }
}

const LEFT_OUT: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  'cdk.out',
  'build',
  'coverage',
  'reports',
]);

function walk(directory: string, below = ''): string[] {
  return readdirSync(join(directory, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : walk(directory, path);
    return [path];
  });
}

function withGit(project: string, target: string): Revision {
  const [commit = '', authorDate = '', message = ''] = (
    git(project, ['log', '-1', '--format=%H%x00%aI%x00%s']) ?? ''
  ).split('\0');
  if (commit === '') return withoutGit(target);
  const branch = git(project, ['rev-parse', '--abbrev-ref', 'HEAD'])?.trim() ?? '';
  const status = git(project, ['status', '--porcelain', '--', '.']) ?? '';
  const changedFiles = status.split('\n').filter((line) => line !== '').length;
  return {
    commit,
    branch: branch === 'HEAD' ? 'main' : branch,
    message: message.trim(),
    authorDate,
    changedFiles,
    git: true,
  };
}

function withoutGit(target: string): Revision {
  const hash = createHash('sha1');
  const files = filesOf(target).filter((file) => !file.startsWith('node_modules/'));
  for (const file of files) hash.update(file).update(readFileSync(join(target, file)));
  const authorDate = new Date().toISOString();
  return {
    commit: hash.digest('hex'),
    branch: 'main',
    message: 'no git history',
    authorDate,
    changedFiles: 0,
    git: false,
  };
}

function git(directory: string, words: readonly string[]): string | undefined {
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return execFileSync('git', [...words], {
      cwd: directory,
      encoding: 'utf8',
      stdio,
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch {
    return undefined;
  }
}

/** The output variables that the source actions of CodePipeline give for a revision. */
export function sourceVariables(revision: Revision): Record<string, string> {
  return {
    CommitId: revision.commit,
    BranchName: revision.branch,
    CommitMessage: revision.message,
    AuthorDate: revision.authorDate,
    CommitterDate: revision.authorDate,
    RepositoryName: 'working-tree',
    FullRepositoryName: 'local/working-tree',
  };
}
