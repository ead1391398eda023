import { readKnobs } from '../../../scripts/docs/knobs';

const SOURCE = `
/** The whole. */
export interface ProjectInput {
  /**
   * Name of it,
   * on two lines.
   * @default 'shop'
   */
  readonly name?: string;
  /** The parts. */
  readonly parts: readonly PartInput[];
}
/** One part. */
export interface PartInput {
  readonly shape: ShapeInput;
}
/** Either. */
export type ShapeInput = RoundInput | SquareInput;
/** Round. */
export interface RoundInput {
  readonly kind: 'round';
  /** How far. */
  readonly radius: number;
}
/** Square. */
export interface SquareInput {
  readonly kind: 'square';
  /** @default 1 */
  readonly side?: number;
}
`;

const groups = readKnobs(SOURCE);

it('follows the types from the project to its last part', () => {
  expect(groups.map(({ path, meaning, kind }) => [path.join('.'), meaning, kind])).toEqual([
    ['', 'The whole.', undefined],
    ['parts.0', 'One part.', undefined],
    ['parts.0.shape', 'Round.', 'round'],
    ['parts.0.shape', 'Square.', 'square'],
  ]);
});

it('reads meaning and default on one line each', () => {
  expect(groups[0]?.knobs[0]).toEqual({
    name: 'name',
    path: ['name'],
    meaning: 'Name of it, on two lines.',
    optional: true,
    defaultText: "'shop'",
  });
});

it('tells required knobs from optional ones', () => {
  const all = groups.flatMap(({ knobs }) => knobs);
  expect(all.map(({ path, optional }) => [path.join('.'), optional])).toEqual([
    ['name', true],
    ['parts', false],
    ['parts.0.shape', false],
    ['parts.0.shape.radius', false],
    ['parts.0.shape.side', true],
  ]);
});

it('gives an empty meaning where there is no comment', () => {
  expect(groups[1]?.knobs[0]).toMatchObject({ meaning: '', defaultText: undefined });
});
