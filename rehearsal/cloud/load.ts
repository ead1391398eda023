import { Agent, request as httpRequest } from 'node:http';
import type { JourneyStep } from '../../app/shared/journey';
import { LOAD_HEADER } from './balancer/listener';
import { requestOptions, type NextStep } from './journey';

/** What came of one request of the load. */
export interface LoadResult {
  /** Label of the target group that was asked; `none` when the load got no answer at all. */
  readonly colour: string;
  /** Version of the task that was asked; `none` when there was none. */
  readonly version: string;
  readonly failed: boolean;
  /** Method and path of what was asked; absent when it was not even sent. */
  readonly step?: string;
  /** Status of the answer; absent when there was none. */
  readonly status?: number;
  readonly latencyMs: number;
}

/** What `startLoad` needs. */
export interface LoadProps {
  readonly port: number;
  readonly next: NextStep;
  /** Requests per second on the wall. */
  readonly rate: number;
  readonly onResult: (result: LoadResult) => void;
}

/** How the load was sent. */
export interface LoadSent {
  /** Requests that the rate asks for in the time that has passed. */
  readonly asked: number;
  readonly sent: number;
  /** Of these, sent so much after their time that the load was no longer even. */
  readonly late: number;
  /** Of these, never really sent, because too many were waiting already. */
  readonly crowded: number;
}

/** A load that runs. */
export interface Load {
  sent(): LoadSent;
  /** Ends it; resolves when all is answered. */
  readonly stop: () => Promise<void>;
}

/** Wall milliseconds by which a request is late that is not sent in its time. */
const LATE_MS = 100;
/** Wall milliseconds after which a user gives up. */
const PATIENCE_MS = 10_000;
/** Requests under way at once, at most; a further one fails at once, as for a user who cannot connect. */
const MOST_OUTSTANDING = 2000;

/**
 * Sends requests at a fixed rate, evenly spread, whatever the service does (an open-loop generator: it does
 * not slow down when the service does).
 */
export function startLoad({ port, next, rate, onResult }: LoadProps): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const outstanding = new Set<Promise<void>>();
  const startedAt = performance.now();
  const counts = { sent: 0, late: 0, crowded: 0 };
  let endedAt: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const asked = (): number => (((endedAt ?? performance.now()) - startedAt) / 1000) * rate;
  const sendOne = (): void => {
    if (asked() - counts.sent > (LATE_MS / 1000) * rate) counts.late += 1;
    counts.sent += 1;
    if (outstanding.size >= MOST_OUTSTANDING) {
      counts.crowded += 1;
      onResult({ colour: 'none', version: 'none', failed: true, latencyMs: 0 });
      return;
    }
    const exchange = ask(agent, port, next()).then((result) => {
      outstanding.delete(exchange);
      onResult(result);
    });
    outstanding.add(exchange);
  };
  const round = (): void => {
    const due = asked();
    while (counts.sent < due) sendOne();
    const nextAt = startedAt + (counts.sent / rate) * 1000;
    timer = setTimeout(round, Math.max(1, nextAt - performance.now()));
  };
  if (rate > 0) round();
  return {
    sent: () => ({ asked: asked(), ...counts }),
    stop: async () => {
      endedAt ??= performance.now();
      clearTimeout(timer);
      await Promise.all(outstanding);
      agent.destroy();
    },
  };
}

function ask(agent: Agent, port: number, step: JourneyStep): Promise<LoadResult> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const end = (status: number | undefined, attribution = 'none none'): void => {
      const [colour = 'none', version = 'none'] = attribution.split(' ');
      const latencyMs = performance.now() - startedAt;
      const failed = status === undefined || status >= 500;
      const asked = `${step.method} ${step.path}`;
      resolve({ colour, version, failed, step: asked, latencyMs, ...(status !== undefined && { status }) });
    };
    const options = requestOptions(step);
    const headers = { ...options.headers, [LOAD_HEADER]: '1' };
    const request = httpRequest({ ...options, host: '127.0.0.1', port, agent, headers });
    const patience = setTimeout(() => request.destroy(), PATIENCE_MS);
    request.once('response', (response) => {
      response.resume();
      response.once('close', () => {
        clearTimeout(patience);
        const attribution = response.headers[LOAD_HEADER];
        end(response.complete ? response.statusCode : undefined, attribution?.toString());
      });
    });
    request.once('error', () => {
      clearTimeout(patience);
      end(undefined);
    });
    request.end(step.body);
  });
}
