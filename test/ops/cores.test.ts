import type { ActionSnapshot } from '../../lib/ops/aws/action-executions';
import type { StageSnapshot } from '../../lib/ops/aws/pipeline-state';
import { releasedName, releases } from '../../lib/ops/executions';
import { previousDigest } from '../../lib/ops/release-history';
import { routeTo } from '../../lib/ops/rollback/route';
import { cut, labelled, paragraph, table, utc } from '../../lib/ops/text';
import { digestOf, findImage, versionName } from '../../lib/ops/versions';
import type { HeldImage } from '../../lib/ops/versions';
import { stageVerdict } from '../../lib/ops/watch/stage-verdict';
import { commit, digest, image, version } from './fake-account';

const held = (digit: string): HeldImage => ({
  digest: digest(digit),
  version: version(digit),
  reference: image(digit),
});
const images = ['c', 'b', 'a'].map(held);

describe('versions', () => {
  it.each([
    ['a version', version('b')],
    ['a full commit id', commit('b')],
    ['the beginning of one, in capitals', 'BBBBBBB'],
    ['a digest', digest('b')],
    ['the beginning of one', `sha256:${'b'.repeat(12)}`],
  ])('finds an image by %s', (_, text) => {
    expect(findImage(images, text)).toEqual(held('b'));
  });

  it.each([
    ['bbbbbb', /at least 7 characters/],
    ['latest', /--to: got "latest"; allowed: previous/],
    ['sha256:bbb', /at least 12 of a digest/],
    [commit('d'), /does not hold "d+"; it holds c+, b+, a+ \(npm run ops/],
  ])('does not take %s', (text, message) => {
    expect(() => findImage(images, text)).toThrow(message);
  });

  it('asks for more characters when several fit, and names five of many', () => {
    const alike = [held('b'), { ...held('a'), version: 'bbbbbbb11111' }];
    expect(() => findImage(alike, 'bbbbbbb')).toThrow(/fits several: b+, bbbbbbb11111; give more/);
    const many = [...images, ...images].map((one, index) => ({ ...one, version: `1234567${index}` }));
    expect(() => findImage(many, 'fffffff')).toThrow('12345674 and 1 more (npm run ops -- releases)');
    expect(() => findImage([], 'fffffff')).toThrow('does not hold "fffffff"; it is empty');
  });

  it('does not take a short tag for the beginning of a commit id', () => {
    expect(() => findImage([{ ...held('b'), version: 'b' }], commit('b'))).toThrow('does not hold');
  });

  it('names a reference as a person does', () => {
    expect(versionName(image('b'), images)).toBe(version('b'));
    expect(versionName(image('d'), images)).toBe('sha256:dddddddddddd');
    expect(versionName('registry/shop/placeholder:placeholder-arm64', images)).toBe('placeholder');
    expect(digestOf(`${image('b')} `)).toBeUndefined();
  });
});

describe('the version before', () => {
  const PLACEHOLDER = 'registry/shop/placeholder:placeholder-arm64';
  it.each([
    ['nothing at all', [], undefined],
    ['the first release', [PLACEHOLDER, image('a')], undefined],
    ['a second release', [PLACEHOLDER, image('a'), image('b')], 'a'],
    ['a release twice in a row', [image('a'), image('b'), image('b')], 'a'],
    ['a rollback from b to a', [image('a'), image('b'), image('a')], undefined],
    ['a rollback from c to b', [image('a'), image('b'), image('c'), image('b')], 'a'],
    ['the placeholder in between', [image('a'), PLACEHOLDER, image('b')], 'a'],
  ])('after %s', (_, values, expected) => {
    const history = values.map((value) => ({ image: value }));
    expect(previousDigest(history)).toBe(expected === undefined ? undefined : digest(expected));
  });
});

describe('executions', () => {
  const one = { id: '1', status: 'Succeeded', pipelineVersion: 4, kind: 'STANDARD' };

  it('releases what its variable names, and otherwise its commit', () => {
    expect(releases({ ...one, commit: commit('b') }, held('b'))).toBe(true);
    expect(releases({ ...one, commit: commit('b'), requested: digest('a') }, held('b'))).toBe(false);
    expect(releases({ ...one, commit: commit('b'), requested: digest('a') }, held('a'))).toBe(true);
    expect(releases({ ...one, requested: commit('a') }, held('a'))).toBe(true);
    expect(releases(one, held('b'))).toBe(false);
  });

  it('is called by its version, by the commit when the registry holds none, or not yet', () => {
    expect(releasedName({ ...one, requested: digest('a') }, images)).toBe(version('a'));
    expect(releasedName({ ...one, commit: commit('d') }, images)).toBe(version('d'));
    expect(releasedName(one, images)).toBe('unknown yet');
  });

  it('goes back by the newest execution whose files are still kept, to the hour', () => {
    const now = new Date('2027-01-01T12:00:00Z');
    const past = (id: string, startedAt: string): Parameters<typeof routeTo>[1][number] => ({
      ...one,
      id,
      commit: commit('a'),
      startedAt: new Date(startedAt),
    });
    const old = past('old', '2026-01-01T12:00:00Z');
    expect(routeTo(held('a'), [old], 4, now)).toMatchObject({ kind: 'version' });
    const young = past('young', '2026-01-01T13:00:00Z');
    expect(routeTo(held('a'), [old, young], 4, now)).toEqual({ kind: 'stage', executionId: 'young' });
  });
});

describe('how an execution stands in a stage', () => {
  const view = (
    stage: Partial<StageSnapshot>,
    status = 'InProgress',
    actions: readonly ActionSnapshot[] = [],
  ): ReturnType<typeof stageVerdict> => {
    const stages = [{ name: 'staging' }, { name: 'production', ...stage }, { name: 'after' }];
    return stageVerdict({ executionId: 'mine', status, stages, actions }, 'production');
  };

  it.each([
    ['before the stage', { executionId: 'other', status: 'Failed' }, 'running'],
    ['in the stage', { executionId: 'mine', status: 'InProgress' }, 'running'],
    [
      'while the conditions think',
      { executionId: 'mine', status: 'InProgress', entry: 'InProgress' },
      'running',
    ],
    ['through', { executionId: 'mine', status: 'Succeeded' }, 'succeeded'],
    ['held by the conditions', { executionId: 'mine', status: 'Failed', entry: 'Failed' }, 'blocked'],
    ['failed after an override', { executionId: 'mine', status: 'Failed', entry: 'Overridden' }, 'failed'],
    ['stopped', { executionId: 'mine', status: 'Stopped' }, 'failed'],
  ])('%s', (_, stage, kind) => {
    expect(view(stage).kind).toBe(kind);
  });

  it.each(['Failed', 'Stopped', 'Superseded', 'Cancelled'])('has failed when all of it is %s', (status) => {
    expect(view({ executionId: 'other' }, status)).toEqual({
      kind: 'failed',
      reason: `the execution is ${status}`,
    });
  });

  it('is through when it is further on, or at its end, whoever is in the stage now', () => {
    const other = { executionId: 'other', status: 'InProgress' };
    const action = { stage: 'after', action: 'Prepare', status: 'InProgress' };
    expect(view(other, 'InProgress', [action]).kind).toBe('succeeded');
    expect(view(other, 'InProgress', [{ ...action, stage: 'staging' }]).kind).toBe('running');
    expect(view(other, 'Succeeded').kind).toBe('succeeded');
  });
});

describe('text', () => {
  it('breaks between words and leaves a long word alone', () => {
    const url = `https://${'x'.repeat(90)}`;
    expect(paragraph(`see ${url} now`, '  ')).toEqual(['  see', `  ${url}`, '  now']);
    expect(paragraph('')).toEqual([]);
    expect(labelled('a', 'b')).toEqual(['  a            b']);
    expect(labelled('a', '')).toEqual(['  a            ']);
  });

  it('aligns columns and cuts what does not fit', () => {
    expect(table([['a', 'bb'], ['aaa']])).toEqual(['a    bb', 'aaa']);
    expect(cut('x'.repeat(81))).toBe(`${'x'.repeat(79)}…`);
    expect(cut(`${'x'.repeat(80)}   `)).toBe('x'.repeat(80));
    expect(utc(undefined)).toBe('unknown');
  });
});
