import { eventsOf, pipelineEvent, ROLLED_BACK, ROLLED_BACK_BY_ITSELF } from './release-events';
import type { RawEvent, Story } from './release-events';

/** A month that never was, of one service in one environment: every deployment takes ten minutes with its checks. */
export const STORIES: readonly Story[] = [
  // Begins in December and ends in January; nobody knows when its commit was made.
  { execution: 17, at: '2025-12-31T23:55:00Z' },
  { execution: 1, at: '2026-01-02T09:50:00Z', authored: '2026-01-02T09:00:00Z' },
  { execution: 2, at: '2026-01-05T09:50:00Z', authored: '2026-01-05T08:00:00Z' },
  // In the afternoon of Jakarta.
  { execution: 3, at: '2026-01-05T14:50:00Z', authored: '2026-01-05T18:00:00+07:00' },
  // Fails, CodePipeline goes back, and the change comes again in the afternoon.
  { execution: 4, at: '2026-01-08T09:50:00Z', minutes: 20, end: 'deploy-fails' },
  { execution: 5, at: '2026-01-08T10:15:00Z', minutes: 4, commit: 3, trigger: ROLLED_BACK_BY_ITSELF },
  { execution: 6, at: '2026-01-08T15:50:00Z', authored: '2026-01-08T10:00:00Z' },
  // Ends well, and a person takes it back.
  { execution: 7, at: '2026-01-12T10:00:00Z', authored: '2026-01-11T10:10:00Z' },
  { execution: 8, at: '2026-01-12T12:55:00Z', minutes: 4, commit: 6, trigger: ROLLED_BACK },
  // The checks fail, the way back fails, and a fix goes forward.
  { execution: 9, at: '2026-01-15T09:50:00Z', end: 'verify-fails' },
  {
    execution: 10,
    at: '2026-01-15T10:05:00Z',
    commit: 6,
    trigger: ROLLED_BACK_BY_ITSELF,
    end: 'deploy-fails',
  },
  { execution: 11, at: '2026-01-15T10:50:00Z', authored: '2026-01-13T11:00:00Z' },
  { execution: 12, at: '2026-01-20T09:50:00Z', end: 'stopped' },
  {
    execution: 14,
    at: '2026-01-28T09:50:00Z',
    authored: '2026-01-18T10:00:00Z',
    subject: 'Revert "Paint it"',
  },
  // The same commit again.
  { execution: 16, at: '2026-01-29T09:50:00Z', commit: 14 },
  // Fails, and nothing has followed yet.
  { execution: 15, at: '2026-01-31T23:40:00Z', end: 'deploy-fails' },
];

/** Every event of the month, the oldest first; one execution in it was overtaken before it deployed anything. */
export const MONTH: readonly RawEvent[] = [
  ...STORIES.flatMap(eventsOf),
  pipelineEvent('Pipeline', '2026-01-25T10:00:00Z', { 'execution-id': 'execution-13', state: 'SUPERSEDED' }),
];
