import type { TraceStore } from '../traces/trace-store';

/** What a cloud tells about its requests, besides what the users saw. */
export interface Telemetry {
  /** Ends the load, then the services in good order, so that they send what they have measured; takes some seconds at most. */
  finish(): Promise<void>;
  /** What the services have traced; undefined when no task has a container that takes traces. */
  traces(): TraceStore | undefined;
}
