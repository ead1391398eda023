import type { Fact } from '../../dora/facts';
import { readEvent } from '../../dora/read-event';
import type { Watched } from '../../dora/watched';
import { UsageError } from '../errors';

/** What the events of a file say. */
export interface EventFile {
  readonly facts: readonly Fact[];
  readonly events: number;
  /** Events that say nothing here, for example of other pipelines. */
  readonly ignored: number;
}

/** Most bad lines that an error names. */
const MOST_LINES = 5;

/**
 * Reads JSON lines: one event of EventBridge on each. Empty lines are left out.
 * @param file for the error
 * @throws UsageError that names the lines which are no events
 */
export function readEventFile(text: string, file: string, watched: Watched): EventFile {
  const facts: Fact[] = [];
  const problems: string[] = [];
  let events = 0;
  let ignored = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    events += 1;
    const reading = readLine(line.replace(/^\uFEFF/, ''), watched);
    if ('malformed' in reading) problems.push(`line ${index + 1}: ${reading.malformed}`);
    else if ('ignored' in reading) ignored += 1;
    else facts.push(...reading.facts);
  }
  if (problems.length > 0) throw new UsageError(`--events ${file}: ${listed(problems)}; ${EXPECTED}`);
  if (events === 0) throw new UsageError(`--events ${file}: it holds no events; ${EXPECTED}`);
  return { facts, events, ignored };
}

const EXPECTED = 'write one event of EventBridge as JSON on each line (docs/dora.md)';

function readLine(line: string, watched: Watched): ReturnType<typeof readEvent> {
  try {
    return readEvent(JSON.parse(line), watched);
  } catch {
    return { malformed: 'it is no JSON' };
  }
}

function listed(problems: readonly string[]): string {
  const more = problems.length - MOST_LINES;
  return [...problems.slice(0, MOST_LINES), ...(more > 0 ? [`and ${more} more lines`] : [])].join('; ');
}
