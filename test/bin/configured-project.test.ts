import { configuredProject } from '../../bin/configured-project';

it('reads bin/environments.ts when nothing else is asked for', async () => {
  const project = await configuredProject({});
  expect(project.environments.map(({ name }) => name)).toEqual(['sandbox']);
});

it('reads the file that PROJECT_FILE names, from the directory of the project', async () => {
  const project = await configuredProject({ PROJECT_FILE: 'bin/staging-production.ts' });
  expect(project.environments.map(({ name }) => name)).toEqual(['staging', 'production']);
});

it('fails when PROJECT_FILE names no file', async () => {
  await expect(configuredProject({ PROJECT_FILE: 'bin/nope.ts' })).rejects.toThrow(
    'bin/nope.ts has one problem:\n  PROJECT_FILE: there is no such file',
  );
});

