import { ENV } from '../app/shared/contract';
import { parseFaults, type Faults } from '../app/shared/faults';
import type { ServiceModel } from './model';

/** What a scenario plants in an image: variables that the service reads, or faults that are made around its containers. */
export interface Planted {
  readonly environment: Readonly<Record<string, string>>;
  readonly outside?: Faults;
}

/** Whether a service knows planted faults: its task definition says whether they are let in. */
export function readsFaults({ task }: Pick<ServiceModel, 'task'>): boolean {
  return task.environment[ENV.faultsAllowed] !== undefined;
}

/** How a fault gets into an image of the service; `faults` is a value of `FAULTS`, absent when nothing is wrong. */
export function plantedIn(service: Pick<ServiceModel, 'task'>, faults: string | undefined): Planted {
  if (faults === undefined) return { environment: {} };
  if (readsFaults(service)) return { environment: { [ENV.faults]: faults } };
  return { environment: {}, outside: parseFaults(faults) };
}

/** Whether a fault is one of the service's own doing, which nothing around it can imitate. */
export function onlyFromInside(faults: string | undefined): boolean {
  if (faults === undefined) return false;
  const { memoryLeakMb, dependencyFailure } = parseFaults(faults);
  return memoryLeakMb > 0 || dependencyFailure;
}
