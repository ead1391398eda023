import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CodePipelineClient,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import { mockClient } from 'aws-sdk-client-mock';
import { clusterTable } from '../../lib/dora/clusters';
import { DELIVERY_METRICS } from '../../lib/dora/delivery-metrics';
import { doraCommand } from '../../lib/ops/dora/dora-command';
import { duration, rate } from '../../lib/ops/dora/dora-text';
import { readEventFile } from '../../lib/ops/dora/event-file';
import { windowOf } from '../../lib/ops/dora/window';
import { apiHistory } from '../dora/api-history';
import { MONTH, STORIES } from '../dora/month';
import { SHOP } from '../dora/release-events';
import { fakeSession } from './fake-session';

const page = readFileSync(join(__dirname, '../../docs/dora.md'), 'utf8');
const directory = mkdtempSync(join(tmpdir(), 'dora-'));
afterAll(() => rmSync(directory, { recursive: true }));

function fileWith(text: string): string {
  const file = join(directory, 'events.jsonl');
  writeFileSync(file, text);
  return file;
}

const month = MONTH.map((event) => JSON.stringify(event)).join('\n');
const JANUARY = { from: '2026-01-01', to: '2026-01-31' };
const PLACE = { service: 'storefront', environment: 'production' };

describe('from a file', () => {
  it('tells the five numbers of each place, and what went wrong, as the docs show it in 80 columns', async () => {
    const { session, lines } = fakeSession();
    const status = await doraCommand(session, { ...JANUARY, ...PLACE, events: fileWith(month) });
    expect(status).toBe(0);
    const sample = /dora sample: begin -->\s*```\n([\s\S]*?)\n```/.exec(page)?.[1];
    expect(lines).toEqual(sample?.split('\n'));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('gives the same as data, with the deployments that the numbers are made of', async () => {
    const { session, data } = fakeSession({ json: true });
    await doraCommand(session, { ...JANUARY, ...PLACE, events: fileWith(month) });
    const [report] = data as { readonly places: readonly { readonly deployments: readonly object[] }[] }[];
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-02-01T00:00:00.000Z',
      source: { events: MONTH.length },
      places: [
        {
          ...PLACE,
          changeFailRate: { part: 4, of: 12, ratio: 1 / 3 },
          failedDeploymentRecoveryTime: { medianSeconds: 4200, recovered: 3, open: 1 },
        },
      ],
    });
    expect(report?.places[0]?.deployments).toHaveLength(16);
  });

  it('looks at the days of the events when no time is given', async () => {
    const { session, lines } = fakeSession();
    await doraCommand(session, { ...PLACE, events: fileWith(month) });
    expect(lines[0]).toBe('DORA metrics from 2025-12-31 00:00 UTC to 2026-02-01 00:00 UTC (32 days)');
  });

  it('says that nothing in the file is about this project', async () => {
    const { session, lines } = fakeSession();
    await doraCommand(session, { events: fileWith('{"detail-type":"ECR Image Action","detail":{}}') });
    expect(lines[1]).toBe('Nothing in the file is about a deployment of shop.');
  });

  it('tells every place when none is named', async () => {
    const { session, lines } = fakeSession();
    await doraCommand(session, { ...JANUARY, events: fileWith(month) });
    expect(lines.filter((line) => / in (staging|production)$/.test(line))).toEqual([
      'storefront in staging',
      'storefront in production',
      'catalog in production',
    ]);
  });
});

