import { runApproval } from '../../../../rehearsal/pipeline/actions/approval';
import { testAction } from '../model-fixture';
import { testContext } from '../run-context-fixture';

const ask = (configuration: Record<string, string>) =>
  testAction({ name: 'Approve', category: 'Approval', provider: 'Manual', configuration });

it.each([
  [true, { succeeded: true, detail: 'approved by the operator' }],
  [false, { succeeded: false, reason: 'rejected by the operator', cause: { kind: 'approval' } }],
])('a person reads the message, takes a moment and decides: %s', async (approves, outcome) => {
  const slept: number[] = [];
  const sleep = (seconds: number): Promise<void> => Promise.resolve(void slept.push(seconds));
  const { context, events } = testContext({}, undefined, { approves, sleep });
  const action = ask({ CustomData: 'web 1 to production.', ExternalEntityLink: 'https://commit' });
  expect(await runApproval(action, context, 'Approve')).toEqual(outcome);
  expect(events).toMatchObject([
    { type: 'note', text: 'A person is asked: web 1 to production. https://commit' },
  ]);
  expect(slept).toEqual([60]);
});

it('an approval without a message is said to be one', async () => {
  const { context, events } = testContext();
  await runApproval(ask({}), context, 'Approve');
  expect(events).toMatchObject([{ text: 'A person is asked: without a message' }]);
});
