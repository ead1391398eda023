import { ScanStatus } from '@aws-sdk/client-ecr';
import { judgeScan } from '../../lib/scan/judge-scan';
import type { Case, Verdict } from '../../lib/scan/judge-scan';
import { NO_SCAN } from '../../lib/scan/scan-report';
import type { ScanReport } from '../../lib/scan/scan-report';
import { completed, finding } from './scan-reports';

const exception = { id: 'CVE-2026-1111', reason: 'the code that has it is never run', expires: '2026-12-31' };

function judge(report: ScanReport, changes: Partial<Case['rules']> = {}, given: Partial<Case> = {}): Verdict {
  return judgeScan({
    report,
    rules: { blockFrom: 'critical', allow: [], ...changes },
    today: '2026-11-20',
    waitedSeconds: 0,
    limitSeconds: 900,
    ...given,
  });
}

describe('a completed scan', () => {
  it('that found nothing opens the gate', () => {
    expect(judge(completed([]))).toEqual({ outcome: 'pass', message: 'the scan found 0, 0 below critical' });
  });

  it('of enhanced scanning, which stays active, opens it too', () => {
    expect(judge(completed([], { status: 'ACTIVE' })).outcome).toBe('pass');
  });

  it.each([
    ['critical', ['CRITICAL'], ['HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', 'UNDEFINED', 'UNTRIAGED']],
    ['high', ['CRITICAL', 'HIGH'], ['MEDIUM', 'LOW', 'INFORMATIONAL', 'UNDEFINED', 'UNTRIAGED']],
    ['medium', ['CRITICAL', 'HIGH', 'MEDIUM'], ['LOW', 'INFORMATIONAL', 'UNDEFINED', 'UNTRIAGED']],
  ] as const)('with the threshold %s stops at %j and lets %j pass', (blockFrom, stopped, passed) => {
    const outcomes = (severities: readonly string[]) =>
      severities.map((severity) => judge(completed([finding({ severity })]), { blockFrom }).outcome);
    expect(outcomes(stopped)).toEqual(stopped.map(() => 'fail'));
    expect(outcomes(passed)).toEqual(passed.map(() => 'pass'));
  });

  it('says id, severity, package, version and where the fix is, the worst first', () => {
    const found = [finding({ id: 'CVE-2026-2222', severity: 'HIGH', fix: 'fixed in 1.2.4' }), finding()];
    expect(judge(completed(found), { blockFrom: 'high' })).toEqual({
      outcome: 'fail',
      message:
        '2 vulnerabilities stop the release (high or worse): ' +
        'CVE-2026-1111 CRITICAL in openssl 3.5.1-r0, see https://nvd.example.com/CVE-2026-1111; ' +
        'CVE-2026-2222 HIGH in openssl 3.5.1-r0, fixed in 1.2.4. ' +
        'Take a newer base image or package; if one does no harm here, allow it for a time in toolchain.scan.allow',
    });
  });

  it('says how many there are in words when there is one, and without a fix when there is none', () => {
    expect(judge(completed([finding({ fix: undefined })])).message).toMatch(
      /^one vulnerability stops the release \(critical or worse\): CVE-2026-1111 CRITICAL in openssl 3.5.1-r0\. /,
    );
  });

  it('spells out twenty and counts the rest, so that CodePipeline takes the message', () => {
    const many = Array.from({ length: 400 }, (_, index) => finding({ id: `CVE-2026-${1000 + index}` }));
    const { message } = judge(completed(many));
    expect(message.match(/ CRITICAL in /g)).toHaveLength(20);
    expect(message).toContain('; and 380 more. ');
    expect(message.length).toBeLessThan(5000);
  });

  it.each([
    ['no id', { id: undefined }, 'a finding without an id CRITICAL in openssl'],
    ['an empty id', { id: '', severity: 'LOW' }, ' LOW in openssl'],
    ['no severity', { severity: undefined }, 'CVE-2026-1111 without a severity in openssl'],
    ['a severity that nobody knows', { severity: 'APOCALYPTIC' }, 'CVE-2026-1111 APOCALYPTIC in openssl'],
  ])('with a finding that has %s is not a pass', (_, changes, text) => {
    const report = completed([finding(changes)], { counts: {} });
    expect(judge(report)).toEqual({ outcome: 'fail', message: expect.stringContaining(text) as string });
  });

  it('that counts more than it lists is not a pass', () => {
    const verdict = judge(completed([], { counts: { CRITICAL: 2, LOW: 9 } }));
    expect(verdict).toEqual({
      outcome: 'fail',
      message: expect.stringMatching(/^the scan counts 2 CRITICAL but lists 0; retry the stage/) as string,
    });
  });

  it('may count what is below the threshold as it likes', () => {
    expect(judge(completed([], { counts: { HIGH: 2 } })).outcome).toBe('pass');
    expect(judge(completed([], { counts: { HIGH: 2 } }), { blockFrom: 'high' }).outcome).toBe('fail');
  });
});