describe('a file that cannot be read', () => {
  const read = (text: string): unknown => readEventFile(text, 'events.jsonl', SHOP);

  it.each([
    ['is empty', '', 'it holds no events'],
    ['has empty lines only', '\n  \r\n', 'it holds no events'],
    ['has a line that is no JSON', `${month}\n{"id":`, `line ${MONTH.length + 1}: it is no JSON`],
    ['has a line that is no object', '[]', 'line 1: it is no object'],
    ['has a line that is no event', '\n{}', 'line 2: it has no detail-type'],
    [
      'has an event without an execution',
      '{"detail-type":"CodePipeline Action Execution State Change","detail":{"pipeline":"shop-storefront"}}',
      'line 1: it names no pipeline and execution',
    ],
    [
      'has a commit without a time zone',
      '{"detail-type":"Commit","detail":{"commit":"abc","author-date":"2026-01-01T10:00:00"}}',
      'line 1: it names no commit and author-date with a time zone',
    ],
    ['has many bad lines', 'x\n'.repeat(7), 'line 5: it is no JSON'],
  ])('%s', (_what, text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(/^--events events\.jsonl: .*as JSON on each line \(docs\/dora\.md\)$/);
  });

  it('names five lines and says how many more there are', () => {
    expect(() => read('x\n'.repeat(7))).toThrow(/line 5: .*; and 2 more lines; /);
  });

  it.each([
    ['is not there', '/nowhere', 'there is no such file'],
    ['is a directory', tmpdir(), 'it is a directory'],
  ])('%s', async (_what, events, reason) => {
    const { session } = fakeSession();
    await expect(doraCommand(session, { events })).rejects.toThrow(
      `--events ${events}: ${reason}; name a file, or - for the standard input`,
    );
  });

  it('does not mind other events, and counts them', () => {
    const other = '{"detail-type":"ECR Image Action","detail":{}}';
    expect(readEventFile(`\uFEFF${other}\r\n${month}\r\n`, 'f', SHOP)).toMatchObject({
      events: MONTH.length + 1,
      ignored: 1,
    });
  });
});

describe('from the account', () => {
  const codePipeline = mockClient(CodePipelineClient);
  const { executions, actions } = apiHistory(STORIES);

  beforeEach(() => {
    codePipeline.reset();
    codePipeline.on(ListPipelineExecutionsCommand).resolves({ pipelineExecutionSummaries: [...executions] });
    codePipeline.on(ListActionExecutionsCommand).resolves({ actionExecutionDetails: [...actions] });
  });

  it('tells the thirty days before now when no time is given', async () => {
    const { session, lines } = fakeSession();
    await doraCommand(session, PLACE);
    expect(lines[0]).toBe('DORA metrics from 2025-12-21 12:00 UTC to 2026-01-20 12:00 UTC (30 days)');
  });

  it('says that CodePipeline forgets', async () => {
    const { session, lines } = fakeSession({ now: '2026-02-01T00:00:00Z' });
    await doraCommand(session, { ...PLACE, from: '2024-12-01' });
    expect(lines[1]).toBe('CodePipeline remembers twelve months; what was before is missing in the numbers.');
  });

  it('gives the same numbers as the events', async () => {
    const { session, lines } = fakeSession({ now: '2026-02-01T00:00:00Z' });
    await doraCommand(session, { ...JANUARY, ...PLACE });
    expect(lines).toContain('  change fail rate            33 %        4 of 12 changes');
    expect(lines).toContain('  failed deployment recovery  1.2 hours   median of 3, 1 NOT RECOVERED');
  });

  it('says what could not be read, tells the rest, and ends with 1', async () => {
    codePipeline
      .on(ListPipelineExecutionsCommand, { pipelineName: 'shop-catalog' })
      .rejects(
        Object.assign(
          new Error(
            'User: arn:aws:iam::1:user/kim is not authorized to perform: codepipeline:ListPipelineExecutions on resource: arn:aws:codepipeline:eu-central-1:1:shop-catalog because no policy allows it',
          ),
          { name: 'AccessDeniedException' },
        ),
      );
    const { session, lines, data } = fakeSession({ json: true, now: '2026-02-01T00:00:00Z' });
    expect(await doraCommand(session, JANUARY)).toBe(1);
    const text = lines.join(' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain(
      'catalog in production unknown a permission is missing: arn:aws:iam::1:user/kim may not call codepipeline:ListPipelineExecutions',
    );
    expect(text).toContain('4 of 12 changes');
    expect(data[0]).toMatchObject({
      places: [{}, {}, { service: 'catalog', problem: expect.any(String) as string }],
    });
  });

  it('is one error when nothing can be read', async () => {
    codePipeline
      .on(ListPipelineExecutionsCommand)
      .rejects(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }));
    const { session } = fakeSession({ now: '2026-02-01T00:00:00Z' });
    await expect(doraCommand(session, JANUARY)).rejects.toThrow(
      'AWS takes no more requests for the moment (Rate exceeded); try again in a minute',
    );
  });
});

