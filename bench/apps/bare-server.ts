import { createServer } from 'node:http';

/**
 * The ceiling: `node:http` and nothing else, with one fixed answer.
 * Arguments: port, and the answer as JSON `{ "headers": {…}, "body": "…" }`.
 */
const [port, answer = '{}'] = process.argv.slice(2);
const { headers, body } = JSON.parse(answer) as { headers: Record<string, string>; body: string };

createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
}).listen(Number(port), '127.0.0.1');
