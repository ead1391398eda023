import { synthesize, templatesOf, withoutHashes } from '../shared/assembly';
import { project as stagingProduction } from '../../bin/staging-production';

const assembly = synthesize(stagingProduction, { validate: true });

it('synthesizes without a warning or a finding', () => {
  expect(
    assembly.stacks.flatMap((stack) =>
      stack.messages.map(({ level, entry }) => `${level} ${JSON.stringify(entry.data)}`),
    ),
  ).toEqual([]);
});

it.each([...templatesOf(assembly)])('has the template of %s as it was reviewed', (_, template) => {
  expect(withoutHashes(template)).toMatchSnapshot();
});