describe('a completed scan that found nothing and leaves its empty list out', () => {
  it.each([
    ['COMPLETE', {}],
    ['COMPLETE', { CRITICAL: 0, LOW: 0 }],
    ['ACTIVE', {}],
  ])('%s with the counts %j opens the gate', (status, counts) => {
    const report = completed([], { status, counts, findings: undefined });
    expect(judge(report)).toEqual({ outcome: 'pass', message: 'the scan found 0, 0 below critical' });
  });
});

describe('an exception', () => {
  it('lets its vulnerability pass in every package, and says why in the log', () => {
    const found = [
      finding(),
      finding({ package: 'libssl 3.5.1-r0' }),
      finding({ id: 'CVE-1', severity: 'LOW' }),
    ];
    expect(judge(completed(found), { allow: [exception] })).toEqual({
      outcome: 'pass',
      message:
        'the scan found 3, 1 below critical; CVE-2026-1111 is allowed until 2026-12-31: the code that has it is never run',
    });
  });

  it('does not care for capitals', () => {
    const allow = [{ ...exception, id: 'cve-2026-1111' }];
    expect(judge(completed([finding()]), { allow })).toEqual({
      outcome: 'pass',
      message: expect.stringContaining('cve-2026-1111 is allowed') as string,
    });
  });

  it('lets no other one pass', () => {
    const found = [finding(), finding({ id: 'CVE-2026-11111' })];
    const { outcome, message } = judge(completed(found), { allow: [exception] });
    expect([outcome, message.match(/CVE-[\d-]+(?= CRITICAL)/g)]).toEqual(['fail', ['CVE-2026-11111']]);
  });

  it('is not mentioned when the image does not have its vulnerability', () => {
    expect(judge(completed([]), { allow: [exception] }).message).toBe('the scan found 0, 0 below critical');
  });

  it.each([
    ['2026-12-30', 'pass'],
    ['2026-12-31', 'pass'],
    ['2027-01-01', 'fail'],
  ])('that holds until 2026-12-31 gives on %s: %s', (today, outcome) => {
    expect(judge(completed([finding()]), { allow: [exception] }, { today }).outcome).toBe(outcome);
  });

  it('that has expired stops every release with its name, before the scan is even there', () => {
    const allow = [exception, { ...exception, id: 'CVE-2026-3333', expires: '2099-01-01' }];
    for (const report of [completed([]), NO_SCAN]) {
      expect(judge(report, { allow }, { today: '2027-01-01' })).toEqual({
        outcome: 'fail',
        message:
          'the exception for CVE-2026-1111 (until 2026-12-31) has expired; fix the vulnerability and remove the entry from toolchain.scan.allow, or look at it again and give it a later day',
      });
    }
  });
});

