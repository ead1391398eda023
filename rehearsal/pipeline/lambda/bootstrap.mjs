// Runs a bundled function in a process of its own: event and context come as one message, the result goes back as
// one message, and then the next event may come. The rehearsal ends the process afterwards.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [directory, name] = process.argv.slice(2);

let handler;

async function load() {
  const dot = name.lastIndexOf('.');
  const file = ['.js', '.mjs', '.cjs']
    .map((end) => join(directory, name.slice(0, dot) + end))
    .find(existsSync);
  if (file === undefined)
    throw new Error(`Runtime.ImportModuleError: Cannot find module '${name.slice(0, dot)}'`);
  const loaded = await import(pathToFileURL(file).href);
  const found = loaded[name.slice(dot + 1)] ?? loaded.default?.[name.slice(dot + 1)];
  if (typeof found !== 'function')
    throw new Error(`Runtime.HandlerNotFound: ${name} is undefined or not exported`);
  return found;
}

function answer(message) {
  process.send(message);
}

function failure(error) {
  return { errorType: error?.name ?? 'Error', errorMessage: error?.message ?? String(error) };
}

// As on AWS, what nobody caught ends the process.
function giveUp(error) {
  process.send(failure(error), () => process.exit(1));
}

process.on('uncaughtException', giveUp);
process.on('unhandledRejection', giveUp);
process.on('disconnect', () => process.exit(0));
process.on('message', async ({ event, context, milliseconds }) => {
  try {
    handler ??= await load();
    const deadline = Date.now() + milliseconds;
    const getRemainingTimeInMillis = () => Math.max(0, deadline - Date.now());
    answer({ result: (await handler(event, { ...context, getRemainingTimeInMillis })) ?? null });
  } catch (error) {
    answer(failure(error));
  }
});
