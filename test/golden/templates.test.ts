import { project as sandbox } from '../../bin/environments';
import { project as stagingProduction } from '../../bin/staging-production';
import { synthesize, templatesOf, withoutHashes } from '../shared/assembly';

describe.each([
  ['the sandbox', sandbox],
  ['staging and production', stagingProduction],
])('%s', (_name, project) => {
  const assembly = synthesize(project, { validate: true });

  it('synthesizes without a warning or a finding', () => {
    expect(
      assembly.stacks.flatMap((stack) =>
        stack.messages.map(({ level, entry }) => `${level} ${JSON.stringify(entry.data)}`),
      ),
    ).toEqual([]);
  });

  it.each([...templatesOf(assembly)])('has the template of %s as it was reviewed', (_id, template) => {
    expect(withoutHashes(template)).toMatchSnapshot();
  });
});
