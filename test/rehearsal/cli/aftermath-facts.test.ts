import { aftermathFacts, doraText } from '../../../rehearsal/cli/aftermath-facts';
import { aftermathPart } from '../../../rehearsal/report/postmortem';
import { testResult } from './result-fixture';

const incident = {
  id: 'oi-1',
  title: 'it failed',
  severity: 'high' as const,
  resolved: true,
};
const aftermath = {
  ...{ delivered: 3, failed: [], incidents: [incident], messages: ['opened', 'over'] },
  dora: { deployments: 0, failPercent: 100 },
  doraAfterRecovery: {
    deployments: 1,
    leadTimeSeconds: 3600,
    failPercent: 50,
    recoverySeconds: 620,
    reworkPercent: 50,
  },
};

test('an assembly that watches nothing has nothing to say', () => {
  expect(aftermathFacts({})).toEqual([]);
  expect(aftermathPart([], testResult())).toBe('');
});

test('who heard what, the incident, and the DORA lines last', () => {
  expect(aftermathFacts({ aftermath })).toEqual([
    ['watchers', '3 events reached the functions that watch releases; none failed'],
    ['incident', 'it failed (high, over with the next good release)'],
    ['told', 'opened; over'],
    [
      'dora',
      'frequency 0 changes in 30 days, lead time none yet, fail rate 100 %, recovery none yet, rework none yet',
    ],
    [
      'dora, then',
      'frequency 1 change in 30 days, lead time 1 h 0 min, fail rate 50 %, recovery 10 min 20 s, rework 50 %, with the next release (played)',
    ],
  ]);
});

test('a function that failed cannot be overlooked', () => {
  const facts = Object.fromEntries(
    aftermathFacts({ aftermath: { ...aftermath, failed: ['measure: broke'] } }),
  );
  expect(facts.watchers).toBe('FAILED on 1 of 3 events: measure: broke');
});

test('a run that deployed nothing has a DORA line that says so', () => {
  const nothing = { delivered: 1, failed: [], incidents: [], messages: [] };
  expect(aftermathFacts({ aftermath: nothing }).at(-1)).toEqual([
    'dora',
    'nothing was deployed, so nothing was measured',
  ]);
});

test('a lead time that is not known says why', () => {
  expect(doraText({ deployments: 1 })).toContain('lead time not known (the commit is younger');
});

test('the report links the draft, says what its times count from, and has it inside', () => {
  const html = aftermathPart(
    [
      {
        type: 'postmortem',
        at: 1,
        incident: 'oi-1',
        startedAt: '2026-03-01T10:00:00.400Z',
        markdown: '# <Draft>',
      },
    ],
    testResult({ aftermath }),
  );
  expect(html).toContain('href="rehearsal-postmortem.md"');
  expect(html).toContain('2026-03-01 10:00:00 UTC in it is 00:00 of this report; it counts the minutes');
  expect(html).toContain('# &lt;Draft&gt;');
  expect(html).toContain('recovery 10 min 20 s');
});
