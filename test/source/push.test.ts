import { decide, pushTo } from '../../lib/source/push';
import type { ReferenceChange } from '../../lib/source/push';

const update: ReferenceChange = {
  event: 'referenceUpdated',
  repositoryName: 'shop',
  referenceType: 'branch',
  referenceName: 'main',
  commitId: 'new',
  oldCommitId: 'old',
};

it('knows a push by its two commits', () => {
  expect(pushTo('main', update)).toEqual({ repositoryName: 'shop', commitId: 'new', oldCommitId: 'old' });
});

it('knows the merge of a pull request as a push', () => {
  const merge = { ...update, mergeOption: 'THREE_WAY_MERGE', sourceCommitId: 'a', destinationCommitId: 'b' };
  expect(pushTo('main', merge)).toMatchObject({ commitId: 'new', oldCommitId: 'old' });
});

it('knows a new branch by its one commit', () => {
  const created = { ...update, event: 'referenceCreated', oldCommitId: undefined };
  expect(pushTo('main', created)).toEqual({
    repositoryName: 'shop',
    commitId: 'new',
    oldCommitId: undefined,
  });
});

it.each<[string, Partial<ReferenceChange>]>([
  ['another branch', { referenceName: 'feature' }],
  ['a branch whose name ends like it', { referenceName: 'release/main' }],
  ['a tag of the same name', { referenceType: 'tag' }],
  ['the end of the branch', { event: 'referenceDeleted' }],
])('sees no push in %s', (_, change) => {
  expect(pushTo('main', { ...update, ...change })).toBeUndefined();
});

it('sees no push without a commit', () => {
  expect(pushTo('main', { ...update, commitId: undefined })).toBeUndefined();
});

const services = ['catalog', 'storefront'];

it.each([
  [['app/catalog/a.ts'], ['catalog'], 'one changed file looked at'],
  [['app/shared/a.ts', 'README.md'], services, '2 changed files looked at'],
  [['README.md'], [], 'none of one changed file belongs to a service or is shared'],
  [[], [], 'none of 0 changed files belongs to a service or is shared'],
])('decides for %j: %j', (changed, released, reason) => {
  expect(decide(services, changed)).toEqual({ services: released, reason });
});

it('releases everything when nobody knows what has changed', () => {
  expect(decide(services, { unknown: 'the branch is new' })).toEqual({
    services,
    reason: 'all services, because the branch is new',
  });
});
