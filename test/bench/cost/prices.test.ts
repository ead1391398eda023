import { IDLE } from '../../../bench/cost/idle';
import { isFree, useOf } from '../../../bench/cost/kinds';
import { instancePrice, PRICES, type Price } from '../../../bench/cost/prices';

const prices = Object.entries<Price>(PRICES);

it.each(prices)(
  'names for %s a price above nothing, a unit and a page of AWS',
  (_id, { usd, unit, page }) => {
    expect(usd).toBeGreaterThan(0);
    expect(unit).toMatch(/\S/);
    expect(page).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z0-9/-]+\/pricing\/([a-z-]+\/)?$/);
  },
);

it('writes each allowance for a person with the number that is taken off', () => {
  const scale = (text: string): number => Number(/[\d,]+/.exec(text)?.[0].replaceAll(',', ''));
  for (const [, { free }] of prices) {
    if (free) expect(scale(free.text)).toBe(free.quantity);
  }
});

it('takes less for Arm than for x86, for processors, memory and builds', () => {
  expect(PRICES.fargateArmCpu.usd).toBeLessThan(PRICES.fargateX86Cpu.usd);
  expect(PRICES.fargateArmMemory.usd).toBeLessThan(PRICES.fargateX86Memory.usd);
  expect(PRICES.buildMinuteArm.usd).toBeLessThan(PRICES.buildMinuteX86.usd);
});

it('doubles the price of an instance with each size', () => {
  const usd = ['nano', 'micro', 'small', 'medium'].map((size) => instancePrice(`t4g.${size}`)?.usd ?? NaN);
  expect(usd.slice(1).map((price, index) => price / (usd[index] ?? NaN))).toEqual([2, 2, 2]);
  expect(instancePrice('t4g.nano')).toMatchObject({ unit: 'hour' });
});

it.each(['t4g', 't4g.', 'T4G.NANO', 't3.nano', ''])('has no price for the instance type "%s"', (type) => {
  expect(instancePrice(type)).toBeUndefined();
});

describe('a resource type is free', () => {
  it.each([
    ['AWS::EC2::VPC', true],
    ['AWS::EC2::VPCEndpoint', false],
    ['AWS::EC2::VPCGatewayAttachment', true],
    ['AWS::IAM::Role', true],
    ['AWS::IAMX::Role', false],
    ['Custom::Anything', true],
    ['Custom', false],
    ['AWS::CodeDeploy::DeploymentGroup', true],
    ['AWS::DynamoDB::Table', false],
    ['', false],
  ])('only when its whole name or its prefix is in the list: %s', (type, free) => {
    expect(isFree(type)).toBe(free);
  });

  it.each([...IDLE.keys()])('or has a price, never both: %s', (type) => {
    expect(isFree(type)).toBe(false);
  });
});

it.each([
  ['AWS::Lambda::Function', ['functionRequests', 'functionTime']],
  ['AWS::CodePipeline::Pipeline', ['pipelineMinute']],
  ['AWS::EC2::NatGateway', ['natGatewayData']],
  ['AWS::EC2::VPC', undefined],
  ['AWS::DynamoDB::Table', undefined],
])('knows what the use of %s brings', (Type, ids) => {
  expect(useOf({ Type })).toEqual(ids);
});

it('does not guess the machine of a build that names none', () => {
  expect(useOf({ Type: 'AWS::CodeBuild::Project' })).toBeUndefined();
  const Properties = { Environment: { ComputeType: 'BUILD_GENERAL1_SMALL' } };
  expect(useOf({ Type: 'AWS::CodeBuild::Project', Properties })).toBeUndefined();
});
