import type { TargetGroupModel } from '../../model';
import { repeat, waitUntil } from '../clock';
import type { Clock } from '../types';
import { probe } from './probe';
import { afterCheck, INITIAL, matches, type TargetHealth, type TargetState } from './target-health';

/** One registered task. */
export interface Target {
  readonly port: number;
  /** For people and statistics: which version answers. */
  readonly version: string;
  state(): TargetState | 'draining';
  /** Requests that the balancer has sent and that are not finished. */
  inFlight: number;
}

/** The targets of one group, checked and picked in turn. */
export interface TargetGroup {
  readonly model: TargetGroupModel;
  /** Starts health checks; the target gets traffic once it is healthy. */
  register(port: number, version: string): Target;
  /** Takes the target out; resolves when its requests are finished or the deregistration delay has passed. */
  deregister(target: Target): Promise<void>;
  /** The next target for a request; undefined when the balancer has to answer 503 itself. */
  pick(): Target | undefined;
  counts(): Readonly<Record<TargetState, number>>;
  /** Ends all health checks. */
  close(): void;
}

interface Registered extends Target {
  health: TargetHealth;
  readonly registration: AbortController;
}

/** Wall milliseconds that a health check and a request in flight have at any speed. */
const CHECK_FLOOR_MS = 1000;
const DRAIN_FLOOR_MS = 5000;
/** Health checks are not sent more often than this on the wall. */
const CHECK_INTERVAL_FLOOR_MS = 50;

/** Makes an empty target group. */
export function createTargetGroup(model: TargetGroupModel, clock: Clock): TargetGroup {
  const targets = new Set<Registered>();
  let turn = 0;
  const inState = (state: TargetState): Registered[] =>
    [...targets].filter(({ health }) => health.state === state);
  return {
    model,
    register(port, version) {
      const target = createTarget(port, version);
      targets.add(target);
      void checkHealth(model, target, clock);
      return target;
    },
    async deregister(target) {
      const registered = [...targets].find((candidate) => candidate === target);
      if (registered === undefined) return;
      targets.delete(registered);
      registered.registration.abort();
      const allowed = clock.allowance(model.deregistrationDelaySeconds, DRAIN_FLOOR_MS);
      await waitUntil(clock, () => target.inFlight === 0, { timeoutSeconds: (allowed / 1000) * clock.speed });
    },
    pick() {
      const healthy = inState('healthy');
      // With unhealthy targets only, the balancer fails open and sends to all of them.
      const candidates = healthy.length > 0 ? healthy : inState('unhealthy');
      turn += 1;
      return candidates[turn % candidates.length];
    },
    counts: () => ({
      initial: inState('initial').length,
      healthy: inState('healthy').length,
      unhealthy: inState('unhealthy').length,
    }),
    close: () => {
      for (const target of targets) target.registration.abort();
    },
  };
}

function createTarget(port: number, version: string): Registered {
  const registration = new AbortController();
  const target: Registered = {
    port,
    version,
    inFlight: 0,
    health: INITIAL,
    registration,
    state: () => (registration.signal.aborted ? 'draining' : target.health.state),
  };
  return target;
}

async function checkHealth(model: TargetGroupModel, target: Registered, clock: Clock): Promise<void> {
  const { path, intervalSeconds, timeoutSeconds, matcher } = model.healthCheck;
  const interval = (clock.allowance(intervalSeconds, CHECK_INTERVAL_FLOOR_MS) / 1000) * clock.speed;
  await repeat(clock, interval, target.registration.signal, async () => {
    const status = await probe(target.port, path, clock.allowance(timeoutSeconds, CHECK_FLOOR_MS));
    const passed = status !== undefined && matches(matcher, status);
    target.health = afterCheck(target.health, passed, model.healthCheck);
  });
}
