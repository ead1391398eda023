import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chosen, UsageError } from './choice';
import { showProgress } from './progress';
import { holds, type Result, type Row } from './row';
import { ROWS } from './rows';
import { head, line, resultOf } from './table';
import { ROOT, Workshop } from './workshop';

const USAGE = 'usage: npm run bench [-- --only <word>]';

async function main(): Promise<number> {
  const rows = rowsFor(process.argv.slice(2));
  const workshop = new Workshop();
  stopOnSignals(workshop);
  console.log(head());
  const results: Result[] = [];
  try {
    for (const row of rows) results.push(await measured(row, workshop));
  } finally {
    await workshop.close();
  }
  writeFileSync(join(ROOT, 'bench.json'), `${JSON.stringify(results, null, 2)}\n`);
  return results.every((result) => result.holds) ? 0 : 1;
}

function rowsFor(args: readonly string[]): readonly Row[] {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { only: { type: 'string', multiple: true } },
    });
    return chosen(ROWS, values.only ?? []);
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(`${message.split('\n')[0]}; ${USAGE}`);
  }
}

async function measured(row: Row, workshop: Workshop): Promise<Result> {
  const clear = showProgress(`measuring: ${row.what}`);
  try {
    const { value, detail } = await row.measure(workshop);
    clear();
    const result = resultOf(row, value, holds(row.goal, value));
    console.log(line(result, detail));
    return result;
  } catch (error) {
    clear();
    // Interrupted: what failed is only the end of its processes, and the signal's handler ends this one.
    if (workshop.isClosed) return new Promise(() => undefined);
    const result = resultOf(row, null, false);
    console.log(line(result, (error as Error).message));
    return result;
  }
}

function stopOnSignals(workshop: Workshop): void {
  const stop = (status: number): void => void workshop.close().then(() => process.exit(status));
  process.once('SIGINT', () => stop(130));
  process.once('SIGTERM', () => stop(143));
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exit(2);
  },
);
