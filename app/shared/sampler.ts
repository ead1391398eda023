/** Decides whether a request is traced, given the caller's decision where there is one. */
export type Sampler = (parentSampled: boolean | undefined) => boolean;

/** Traces that one task starts in a second at most: exporting a span costs more than answering a request. */
export const MAX_TRACES_PER_SECOND = 100;

/**
 * Follows the caller; otherwise takes the first request of each second and a share of the others,
 * as the default X-Ray rule does, so that a quiet service is seen and a busy one stays cheap.
 * @param ratio share of the others, from 0 to 1
 */
export function createSampler(ratio: number, now = Date.now, random = Math.random): Sampler {
  let second = -1;
  let taken = 0;
  return function sample(parentSampled) {
    if (parentSampled !== undefined) return parentSampled;
    const current = Math.floor(now() / 1_000);
    if (current !== second) {
      second = current;
      taken = 0;
    }
    const wanted = taken === 0 || (taken < MAX_TRACES_PER_SECOND && random() < ratio);
    if (wanted) taken += 1;
    return wanted;
  };
}
