import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copySource, sourceVariables } from '../../../rehearsal/pipeline/source';
import { temporaryDirectory } from './temporary';

const FILES = {
  '.gitignore': 'ignored.txt\nnode_modules/\n',
  'a.txt': 'a',
  'sub/b.txt': 'b',
  'ignored.txt': 'x',
};
const PACKAGES = {
  'node_modules/tool/index.js': 'x',
  'node_modules/.package-lock.json': '{}',
  'node_modules/.cache/c': 'c',
};

function repository(files: Record<string, string> = { ...FILES, ...PACKAGES }): string {
  const directory = temporaryDirectory(files);
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...words], {
      cwd: directory,
      stdio: 'ignore',
    });
  git('init', '-b', 'main');
  git('add', '.');
  git('commit', '-m', 'first commit');
  return directory;
}

describe('copySource', () => {
  it('copies tracked and new files, not the ignored ones, and names the commit', () => {
    const project = repository();
    const target = temporaryDirectory();
    const revision = copySource(project, target);
    expect(revision).toMatchObject({ branch: 'main', message: 'first commit', changedFiles: 0, git: true });
    expect(revision.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(Date.parse(revision.authorDate)).toBeGreaterThan(0);
    expect(readFileSync(join(target, 'sub/b.txt'), 'utf8')).toBe('b');
    expect(existsSync(join(target, 'ignored.txt'))).toBe(false);
    expect(existsSync(join(target, '.git'))).toBe(false);
  });

  it('takes a changed tree as it is and counts the changes', () => {
    const project = repository();
    writeFileSync(join(project, 'a.txt'), 'changed');
    writeFileSync(join(project, 'new.txt'), 'new');
    rmSync(join(project, 'sub/b.txt'));
    const target = temporaryDirectory();
    expect(copySource(project, target).changedFiles).toBe(3);
    expect(readFileSync(join(target, 'a.txt'), 'utf8')).toBe('changed');
    expect(existsSync(join(target, 'new.txt'))).toBe(true);
    expect(existsSync(join(target, 'sub/b.txt'))).toBe(false);
  });

  it('links the packages one by one, so that emptying the copy leaves the working tree alone', () => {
    const project = repository();
    const target = temporaryDirectory();
    copySource(project, target);
    expect(lstatSync(join(target, 'node_modules')).isSymbolicLink()).toBe(false);
    expect(readFileSync(join(target, 'node_modules/tool/index.js'), 'utf8')).toBe('x');
    expect(existsSync(join(target, 'node_modules/.cache'))).toBe(false);
    rmSync(join(target, 'node_modules'), { recursive: true });
    expect(existsSync(join(project, 'node_modules/tool/index.js'))).toBe(true);
  });

  it('follows a node_modules that is a link itself', () => {
    const shared = temporaryDirectory({ 'tool/index.js': 'x' });
    const project = repository(FILES);
    symlinkSync(shared, join(project, 'node_modules'));
    const target = temporaryDirectory();
    copySource(project, target);
    rmSync(join(target, 'node_modules'), { recursive: true });
    expect(existsSync(join(shared, 'tool/index.js'))).toBe(true);
  });

  it('works without git: the revision is a digest of the files', () => {
    const copies = [FILES, FILES, { ...FILES, 'a.txt': 'other' }].map((files) => {
      const target = temporaryDirectory();
      return copySource(temporaryDirectory({ ...files, ...PACKAGES, 'build/old.js': 'x' }), target);
    });
    expect(copies[0]).toMatchObject({ git: false, changedFiles: 0, branch: 'main' });
    expect(copies[0]?.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(copies[1]?.commit).toBe(copies[0]?.commit);
    expect(copies[2]?.commit).not.toBe(copies[0]?.commit);
  });

  it('works in a directory that another repository ignores', () => {
    const outer = repository({ '.gitignore': 'inner/\n', 'inner/a.txt': 'a' });
    const target = temporaryDirectory();
    expect(copySource(join(outer, 'inner'), target).git).toBe(false);
    expect(existsSync(join(target, 'a.txt'))).toBe(true);
  });
});

describe('sourceVariables', () => {
  it('gives what the source actions of CodePipeline give', () => {
    const revision = { commit: 'c', branch: 'b', message: 'm', authorDate: 'd', changedFiles: 0, git: true };
    expect(sourceVariables(revision)).toMatchObject({
      CommitId: 'c',
      BranchName: 'b',
      CommitMessage: 'm',
      AuthorDate: 'd',
    });
  });
});