describe('the window', () => {
  const otherwise = { from: new Date('2026-05-01T00:00:00Z'), to: new Date('2026-05-31T00:00:00Z') };

  it.each([
    [
      'whole days',
      { from: '2026-01-31', to: '2026-02-28' },
      '2026-01-31T00:00:00.000Z',
      '2026-03-01T00:00:00.000Z',
    ],
    [
      'one day',
      { from: '2026-12-31', to: '2026-12-31' },
      '2026-12-31T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
    ],
    [
      'times with zones',
      { from: '2026-01-01T08:00:00+08:00', to: '2026-01-01T12:30Z' },
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T12:30:00.000Z',
    ],
    ['an end only', { to: '2026-01-30' }, '2026-01-01T00:00:00.000Z', '2026-01-31T00:00:00.000Z'],
    ['a beginning only', { from: '2026-05-20' }, '2026-05-20T00:00:00.000Z', '2026-05-31T00:00:00.000Z'],
    ['nothing', {}, '2026-05-01T00:00:00.000Z', '2026-05-31T00:00:00.000Z'],
  ])('may be %s', (_what, words, from, to) => {
    expect(windowOf(words, otherwise)).toEqual({ from: new Date(from), to: new Date(to) });
  });

  it.each([
    ['2026-01-20', '2026-01-20T12:00:00.000Z'],
    ['2026-01-31', '2026-01-20T12:00:00.000Z'],
    ['2026-01-20T18:00:00Z', '2026-01-20T12:00:00.000Z'],
    ['2026-01-19', '2026-01-20T00:00:00.000Z'],
  ])('ends at the latest now when it is to end on %s', (to, end) => {
    const now = new Date('2026-01-20T12:00:00Z');
    expect(windowOf({ from: '2026-01-01', to }, otherwise, now).to).toEqual(new Date(end));
  });

  it('may not begin in the future', () => {
    const now = new Date('2026-01-20T12:00:00Z');
    expect(() => windowOf({ from: '2026-01-21', to: '2026-01-22' }, otherwise, now)).toThrow(
      'before the end',
    );
  });

  it.each([
    [{ from: 'yesterday' }, '--from: got "yesterday"; allowed: a date such as 2026-01-31'],
    [{ to: '2026-02-30' }, '--to: got "2026-02-30"; allowed: a date'],
    [{ to: '2026-13-01' }, '--to: got "2026-13-01"; allowed: a date'],
    [{ from: '2026-01-31T18:00:00' }, 'a time with its zone'],
    [
      { from: '2026-02-01', to: '2026-01-31' },
      'got 2026-02-01 and 2026-01-31; allowed: a beginning before the end',
    ],
    [{ from: '2026-06-01' }, 'a beginning before the end'],
  ])('may not be %j', (words, message) => {
    expect(() => windowOf(words, otherwise)).toThrow(message);
  });
});

describe('numbers', () => {
  it.each([
    [undefined, '-'],
    [45, '45 s'],
    [59.7, '60 s'],
    [150, '3 min'],
    [3600, '1.0 hours'],
    [172_799, '48.0 hours'],
    [172_800, '2.0 days'],
  ])('%s seconds are %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it.each([
    [2.5, '2.5 a day'],
    [0.5, '3.5 a week'],
    [0.1, '3.0 in 30 days'],
  ])('%s a day are %s', (perDay, text) => {
    expect(rate(perDay)).toBe(text);
  });
});

describe('the page about it', () => {
  const words = (text: string): string => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');

  it('has the clusters as the dashboard shows them', () => {
    expect(words(page)).toContain(words(clusterTable().join('\n')));
  });

  it('names every metric and where it is', () => {
    const { dimensions, ...names } = DELIVERY_METRICS;
    const all = [...Object.values(names), ...Object.values(dimensions)];
    expect(all.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
