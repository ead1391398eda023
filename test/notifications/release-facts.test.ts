import { contentOf, endingOf, failureOf } from '../../lib/notifications/release-facts';
import type { PastExecution, Step } from '../../lib/notifications/release-facts';

describe('what an execution releases', () => {
  const revision = (revisionSummary: string) => ({
    revisionId: '9f3c1d2e4b5a69788796a5b4c3d2e1f001122334',
    revisionSummary,
    revisionUrl: 'https://example.com/commit',
  });

  it('is a commit with the first line of its message and its page', () => {
    expect(contentOf({ artifactRevisions: [revision('Paint it blue\n\nBecause.\n')] })).toEqual({
      commit: '9f3c1d2e4b5a Paint it blue',
      link: { text: 'Commit', url: 'https://example.com/commit' },
    });
  });

  it.each([
    [
      'of a connection',
      '{"ProviderType":"GitHub","CommitMessage":"Paint it blue\\n\\nBecause."}',
      'Paint it blue',
    ],
    ['that is JSON itself', '{"a":1}', '{"a":1}'],
    ['that is a number', '42', '42'],
    ['that is null', 'null', 'null'],
  ])('may have a message %s', (_, summary, message) => {
    expect(contentOf({ artifactRevisions: [revision(summary)] }).commit).toBe(`9f3c1d2e4b5a ${message}`);
  });

  it('is an earlier version when the execution was started with one', () => {
    const variables = [{ name: 'VERSION', resolvedValue: '1f3c9a2b7d10' }];
    expect(contentOf({ variables })).toEqual({ version: '1f3c9a2b7d10' });
    expect(contentOf({ variables: [{ name: 'VERSION', resolvedValue: 'none' }] })).toEqual({});
    expect(contentOf({ variables: [{ name: 'OTHER', resolvedValue: 'x' }] })).toEqual({});
  });

  it('may be unknown', () => {
    expect(contentOf({})).toEqual({});
    expect(contentOf({ artifactRevisions: [{}] })).toEqual({});
  });
});

describe('the failure of an execution', () => {
  const step = (changes: Partial<Step>): Step => ({
    stageName: 'sandbox',
    actionName: 'Deploy',
    status: 'Failed',
    lastUpdateTime: new Date('2026-11-20T10:00:00Z'),
    input: { actionTypeId: { category: 'Deploy' } },
    ...changes,
  });
  const result = (executionResult: NonNullable<Step['output']>['executionResult']): Partial<Step> => ({
    output: { executionResult },
  });

  it('is the action that failed, with its reason and its page', () => {
    const details = {
      errorDetails: { message: 'Deployment d-1 failed' },
      externalExecutionUrl: 'https://x/d-1',
    };
    expect(
      failureOf([step({ status: 'Succeeded', actionName: 'Prepare' }), step(result(details))], []),
    ).toEqual({
      stage: 'sandbox',
      what: 'Deploy',
      reason: 'Deployment d-1 failed',
      category: 'Deploy',
      link: { text: 'Details', url: 'https://x/d-1' },
    });
  });

  it('is the last one when stages were retried', () => {
    const early = step({ actionName: 'Build', lastUpdateTime: new Date('2026-11-20T09:00:00Z') });
    const timeless = step({ actionName: 'Source', lastUpdateTime: undefined });
    const late = step({ actionName: 'Verify' });
    expect(failureOf([late, early, timeless], [])?.what).toBe('Verify');
    expect(failureOf([timeless, early, late], [])?.what).toBe('Verify');
  });

  it.each([
    [{ errorDetails: { message: 'an error' }, externalExecutionSummary: 'a summary' }, 'an error'],
    [{ errorDetails: {}, externalExecutionSummary: 'a summary' }, 'a summary'],
    [{}, 'no reason was given'],
    [undefined, 'no reason was given'],
  ])('with the result %j has the reason %j', (details, reason) => {
    expect(failureOf([step(result(details))], [])?.reason).toBe(reason);
  });

  it('is the condition of a stage when no action failed', () => {
    const rule = { stageName: 'production', ruleName: 'Calm', status: 'Failed' };
    expect(failureOf([step({ status: 'Succeeded' })], [rule])).toMatchObject({
      stage: 'production',
      what: 'condition Calm',
      category: undefined,
    });
    expect(failureOf([step({})], [rule])?.what).toBe('Deploy');
  });

  it('may be nowhere to be found', () => {
    expect(failureOf([step({ status: 'Succeeded' })], [{ status: 'InProgress' }])).toBeUndefined();
    expect(failureOf([{ status: 'Failed' }], [])).toMatchObject({ stage: 'a stage without a name' });
  });
});

describe('a good end', () => {
  const past = (...statuses: string[]): PastExecution[] =>
    statuses.map((text, index) => {
      const [status, executionType = 'STANDARD'] = text.split(' ');
      return { pipelineExecutionId: String(index), status, executionType };
    });

  it.each<[string, PastExecution[], number, string]>([
    ['the first one', past('Succeeded'), 1, 'as before'],
    ['one after a good one', past('Succeeded', 'Succeeded', 'Failed'), 1, 'as before'],
    ['one after a failed one', past('Succeeded', 'Failed', 'Succeeded'), 1, 'recovered'],
    ['one after a rollback', past('Succeeded', 'Succeeded ROLLBACK', 'Failed'), 1, 'recovered'],
    ['one after a failure and a stop', past('Succeeded', 'Stopped', 'Superseded', 'Failed'), 1, 'recovered'],
    [
      'one after a good one and a stop',
      past('Succeeded', 'Cancelled', 'Succeeded', 'Failed'),
      1,
      'as before',
    ],
    ['one after one that still runs', past('Succeeded', 'InProgress', 'Succeeded'), 1, 'as before'],
    ['one that was retried', past('Succeeded', 'Succeeded'), 2, 'recovered'],
    ['a rollback', past('Succeeded ROLLBACK', 'Failed'), 1, 'rolled back'],
    ['a rollback that was retried', past('Succeeded ROLLBACK', 'Failed'), 2, 'rolled back'],
    ['nothing in sight', [], 1, 'as before'],
  ])('of %s is read from the history', (_, executions, attempt, expected) => {
    expect(endingOf(executions, '0', attempt)).toBe(expected);
  });

  it('looks only at what was before it, though newer executions may have failed by now', () => {
    expect(endingOf(past('Failed', 'Succeeded', 'Succeeded'), '1', 1)).toBe('as before');
  });

  it('of an execution that is not in the list is no recovery', () => {
    expect(endingOf(past('Failed', 'Succeeded'), 'elsewhere', 1)).toBe('as before');
  });
});
