import { configuredProject } from '../../bin/configured-project';

it('reads bin/environments.ts when nothing else is asked for', () => {
  const project = configuredProject({});
  expect(project.environments.map(({ name }) => name)).toEqual(['sandbox']);
});

it('reads the file that PROJECT_FILE names, from the directory of the project', () => {
  const project = configuredProject({ PROJECT_FILE: 'bin/staging-production.ts' });
  expect(project.environments.map(({ name }) => name)).toEqual(['staging', 'production']);
});

it('fails when PROJECT_FILE names no file', () => {
  expect(() => configuredProject({ PROJECT_FILE: 'bin/nope.ts' })).toThrow(
    'bin/nope.ts has one problem:\n  PROJECT_FILE: there is no such file',
  );
});

it('fails when the file has no configuration', () => {
  expect(() => configuredProject({ PROJECT_FILE: 'bin/configured-project.ts' })).toThrow(
    'bin/configured-project.ts has one problem:\n  project: got nothing',
  );
});
