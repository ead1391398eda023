import { needsEngine, startedBy } from '../../../../rehearsal/pipeline/docker/needs-engine';

const NODE = 'FROM node:20-slim\nWORKDIR /app\nCOPY . .\n';

describe('a Dockerfile that a process can stand for', () => {
  it.each([
    'CMD ["node", "server.js"]',
    'cmd [ "node" , "server.js" ]',
    'CMD ["/usr/local/bin/node", "--enable-source-maps", "server.js"]',
    'ENTRYPOINT ["node"]\nCMD ["server.js"]',
    'ENTRYPOINT ["/sbin/tini", "--"]\nCMD ["node", "server.js"]',
    'CMD ["dumb-init", "node", "server.js"]',
    'CMD npm start\nCMD ["node", "server.js"]',
    'RUN npm ci\nEXPOSE 3000\nCMD ["node", "server.js"]',
  ])('ends in %j', (end) => {
    expect(needsEngine(NODE + end)).toBeUndefined();
  });

  it('has a base image that starts Node.js', () => {
    expect(needsEngine('FROM gcr.io/distroless/nodejs20\nCMD ["server.js"]')).toBeUndefined();
  });
});

describe('a Dockerfile that needs an engine', () => {
  it.each([
    ['CMD node server.js', 'CMD node server.js is a shell command'],
    ['CMD npm start', 'CMD npm start is a shell command'],
    ['ENTRYPOINT exec node server.js', 'ENTRYPOINT exec node server.js is a shell command'],
    ["CMD ['node', 'server.js']", "CMD ['node', 'server.js'] is a shell command"],
    ['CMD ["npm", "start"]', 'it starts npm start'],
    ['CMD ["npm", "run", "start:prod"]', 'it starts npm run start:prod'],
    ['CMD ["sh", "-c", "node server.js"]', 'it starts sh -c node server.js'],
    ['ENTRYPOINT ["/entry.sh"]\nCMD ["node", "server.js"]', 'it starts /entry.sh node server.js'],
    ['CMD ["python", "app.py"]', 'it starts python app.py'],
    ['CMD ["nodemon", "server.js"]', 'it starts nodemon server.js'],
    ['CMD []', 'it starts nothing'],
    ['EXPOSE 3000', 'it has neither CMD nor ENTRYPOINT'],
    ['FROM node:20-slim\nCOPY --from=0 /app /app\nCMD ["node", "server.js"]', 'it builds in 2 stages'],
  ])('ends in %j', (end, why) => {
    expect(needsEngine(NODE + end)).toBe(why);
  });
});

it.each([
  [
    ['tini', '-g', '--', 'node', 'a.js'],
    ['node', 'a.js'],
  ],
  [
    ['node', 'tini'],
    ['node', 'tini'],
  ],
  [
    ['docker-entrypoint.sh', 'node', 'a.js'],
    ['node', 'a.js'],
  ],
])('%j starts %j', (words, started) => expect(startedBy(words)).toEqual(started));