describe('a scan without a result', () => {
  const unclear: [string, ScanReport][] = [
    ['has not begun', NO_SCAN],
    ['is queued', completed([], { status: 'PENDING' })],
    ['is running', completed([], { status: 'IN_PROGRESS' })],
    ['has a status that nobody knows', completed([], { status: 'SURPRISE' })],
    ['is complete without its list', completed([finding({ severity: 'LOW' })], { findings: undefined })],
    ['is complete without a time', completed([], { completedAt: undefined })],
    ['is complete without a list and a time', completed([], { findings: undefined, completedAt: undefined })],
    [
      'is active without its list',
      completed([], { status: 'ACTIVE', findings: undefined, counts: { HIGH: 1 } }),
    ],
    ['is queued without a list', completed([], { status: 'PENDING', findings: undefined })],
    ['is running without a list', completed([], { status: 'IN_PROGRESS', findings: undefined })],
  ];

  it.each(unclear)('that %s is waited for', (_, report) => {
    expect(judge(report, {}, { waitedSeconds: 899 }).outcome).toBe('wait');
  });

  it.each(unclear)('that %s is no pass in the end', (_, report) => {
    expect(judge(report, {}, { waitedSeconds: 900 })).toEqual({
      outcome: 'fail',
      message: expect.stringMatching(
        /^there is no usable result of the scan \(.+\) after 15 minutes.*start-image-scan/,
      ) as string,
    });
  });

  it('says what is missing', () => {
    const messages = unclear.map(([, report]) => /\((.*?)\)$/.exec(judge(report).message)?.[1]);
    expect(messages).toEqual([
      'no scan has begun',
      'PENDING: in the words of ECR',
      'IN_PROGRESS: in the words of ECR',
      'SURPRISE: in the words of ECR',
      'COMPLETE: in the words of ECR, no list of findings',
      'COMPLETE: in the words of ECR, no time of completion',
      'COMPLETE: in the words of ECR, no time of completion',
      'ACTIVE: in the words of ECR, no list of findings',
      'PENDING: in the words of ECR',
      'IN_PROGRESS: in the words of ECR',
    ]);
  });

  it.each([
    ['FAILED', /start-image-scan/],
    ['UNSUPPORTED_IMAGE', /build on a base whose operating system it knows/],
    ['FINDINGS_UNAVAILABLE', /in Amazon Inspector .*; with basic scanning, .*start-image-scan/],
    ['SCAN_ELIGIBILITY_EXPIRED', /release a newer commit, or delete the image/],
    ['LIMIT_EXCEEDED', /wait a day/],
    ['IMAGE_ARCHIVED', /restore the image/],
  ])('that ended with %s stops the release at once and says what to do', (status, advice) => {
    const report: ScanReport = { ...NO_SCAN, status, description: 'in the words of ECR' };
    expect(judge(report)).toEqual({
      outcome: 'fail',
      message: expect.stringMatching(advice) as string,
    });
    expect(judge(report).message).toContain(`the scan ended with ${status}: in the words of ECR; `);
  });

  it.each([
    'UnsupportedImageError: The operating system and/or package manager are not supported.',
    'UnsupportedImageError',
    'The operating system is not supported',
  ])('that failed with %p is not scanned again, because that never helps', (description) => {
    const { outcome, message } = judge({ ...NO_SCAN, status: 'FAILED', description });
    expect(outcome).toBe('fail');
    expect(message).toContain(`the scan ended with FAILED: ${description}; ECR cannot scan this image`);
    expect(message).not.toMatch(/start-image-scan|retry the stage/);
  });

  it('that failed for another or no reason is worth another one', () => {
    for (const description of [undefined, 'ScanFailed: internal error, timeout of the scan']) {
      expect(judge({ ...NO_SCAN, status: 'FAILED', description }).message).toContain('start-image-scan');
    }
  });

  it.each([
    [NO_SCAN, 'check that the repository scans on push'],
    [{ ...NO_SCAN, description: 'Rate exceeded' }, 'ECR did not say whether there is a scan'],
    [{ ...NO_SCAN, status: 'IN_PROGRESS' }, 'retry the stage when the scan has ended'],
    [{ ...NO_SCAN, status: 'PENDING' }, 'look at the image in Amazon Inspector'],
  ])('that is too late says what helps in its state: %j', (report, advice) => {
    expect(judge(report, {}, { waitedSeconds: 900 }).message).toContain(advice);
  });

  it('has advice for every status that this version of the API knows', () => {
    const known: string[] = Object.values(ScanStatus);
    const decided = new Set(['COMPLETE', 'ACTIVE', 'IN_PROGRESS', 'PENDING']);
    const ends = known.filter((status) => !decided.has(status));
    expect(ends.map((status) => judge({ ...NO_SCAN, status }).outcome)).toEqual(ends.map(() => 'fail'));
    expect(ends.length).toBeGreaterThan(5);
  });
});
