/**
 * Cloud seconds to wait before the next task is started, after so many in a row that did not become healthy.
 * The time doubles up to 15 minutes: docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
export function launchDelaySeconds(failuresInARow: number): number {
  return failuresInARow === 0 ? 0 : Math.min(10 * 2 ** (failuresInARow - 1), 900);
}
