import type { StartContainer } from '../process/container';
import type { EmfValue } from '../process/emf';
import type { MetadataEndpoint } from '../process/metadata';
import type { Clock, Emit, ImageStore } from '../types';

/** What every task needs of the machine that runs it. */
export interface TaskHost {
  readonly clock: Clock;
  readonly emit: Emit;
  readonly images: ImageStore;
  readonly metadata: MetadataEndpoint;
  readonly awsEndpoint: string;
  readonly startContainer: StartContainer;
  /** Replaces addresses of the model by those on this machine. */
  readonly rewrite: (value: string) => string;
  /** Takes the metrics that a task wrote to its log. */
  readonly onMetrics: (service: string, version: string, values: readonly EmfValue[]) => void;
}
