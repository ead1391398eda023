import { join } from 'node:path';
import cdkJson from '../../cdk.json';
import { ROOT, type Workshop } from '../workshop';

/** How the project's own app is run, without its name. */
const RUNNER = cdkJson.app.replace(/ \S+$/, '');

/**
 * Seconds that `cdk synth` takes for an app of this project: same command line, flags, TypeScript runner and
 * validation, whatever the app.
 * @param app the file to run with tsx
 * @param argument what the app gets on its command line
 */
export async function synthSeconds(workshop: Workshop, app: string, argument = ''): Promise<number> {
  const cdk = join(ROOT, 'node_modules', '.bin', 'cdk');
  const args = [
    'synth',
    '--quiet',
    '--app',
    `${RUNNER} ${JSON.stringify(app)} ${argument}`,
    '--output',
    workshop.directory(),
  ];
  const { seconds } = await workshop.run(cdk, args, {
    env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
  return seconds;
}
