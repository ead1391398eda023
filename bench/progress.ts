const CLEAR_LINE = '\r\u001b[2K';

/**
 * Says on the error stream what is going on: on a terminal one line that the returned function takes away,
 * in a log file a line that stays.
 */
export function showProgress(text: string, stream: NodeJS.WriteStream = process.stderr): () => void {
  if (!stream.isTTY) {
    stream.write(`${text}\n`);
    return () => undefined;
  }
  stream.write(`${text} …`);
  return () => void stream.write(CLEAR_LINE);
}
