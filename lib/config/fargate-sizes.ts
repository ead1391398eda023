/**
 * Memory sizes in MiB that Fargate offers for each number of CPU units.
 * Source: Amazon ECS developer guide, "Task definition parameters for Fargate", task size.
 */
const SIZES: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, steps(1024, 4096, 1024)],
  [1024, steps(2048, 8192, 1024)],
  [2048, steps(4096, 16_384, 1024)],
  [4096, steps(8192, 30_720, 1024)],
  [8192, steps(16_384, 61_440, 4096)],
  [16_384, steps(32_768, 122_880, 8192)],
]);

/** CPU units that Fargate offers; 1024 is one vCPU. */
export const FARGATE_CPU = [...SIZES.keys()];

/** Memory sizes in MiB for `cpu` units; empty for a CPU size that Fargate does not offer. */
export function memorySizesFor(cpu: number): readonly number[] {
  return SIZES.get(cpu) ?? [];
}

function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
}
