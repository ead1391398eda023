import type { ServiceModel, TaskModel } from '../../model';
import type { TaskDefinitionDocument } from '../types';
import { toApiShape, toTaskModel } from './task-definition';

/** The task definitions of one account, by family and revision. */
export interface TaskDefinitions {
  /** Takes a request of `RegisterTaskDefinition`; returns the ARN of the new revision. */
  register(request: Readonly<Record<string, unknown>>): string;
  /** A new revision of a definition with another image in its container; returns the new ARN. */
  registerImage(arn: string, image: string): string;
  /** By ARN, `family:revision` or `family`. */
  document(reference: string): TaskDefinitionDocument | undefined;
  /** Throws when there is no such definition. */
  model(reference: string): TaskModel;
}

interface Entry {
  readonly document: TaskDefinitionDocument;
  readonly model: TaskModel;
}

/** Makes the registry, filled with what the templates define. */
export function createTaskDefinitions(services: readonly ServiceModel[]): TaskDefinitions {
  const entries: Entry[] = services.map(({ task }) => initialEntry(task));
  const run = new Set(services.map(({ task }) => task.containerName));
  const find = (reference: string): Entry | undefined => {
    const name = reference.split('task-definition/').at(-1) ?? reference;
    const [family, revision] = name.split(':');
    return entries.findLast(
      ({ document }) =>
        document.family === family && (revision === undefined || document.revision === Number(revision)),
    );
  };
  const register = (request: Readonly<Record<string, unknown>>, prefix?: string): string => {
    const family = String(request['family']);
    const newest = find(family);
    const revision = (newest?.document.revision ?? 0) + 1;
    const stem = prefix ?? (newest ?? entries[0])?.model.arn.split('task-definition/')[0] ?? '';
    const arn = `${stem}task-definition/${family}:${revision}`;
    const document = { ...request, taskDefinitionArn: arn, family, revision, status: 'ACTIVE' as const };
    entries.push({ document, model: toTaskModel(document, run) });
    return arn;
  };
  const model = (reference: string): TaskModel => {
    const entry = find(reference);
    if (entry === undefined) throw new Error(`there is no task definition ${reference}`);
    return entry.model;
  };
  return {
    register: (request) => register(request),
    registerImage: (arn, image) => {
      const { containerName } = model(arn);
      const document: Readonly<Record<string, unknown>> = find(arn)?.document ?? {};
      const containers = (document['containerDefinitions'] ?? []) as Readonly<Record<string, unknown>>[];
      const swapped = containers.map((one) => (one['name'] === containerName ? { ...one, image } : one));
      return register({ ...document, containerDefinitions: swapped });
    },
    document: (reference) => find(reference)?.document,
    model,
  };
}

function initialEntry(task: TaskModel): Entry {
  const revision = Number(/:(\d+)$/.exec(task.arn.split('task-definition/').at(-1) ?? '')?.[1] ?? 1);
  const shaped = toApiShape(task.properties) as Readonly<Record<string, unknown>>;
  const document = {
    ...shaped,
    taskDefinitionArn: task.arn,
    family: task.family,
    revision,
    status: 'ACTIVE' as const,
  };
  return { document, model: task };
}
