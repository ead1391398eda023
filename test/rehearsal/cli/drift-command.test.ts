import { driftCommand } from '../../../rehearsal/cli/drift-command';
import { runCommand } from '../../../rehearsal/cli/run-command';
import { testOptions, testSession } from './session-fixture';

const drift = testOptions({ scenario: 'drift', assembly: '/nowhere' });

test.each([
  ['service', { service: 'web' }],
  ['environment', { environment: 'sandbox' }],
  ['strategy', { strategy: 'rolling' }],
  ['report', { report: '/tmp/report.html' }],
  ['open', { open: true }],
])('--%s is refused, because nothing is released', async (name, options) => {
  const refused = driftCommand({ ...drift, ...options }, testSession().session);
  await expect(refused).rejects.toThrow(`--${name} has no meaning for the scenario drift`);
});

test('the scenario is taken before any that releases something', async () => {
  const { session } = testSession();
  await expect(runCommand({ ...drift, service: 'web' }, session)).rejects.toThrow('--service has no meaning');
  await expect(runCommand(drift, session)).rejects.toThrow('/nowhere');
});
