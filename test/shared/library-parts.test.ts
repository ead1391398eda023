import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { childOf, ownerOf } from '../../lib/shared/library-parts';
import { testApp } from './synth';

const stack = new Stack(testApp(), 'Test');
const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

it('finds the child that a library made', () => {
  expect(childOf(role, 'Resource', iam.CfnRole)).toBe(role.node.defaultChild);
});

it.each([
  ['no such child', 'Missing'],
  ['a child of another class', 'Resource'],
])('fails when there is %s', (_, id) => {
  expect(() => childOf(role, id, lambda.CfnFunction)).toThrow(
    `Test/Role has no child ${id} of the expected class: its library has changed`,
  );
});

it('finds who made a role', () => {
  const owner = new Construct(stack, 'Owner');
  const owned = new iam.Role(owner, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  expect(ownerOf(owned, Construct)).toBe(owner);
});

it.each([
  ['another class', role],
  ['nobody', new iam.AccountRootPrincipal()],
])('fails when a role was made by %s', (_, principal) => {
  expect(() => ownerOf(principal, lambda.Function)).toThrow('what made the principal is of another class');
});
