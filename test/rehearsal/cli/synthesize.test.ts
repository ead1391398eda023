import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAssembly } from '../../../rehearsal/cli/load-assembly';
import { Shutdown } from '../../../rehearsal/cli/shutdown';
import { synthesize } from '../../../rehearsal/cli/synthesize';
import { Processes } from '../../../rehearsal/pipeline/processes';
import { UsageError } from '../../../rehearsal/usage-error';
import { temporaryDirectory } from '../pipeline/temporary';

const processes = new Processes();

afterAll(() => processes.end());

const run = async (files: Record<string, string>, output = temporaryDirectory()): Promise<void> =>
  synthesize(temporaryDirectory(files), output, processes);

describe('synthesize', () => {
  it('runs the app as the CDK would: where to write, and the context of cdk.json over that of the CDK', async () => {
    const output = temporaryDirectory();
    const app =
      'printf %s "$CDK_CONTEXT_JSON" > "$CDK_OUTDIR/context.json"; printf %s "$CDK_VALIDATION" > "$CDK_OUTDIR/v"';
    const context = { own: [1], 'aws:cdk:version-reporting': true };
    await run({ 'cdk.json': JSON.stringify({ app, context }) }, output);
    expect(JSON.parse(readFileSync(join(output, 'context.json'), 'utf8'))).toMatchObject({
      own: [1],
      'aws:cdk:version-reporting': true,
      'aws:cdk:enable-path-metadata': true,
    });
    expect(readFileSync(join(output, 'v'), 'utf8')).toBe('false');
  });

  it.each([
    [
      'no cdk.json',
      {},
      /^there is no cdk\.json in .*; run this in a CDK project or name one with --assembly$/,
    ],
    ['no JSON', { 'cdk.json': '{' }, /cdk\.json is not a JSON object with the text "app"$/],
    ['no app', { 'cdk.json': '{ "context": {} }' }, /is not a JSON object with the text "app"$/],
    [
      'an app that is no text',
      { 'cdk.json': '{ "app": ["node"] }' },
      /is not a JSON object with the text "app"$/,
    ],
    [
      'an app that fails',
      { 'cdk.json': '{ "app": "echo said; echo why >&2; exit 3" }' },
      /^the app cannot be synthesized: said\n {2}why$/,
    ],
    ['an app that fails in silence', { 'cdk.json': '{ "app": "exit 1" }' }, /it printed nothing$/],
  ])('refuses %s', async (_what, files, message) => {
    const refused = run(files);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(message);
  });
});

describe('loadAssembly', () => {
  it('refuses a directory that is no assembly', async () => {
    const loaded = loadAssembly({ assembly: temporaryDirectory() }, '/nowhere', new Shutdown());
    await expect(loaded).rejects.toThrow(UsageError);
    await expect(loaded).rejects.toThrow('Cannot read the cloud assembly');
  });

  it('removes what it synthesized when the program ends, also after a failure', async () => {
    const project = temporaryDirectory({ 'cdk.json': '{ "app": "echo $CDK_OUTDIR > out.txt; exit 1" }' });
    const shutdown = new Shutdown();
    await expect(loadAssembly({}, project, shutdown)).rejects.toThrow('cannot be synthesized');
    const output = readFileSync(join(project, 'out.txt'), 'utf8').trim();
    expect(existsSync(output)).toBe(true);
    await shutdown.end();
    expect(existsSync(output)).toBe(false);
  });
});
