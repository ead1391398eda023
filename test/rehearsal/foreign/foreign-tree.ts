import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FOREIGN_PORT } from './foreign-app';

/** Answers `/` and the health checks, and nothing else: nothing of this project's contract is in it. */
const SERVER = `
const http = require('node:http');
http.createServer((request, response) => {
  const known = ['/', '/healthz'].includes(request.url);
  response.writeHead(known ? 200 : 404).end(known ? process.env.GREETING : 'nothing here');
}).listen(${FOREIGN_PORT}, () => console.log('listening'));
`;

const DOCKERFILE = `
FROM public.ecr.aws/docker/library/node:20-slim
WORKDIR /usr/src/app
COPY package*.json ./
RUN npm ci --omit=dev
COPY . .
EXPOSE ${FOREIGN_PORT}
CMD ["node", "server.js"]
`;

const APPSPEC = `
version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION>
        LoadBalancerInfo:
          ContainerName: "web"
          ContainerPort: ${FOREIGN_PORT}
`;

const TASK_DEFINITION = {
  family: 'quotes',
  cpu: '256',
  memory: '512',
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  executionRoleArn: 'arn:aws:iam::222233334444:role/execution',
  containerDefinitions: [
    {
      name: 'web',
      image: '<IMAGE1_NAME>',
      essential: true,
      portMappings: [{ containerPort: FOREIGN_PORT, protocol: 'tcp' }],
      environment: [{ name: 'GREETING', value: 'hello' }],
    },
  ],
};

/** The files of the foreign project, by path; the tests change some. */
export const FOREIGN_FILES: Readonly<Record<string, string>> = {
  'server.js': SERVER,
  Dockerfile: DOCKERFILE,
  'appspec.yaml': APPSPEC,
  'taskdef.json': JSON.stringify(TASK_DEFINITION, undefined, 2),
  'package.json': JSON.stringify({ name: 'quotes', version: '1.0.0', scripts: { start: 'node server.js' } }),
};

/** Writes the foreign project into a directory, with some files changed. */
export function foreignTree(directory: string, changed: Readonly<Record<string, string>> = {}): string {
  for (const [path, content] of Object.entries({ ...FOREIGN_FILES, ...changed })) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return directory;
}
