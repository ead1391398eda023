import { plainText } from '../app/shared/plain-text';
import { ConfigError } from '../lib/config/resolve';
import { Console } from '../lib/ops/console';
import { failureOf } from '../lib/ops/failure';
import { runOps } from '../lib/ops/run-ops';
import { configuredProject } from './configured-project';

// Node.js 20 is supported here; the warning of the SDK about later years would stand before every answer.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// Who reads may leave early, as `head` does; what has begun goes on.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** Runs the operator's command line; resolves to the exit status. An error is one line, with DEBUG=1 its stack too. */
async function main(words: readonly string[]): Promise<number> {
  const console = new Console(process);
  try {
    return await runOps(words, {
      project: () => configuredProject(process.env),
      output: (json) => console.output(json),
      clock: console.clock,
      print: (text) => void process.stdout.write(text),
    });
  } catch (error) {
    if (error instanceof ConfigError) {
      process.stderr.write(`${plainText(error.message)}\n`);
      return 2;
    }
    const { message, status, unexpected } = failureOf(error);
    process.stderr.write(`ops: ${plainText(message)}${unexpected ? ' (DEBUG=1 shows more)' : ''}\n`);
    if (process.env.DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return status;
  } finally {
    console.close();
  }
}

// The event loop ends the process by itself once the output is written; a pipe may still hold the last lines.
void main(process.argv.slice(2)).then((status) => (process.exitCode = status));
