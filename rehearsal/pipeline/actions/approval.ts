import type { ActionRunner } from '../action';

/** Manual approval: approved at once, and said, with the words that a person would read. */
export const runApproval: ActionRunner = ({ configuration: { CustomData: text } }) => {
  const detail = 'approved by the rehearsal, without waiting';
  return Promise.resolve({ succeeded: true, detail: text === undefined ? detail : `${detail}: ${text}` });
};
