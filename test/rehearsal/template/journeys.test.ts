import { readResources } from './scratch';

const read = (metadata: unknown) =>
  readResources({
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [{ Name: 'app' }] } },
    Web: {
      Type: 'AWS::ECS::Service',
      Metadata: { 'aws:cdk:path': 'Stack/Web', 'rehearsal:journey': metadata },
      Properties: { TaskDefinition: { Ref: 'Task' } },
    },
  }).model.services[0]?.journey;

it('what users do is read from the metadata of the service', () => {
  const order = { method: 'POST', path: '/orders', body: '{}', weight: 3 };
  expect(read([{ path: '/' }, order])).toEqual([{ method: 'GET', path: '/', weight: 1 }, order]);
  expect(read(undefined)).toBeUndefined();
});

it.each([
  ['a text', '/', 'Invalid input: expected array, received string'],
  ['an empty list', [], 'Too small'],
  ['another method', [{ method: 'PUT', path: '/' }], '0: method'],
  ['no path', [{}], '0: path'],
  ['an address', [{ path: 'http://a/' }], '0: path'],
  ['no weight', [{ path: '/', weight: 0 }], '0: weight'],
])('%s there is one clear error', (_what, metadata, message) => {
  expect(() => read(metadata)).toThrow(message);
  expect(() => read(metadata)).toThrow('metadata rehearsal:journey');
  expect(() => read(metadata)).not.toThrow('\n');
});
