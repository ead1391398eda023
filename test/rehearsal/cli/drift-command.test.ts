import { runCommand } from '../../../rehearsal/cli/run-command';
import { testOptions, testSession } from './session-fixture';

test('the scenario is taken before any that releases something', async () => {
  const { session } = testSession();
  const drift = testOptions({ scenario: 'drift', assembly: '/nowhere' });
  // A release would not know the scenario, and say so before it looks for templates.
  await expect(runCommand(drift, session)).rejects.toThrow('/nowhere');
});
