/** Lines of one task that are shown, at most; a service in trouble may write thousands. */
const MOST_LINES = 20;

/**
 * Passes on what a person should see of a task's log: standard error, plain lines, and structured lines of
 * level error (50 in pino's numbers) or above.
 */
export function createLogFilter(
  show: (line: string) => void,
): (stream: 'stdout' | 'stderr', line: string) => void {
  let shown = 0;
  return (stream, line) => {
    if (line.trim() === '' || shown > MOST_LINES || (stream === 'stdout' && !isNotable(line))) return;
    shown += 1;
    show(shown > MOST_LINES ? 'further lines of this task are not shown' : line);
  };
}

function isNotable(line: string): boolean {
  if (!line.startsWith('{')) return true;
  const level = /"level":\s*(?:(\d+)|"(\w+)")/.exec(line);
  if (level === null) return false;
  return Number(level[1] ?? 0) >= 50 || /^(error|fatal|critical)$/i.test(level[2] ?? '');
}
