import { join } from 'node:path';
import { ROOT, type Workshop } from '../workshop';

/**
 * Seconds that `cdk synth` takes for an app of this project: same command line, flags, TypeScript runner and
 * validation, whatever the app.
 * @param app what to run with tsx, from the root of the project
 */
export async function synthSeconds(workshop: Workshop, app: string): Promise<number> {
  const cdk = join(ROOT, 'node_modules', '.bin', 'cdk');
  const args = ['synth', '--quiet', '--app', `npx tsx ${app}`, '--output', workshop.directory()];
  const { seconds } = await workshop.run(cdk, args, {
    env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
  return seconds;
}
