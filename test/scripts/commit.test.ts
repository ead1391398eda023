import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentCommit } from '../../scripts/release/commit';

const ID = '0123456789abcdef0123456789abcdef01234567';
const pipeline = { CODEBUILD_RESOLVED_SOURCE_VERSION: ID, COMMIT_AUTHOR_TIME: '2026-01-31T12:00:00Z' };

it('takes the commit from the pipeline, where there is no git data', async () => {
  expect(await currentCommit(pipeline)).toEqual({
    id: ID,
    authorTime: '2026-01-31T12:00:00.000Z',
    version: '0123456789ab',
  });
});

it.each([
  ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31T14:00:00+02:00', '2026-01-31T12:00:00.000Z'],
  ['1769860800 +0200', '2026-01-31T12:00:00.000Z'],
  ['some day', 'some day'],
])('reads the time %s', async (COMMIT_AUTHOR_TIME, authorTime) => {
  expect((await currentCommit({ ...pipeline, COMMIT_AUTHOR_TIME })).authorTime).toBe(authorTime);
});

describe('on a laptop', () => {
  const directory = mkdtempSync(join(tmpdir(), 'commit-'));
  const before = process.cwd();
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: directory,
      env: { ...process.env, GIT_AUTHOR_DATE: '2026-01-31T14:00:00+02:00' },
    })
      .toString()
      .trim();

  beforeAll(() => {
    git('init', '--quiet');
    writeFileSync(join(directory, 'file'), 'one');
    git('add', '.');
    git('commit', '--quiet', '--no-gpg-sign', '-m', 'first');
    process.chdir(directory);
  });

  afterAll(() => {
    process.chdir(before);
    rmSync(directory, { recursive: true });
  });

  it('asks git', async () => {
    const id = git('rev-parse', 'HEAD');
    expect(await currentCommit({})).toEqual({
      id,
      authorTime: '2026-01-31T12:00:00.000Z',
      version: id.slice(0, 12),
    });
  });

  it('shows in the version that the working tree has changes', async () => {
    writeFileSync(join(directory, 'file'), 'two');
    expect((await currentCommit({})).version).toBe(`${git('rev-parse', 'HEAD').slice(0, 12)}-dirty`);
  });
});
