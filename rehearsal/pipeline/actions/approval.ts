import type { ActionRunner } from '../action';

/** Cloud seconds that the person takes to read and to decide. */
const THINKING_SECONDS = 60;

/** Manual approval: the person gets what CodePipeline shows, takes a moment, and decides as the scenario says. */
export const runApproval: ActionRunner = async ({ configuration }, { timeline, sleep, approves }) => {
  const { CustomData: text, ExternalEntityLink: link } = configuration;
  const told = [text, link].filter((part) => part !== undefined && part !== '').join(' ');
  timeline.emit({ type: 'note', text: `A person is asked: ${told === '' ? 'without a message' : told}` });
  await sleep(THINKING_SECONDS);
  if (approves) return { succeeded: true, detail: 'approved by the operator' };
  return { succeeded: false, reason: 'rejected by the operator', cause: { kind: 'approval' } };
};
