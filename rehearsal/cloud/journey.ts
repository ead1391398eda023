import type { JourneyStep } from '../../app/shared/journey';

/** What a user asks next. */
export type NextStep = () => JourneyStep;

/** The steps that are known before anything is asked: the page that every public service has. */
export const FRONT_PAGE: JourneyStep = { method: 'GET', path: '/', weight: 1 };

/**
 * Chooses steps by their weights, at random but the same in every run. In turn would not do: the load balancer deals
 * requests out in turn too, and one version would get only one kind of step.
 */
export function createJourney(steps: readonly JourneyStep[]): NextStep {
  const random = createRandom();
  const sum = steps.reduce((total, { weight }) => total + weight, 0);
  return () => {
    let left = random() * sum;
    return steps.find(({ weight }) => (left -= weight) < 0) ?? steps[0] ?? FRONT_PAGE;
  };
}

/** Method, path and headers of a step. */
export function requestOptions({ method, path, body }: JourneyStep) {
  const headers: Record<string, string | number> =
    body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return { method, path, headers };
}

/** A linear congruential generator with the constants of Numerical Recipes; from 0 to below 1. */
function createRandom(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
