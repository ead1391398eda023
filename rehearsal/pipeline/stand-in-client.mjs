// The command on PATH in place of `docker` or `aws`: passes the call to the rehearsal and prints its answer.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

const [command, ...words] = process.argv.slice(2);
if (words.includes('--password-stdin')) readFileSync(0);

const call = request(`${process.env.AWS_ENDPOINT_URL}/_rehearsal/command`, { method: 'POST' });
call.on('error', (error) => {
  console.error(`${command}: the rehearsal does not answer: ${error.message}`);
  process.exitCode = 1;
});
call.on('response', async (response) => {
  const { status, stdout, stderr } = JSON.parse(await text(response));
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = status;
});
const { env: environment } = process;
call.end(JSON.stringify({ command, arguments: words, workingDirectory: process.cwd(), environment }));
