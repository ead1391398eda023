import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../pipeline/temporary';

/** The program in the container: it answers, prints a line on each stream and ends when it is killed. */
const PROGRAM = `
const { existsSync, writeFileSync } = require('node:fs');
const server = require('node:http').createServer((_request, response) => response.end());
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  writeFileSync('port', '127.0.0.1:' + server.address().port);
  console.log('out');
  console.error('problem');
});
setInterval(() => existsSync('killed') && process.exit(137), 20);
`;

/**
 * A command that stands for an engine: it writes down what it was asked, runs one program in one container, and fails
 * on the words in `fails`.
 */
export function fakeEngine(fails: readonly string[] = []) {
  const script = `#!/bin/sh
cd "$(dirname "$0")" || exit 0
echo "$@" >> calls
case " ${fails.join(' ')} " in *" $1 "*) echo "no space left" >&2; exit 1 ;; esac
case "$1" in
  run) exec "${process.execPath}" program.js "$(echo "$@" | sed -n 's/.*--env PORT=\\([0-9]*\\).*/\\1/p')" ;;
  kill|stop) touch killed ;;
  inspect) echo true ;;
  port) cat port ;;
  ps) echo c1 ;;
esac
`;
  const directory = temporaryDirectory({ engine: script, 'program.js': PROGRAM });
  const command = join(directory, 'engine');
  chmodSync(command, 0o755);
  const file = join(directory, 'calls');
  const calls = (): string[] => (existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []);
  return { command, calls };
}
