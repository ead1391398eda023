import { listOf, mentions, objectOf, resourcesOf } from '../../../bench/cost/template';

it.each<[string, unknown, boolean]>([
  ['a reference', { Ref: 'Task' }, true],
  ['an attribute', { 'Fn::GetAtt': ['Task', 'Arn'] }, true],
  ['a join around it', { 'Fn::Join': ['', ['a', { Ref: 'Task' }]] }, true],
  ['the bare name', 'Task', true],
  ['a longer name', { Ref: 'TaskRole' }, false],
  ['a text that contains the name', 'the Task', false],
  ['a key of that name', { Task: 'other' }, false],
  ['nothing', undefined, false],
  ['null', null, false],
  ['a number', 7, false],
])('finds a logical id in %s as it should', (_what, value, found) => {
  expect(mentions(value, 'Task')).toBe(found);
});

it.each<[unknown, object]>([
  [{ a: 1 }, { a: 1 }],
  [[{ a: 1 }], {}],
  ['text', {}],
  [null, {}],
  [undefined, {}],
])('takes %j as the object %j', (value, object) => {
  expect(objectOf(value)).toEqual(object);
});

it.each<[unknown, object[]]>([
  [
    [{ a: 1 }, { b: 2 }],
    [{ a: 1 }, { b: 2 }],
  ],
  [
    ['text', { a: 1 }, null],
    [{}, { a: 1 }, {}],
  ],
  [{ 'Fn::If': ['Condition', [], []] }, []],
  [undefined, []],
])('takes %j as the list %j', (value, list) => {
  expect(listOf(value)).toEqual(list);
});

it('finds the resources of exactly one type, with empty properties where there are none', () => {
  const stack = {
    stack: 'sandbox',
    resources: {
      A: { Type: 'AWS::EC2::EIP' },
      B: { Type: 'AWS::EC2::EIPAssociation' },
      C: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } },
    },
  };
  expect(resourcesOf(stack, 'AWS::EC2::EIP')).toEqual([
    { id: 'A', properties: {}, stack },
    { id: 'C', properties: { Domain: 'vpc' }, stack },
  ]);
  expect(resourcesOf(stack, 'AWS::EC2')).toEqual([]);
});
