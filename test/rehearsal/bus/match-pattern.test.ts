import { matches, type Json } from '../../../rehearsal/bus/match-pattern';

const event: Json = {
  source: 'aws.codepipeline',
  resources: ['arn:one', 'arn:two'],
  detail: {
    pipeline: 'shop-storefront',
    state: 'FAILED',
    version: 3,
    empty: null,
    type: { category: 'Source' },
    containers: [
      { name: 'app', lastStatus: 'RUNNING' },
      { name: 'agent', lastStatus: 'STOPPED' },
    ],
  },
};

test.each<[string, Json, boolean]>([
  ['one of several values', { source: ['aws.ecs', 'aws.codepipeline'] }, true],
  ['another value', { source: ['aws.ecs'] }, false],
  ['all fields must match', { source: ['aws.codepipeline'], detail: { state: ['SUCCEEDED'] } }, false],
  ['one element of a list is enough', { resources: ['arn:two'] }, true],
  ['a number', { detail: { version: [3] } }, true],
  ['a number is not a text', { detail: { version: ['3'] } }, false],
  ['null', { detail: { empty: [null] } }, true],
  ['null is not nothing', { detail: { nothing: [null] } }, false],
  ['a field that is not there', { detail: { action: ['Deploy'] } }, false],
  ['an object that is not there', { detail: { action: { name: ['Deploy'] } } }, false],
  ['below an object', { detail: { type: { category: ['Source'] } } }, true],
  ['exists', { detail: { state: [{ exists: true }] } }, true],
  ['does not exist', { detail: { action: [{ exists: false }] } }, true],
  ['does not exist, but does', { detail: { state: [{ exists: false }] } }, false],
  ['prefix', { detail: { pipeline: [{ prefix: 'shop-' }] } }, true],
  ['prefix of a number', { detail: { version: [{ prefix: '3' }] } }, false],
  ['suffix', { detail: { pipeline: [{ suffix: '-catalog' }] } }, false],
  ['wildcard', { detail: { pipeline: [{ wildcard: '*store*' }] } }, true],
  ['wildcard with characters that mean something elsewhere', { source: [{ wildcard: 'aws.code(*' }] }, false],
  ['a star that is a star', { source: [{ wildcard: 'aws\\*' }] }, false],
  ['without regard to case', { detail: { state: [{ 'equals-ignore-case': 'failed' }] } }, true],
  ['anything but a value', { detail: { state: [{ 'anything-but': 'SUCCEEDED' }] } }, true],
  ['anything but some values', { detail: { state: [{ 'anything-but': ['FAILED', 'STOPPED'] }] } }, false],
  ['anything but a prefix', { detail: { pipeline: [{ 'anything-but': { prefix: 'shop-' } }] } }, false],
  ['anything but, of nothing', { detail: { action: [{ 'anything-but': 'Deploy' }] } }, false],
  ['a range', { detail: { version: [{ numeric: ['>', 2, '<=', 3] }] } }, true],
  ['out of a range', { detail: { version: [{ numeric: ['<', 3] }] } }, false],
  [
    'one of several patterns',
    { detail: { $or: [{ action: [{ exists: true }] }, { state: ['FAILED'], version: [3] }] } },
    true,
  ],
  ['none of several patterns', { detail: { $or: [{ action: ['x'] }, { state: ['STOPPED'] }] } }, false],
  ['objects in a list', { detail: { containers: { name: ['agent'] } } }, true],
  ['no object of a list', { detail: { containers: { name: ['proxy'] } } }, false],
])('%s', (_, pattern, expected) => expect(matches(pattern, event)).toBe(expected));

test.each<[Json, string]>([
  [
    { source: [{ cidr: '10.0.0.0/8' }] },
    'the filter {"cidr":"10.0.0.0/8"} of an event pattern is not acted out',
  ],
  [{ source: [{ prefix: 'a', suffix: 'b' }] }, 'is not acted out'],
  [{ source: [{ prefix: 1 }] }, 'the operand 1 of an event pattern is not acted out'],
  [
    { detail: { version: [{ numeric: ['~', 3] }] } },
    'the range ["~",3] of an event pattern is not acted out',
  ],
  [{ source: 'aws.ecs' }, '"aws.ecs" stands where an event pattern has an object'],
  [{ $or: { source: ['a'] } }, 'stands where an event pattern has a list'],
])('it does not know %j', (pattern, message) => expect(() => matches(pattern, event)).toThrow(message));
