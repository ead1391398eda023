// Runs one invocation of a bundled function in a process of its own: event and context come as one message,
// the result goes back as one message. The rehearsal ends the process afterwards.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [directory, name] = process.argv.slice(2);

async function load() {
  const dot = name.lastIndexOf('.');
  const file = ['.js', '.mjs', '.cjs']
    .map((end) => join(directory, name.slice(0, dot) + end))
    .find(existsSync);
  if (file === undefined)
    throw new Error(`Runtime.ImportModuleError: Cannot find module '${name.slice(0, dot)}'`);
  const loaded = await import(pathToFileURL(file).href);
  const handler = loaded[name.slice(dot + 1)] ?? loaded.default?.[name.slice(dot + 1)];
  if (typeof handler !== 'function')
    throw new Error(`Runtime.HandlerNotFound: ${name} is undefined or not exported`);
  return handler;
}

function answer(message) {
  process.send(message, () => process.exit(0));
}

function fail(error) {
  answer({ errorType: error?.name ?? 'Error', errorMessage: error?.message ?? String(error) });
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
process.once('message', async ({ event, context, milliseconds }) => {
  try {
    const handler = await load();
    const deadline = Date.now() + milliseconds;
    const getRemainingTimeInMillis = () => Math.max(0, deadline - Date.now());
    answer({ result: (await handler(event, { ...context, getRemainingTimeInMillis })) ?? null });
  } catch (error) {
    fail(error);
  }
});
