import { changeSummary } from '../../lib/pipeline/change-summary';
import type { Change } from '../../lib/pipeline/change-summary';

const COMMIT = 'fedcba9876543210fedcba9876543210fedcba98';
const DIGEST = `sha256:${'ab'.repeat(32)}`;

const change: Change = {
  environment: 'production',
  release: {
    service: 'storefront',
    version: 'fedcba987654',
    commit: COMMIT,
    authorTime: '2026-01-31T12:00:00.000Z',
    image: `111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/storefront@${DIGEST}`,
  },
  current: { commit: COMMIT, message: 'fix: round prices down\n\nNot up.' },
  last: { commit: '0123456789abcdef0123456789abcdef01234567', message: 'feat: a search box' },
};
const current = (message: string): Change => ({ ...change, current: { commit: COMMIT, message } });

it('says version, subject, commit, time and digest, and what was released there last', () => {
  expect(changeSummary(change)).toBe(
    'storefront fedcba987654 to production, "fix: round prices down". ' +
      `Commit ${COMMIT}, made 2026-01-31T12:00:00.000Z. Image ${DIGEST}. ` +
      'Released there last: 0123456789ab, "feat: a search box".',
  );
});

it('says when the pipeline remembers no release there', () => {
  const { environment, release, current: waiting } = change;
  expect(changeSummary({ environment, release, current: waiting })).toMatch(
    / No release there that the pipeline remembers\.$/,
  );
});

it('does not give the subject of the newest commit to a version that is released again', () => {
  const again = { ...change, current: { commit: '0'.repeat(40), message: 'newer', releasedAgain: DIGEST } };
  expect(changeSummary(again)).toMatch(/^storefront fedcba987654 to production, released again\. /);
  expect(changeSummary({ ...change, last: again.current })).toContain(`Released there last: ${DIGEST}.`);
});

it('says who made the commit and why, also of a version that is released again, when the repository tells', () => {
  const commit = { author: 'Ann\nAuthor', message: 'feat: an old one' };
  expect(changeSummary({ ...change, commit })).toContain(
    `to production, "feat: an old one". Commit ${COMMIT} by Ann, made`,
  );
  const again = { ...change, current: { commit: '0'.repeat(40), message: 'newer' }, commit };
  expect(changeSummary(again)).toContain('to production, "feat: an old one", released again. ');
  expect(changeSummary({ ...change, commit: { ...commit, author: '' } })).toContain(`Commit ${COMMIT}, made`);
});

it.each([
  ['{"ProviderType":"GitHub","CommitMessage":"fix: it\\n\\nlong"}', '"fix: it"'],
  ['{"CommitMessage":7}', '"{"CommitMessage":7}"'],
  ['{not json', '"{not json"'],
  ['', '""'],
  ['7', '"7"'],
  ['null', '"null"'],
  ['a\tb\u0007c', '"a bc"'],
  [`${'x'.repeat(200)}`, `"${'x'.repeat(200)}"`],
  [`${'x'.repeat(201)}`, `"${'x'.repeat(199)}…"`],
])('takes the subject from the message %j', (message, subject) => {
  expect(changeSummary(current(message))).toContain(`to production, ${subject}. `);
});

it('cuts no emoji into halves', () => {
  const long = { commit: COMMIT, message: `${'x'.repeat(198)}🚀🚀`, releasedAgain: '🚀'.repeat(5000) };
  const summary = changeSummary({ ...change, current: long, last: long });
  expect(summary).not.toMatch(/\p{Surrogate}/u);
  expect(summary.length).toBeLessThanOrEqual(1000);
});

it('never exceeds what an approval takes', () => {
  const long = { commit: COMMIT, message: 'é'.repeat(5000), releasedAgain: 'x'.repeat(5000) };
  expect(changeSummary({ ...change, current: long, last: long })).toHaveLength(1000);
});
