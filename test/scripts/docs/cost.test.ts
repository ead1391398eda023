import type { StackTemplate } from '../../../bench/cost/template';
import { costSections } from '../../../scripts/docs/cost';

const stacks: StackTemplate[] = [
  {
    stack: 'sandbox',
    resources: {
      Names: { Type: 'AWS::ServiceDiscovery::PrivateDnsNamespace' },
      Alarm: { Type: 'AWS::CloudWatch::Alarm' },
      Function: { Type: 'AWS::Lambda::Function' },
      Table: { Type: 'AWS::DynamoDB::Table' },
    },
  },
];

const sections = costSections(stacks);

it('tells the sum with and without what is free', () => {
  expect(sections.total).toContain('**0.50 US dollars a month**');
  expect(sections.total).toContain('It is 0.60 where');
});

it('has a line for each item, for what is free, and for the sum', () => {
  expect(sections.idle?.split('\n').slice(2)).toEqual([
    expect.stringMatching(/^\| `sandbox` +\| Private DNS zone +\| 1 +\| 0\.5 \/ zone +\| 0\.50 +\|$/),
    expect.stringMatching(/^\| `sandbox` +\| Alarms +\| 1 +\| 0\.1 \/ alarm metric +\| 0\.10 +\|$/),
    expect.stringMatching(/^\| +\| Free every month +\| -1 +\| 0\.1 \/ alarm metric +\| -0\.10 +\|$/),
    expect.stringMatching(/^\| +\| \*\*Total\*\* +\| +\| +\| \*\*0\.50\*\* +\|$/),
  ]);
});

it('adds up each stack at list prices', () => {
  expect(sections.stacks).toMatch(/\| `sandbox` +\| 0\.60 +\|$/);
});

it('writes small prices out instead of in powers of ten', () => {
  expect(sections.use).toContain('0.0000133334 / GB-second (Arm)');
});

it('names what has no price', () => {
  expect(sections['not priced']).toBe('- sandbox: AWS::DynamoDB::Table Table');
});

it('says so when everything has a price', () => {
  expect(costSections([])['not priced']).toBe('Nothing.');
});

it('names each page of AWS once, also those for use', () => {
  expect(sections.pages?.split('\n')).toEqual([
    '- <https://aws.amazon.com/cloudwatch/pricing/>',
    '- <https://aws.amazon.com/lambda/pricing/>',
    '- <https://aws.amazon.com/route53/pricing/>',
  ]);
});
