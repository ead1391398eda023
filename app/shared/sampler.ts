/** Decides whether a request is traced, given the caller's decision where there is one. */
export type Sampler = (parentSampled: boolean | undefined) => boolean;

/**
 * Follows the caller; otherwise takes the first request of each second and a share of the others,
 * as the default X-Ray rule does, so that a quiet service is still seen and a busy one stays cheap.
 * @param ratio share of the others, from 0 to 1
 */
export function createSampler(ratio: number, now = Date.now, random = Math.random): Sampler {
  let reservedSecond = -1;
  return function sample(parentSampled) {
    if (parentSampled !== undefined) return parentSampled;
    const second = Math.floor(now() / 1_000);
    if (second !== reservedSecond) {
      reservedSecond = second;
      return true;
    }
    return random() < ratio;
  };
}
