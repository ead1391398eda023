import { projectWith } from '../../../bench/apps/services-project';
import { resolveProject } from '../../../lib/config/resolve';

it.each([1, 10, 20])('is a valid project with %i services in one environment', (count) => {
  const { environments } = resolveProject(projectWith(count));
  expect(environments.map(({ services }) => services.length)).toEqual([count]);
});

it('has public and internal services in turns, a public one first', () => {
  const [environment] = projectWith(4).environments;
  expect(environment?.services.map(({ exposure, delivery }) => [exposure, delivery.kind])).toEqual([
    ['public', 'canary'],
    ['internal', 'rolling'],
    ['public', 'canary'],
    ['internal', 'rolling'],
  ]);
});
