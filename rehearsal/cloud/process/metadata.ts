import { createServer } from 'node:http';
import { listenOnLoopback, type Loopback } from '../loopback';

/** What the metadata endpoint tells about one task. */
interface TaskMetadata {
  readonly taskArn: string;
  readonly cluster: string;
  readonly family: string;
  readonly revision: string;
  readonly containerName: string;
  /** Image reference as the task definition has it. */
  readonly image: string;
  readonly digest: string;
}

/** The stand-in for the ECS task metadata endpoint version 4: one server for all tasks. */
export interface MetadataEndpoint extends Loopback {
  /** Publishes a task; returns the value for `ECS_CONTAINER_METADATA_URI_V4`. */
  publish(taskId: string, metadata: TaskMetadata): string;
  withdraw(taskId: string): void;
}

/** Starts the endpoint on a free port of the loopback interface. */
export async function startMetadataEndpoint(): Promise<MetadataEndpoint> {
  const tasks = new Map<string, TaskMetadata>();
  const server = createServer((request, response) => {
    const [, version, id = '', rest] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
    const metadata = version === 'v4' ? tasks.get(id) : undefined;
    const known = metadata !== undefined && (rest === undefined || rest === '' || rest === 'task');
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
    response.end(
      known ? JSON.stringify(rest === 'task' ? taskDocument(metadata) : containerDocument(metadata)) : '{}',
    );
  });
  const loopback = await listenOnLoopback(server);
  return {
    ...loopback,
    publish: (taskId, metadata) => {
      tasks.set(taskId, metadata);
      return `http://127.0.0.1:${loopback.port}/v4/${taskId}`;
    },
    withdraw: (taskId) => void tasks.delete(taskId),
  };
}

function containerDocument(metadata: TaskMetadata): Record<string, unknown> {
  return {
    DockerId: metadata.taskArn.split('/').at(-1),
    Name: metadata.containerName,
    Image: metadata.image,
    ImageID: metadata.digest,
    Labels: {
      'com.amazonaws.ecs.cluster': metadata.cluster,
      'com.amazonaws.ecs.container-name': metadata.containerName,
      'com.amazonaws.ecs.task-arn': metadata.taskArn,
      'com.amazonaws.ecs.task-definition-family': metadata.family,
      'com.amazonaws.ecs.task-definition-version': metadata.revision,
    },
    DesiredStatus: 'RUNNING',
    KnownStatus: 'RUNNING',
    Type: 'NORMAL',
  };
}

function taskDocument(metadata: TaskMetadata): Record<string, unknown> {
  return {
    Cluster: metadata.cluster,
    TaskARN: metadata.taskArn,
    Family: metadata.family,
    Revision: metadata.revision,
    DesiredStatus: 'RUNNING',
    KnownStatus: 'RUNNING',
    LaunchType: 'FARGATE',
    Containers: [containerDocument(metadata)],
  };
}
