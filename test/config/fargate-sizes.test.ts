import { FARGATE_CPU, memorySizesFor } from '../../lib/config/fargate-sizes';

it.each([
  [256, 512, 2048, 3],
  [512, 1024, 4096, 4],
  [1024, 2048, 8192, 7],
  [2048, 4096, 16_384, 13],
  [4096, 8192, 30_720, 23],
  [8192, 16_384, 61_440, 12],
  [16_384, 32_768, 122_880, 12],
])('offers for %i CPU units %i to %i MiB in %i sizes', (cpu, smallest, largest, count) => {
  const sizes = memorySizesFor(cpu);
  expect([sizes[0], sizes.at(-1), sizes.length]).toEqual([smallest, largest, count]);
});

it('offers each larger CPU at twice the one before, and sizes from small to large, none twice', () => {
  expect(FARGATE_CPU.slice(1).map((cpu, index) => cpu / (FARGATE_CPU[index] ?? NaN))).toEqual([
    2, 2, 2, 2, 2, 2,
  ]);
  for (const cpu of FARGATE_CPU) {
    const sizes = memorySizesFor(cpu);
    expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
  }
});

it.each([0, -256, 255, 257, 300, 32_768, NaN])('offers nothing for %d CPU units', (cpu) => {
  expect(memorySizesFor(cpu)).toEqual([]);
});
