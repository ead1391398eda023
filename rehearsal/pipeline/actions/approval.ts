import type { ActionRunner } from '../action';

/** Manual approval: approved at once, and said. */
export const runApproval: ActionRunner = () =>
  Promise.resolve({ succeeded: true, detail: 'approved by the rehearsal, without waiting' });
