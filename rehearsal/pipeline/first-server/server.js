'use strict';

/*
 * Runs before a release whose tree cannot build what ran before it. It answers every path, so that health checks pass and
 * users are served until the release comes.
 */
const http = require('node:http');

const status = Number(process.env.FIRST_STATUS);
const server = http.createServer((_request, response) => {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end('This server of the rehearsal stands for the version before the release.\n');
});
process.on('SIGTERM', () => server.close(() => process.exit(0)));
server.listen(Number(process.env.FIRST_PORT));
