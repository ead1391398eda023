import { notesOn, readResources } from './scratch';

const rule = (SamplingRule: object) => ({
  Rule: { Type: 'AWS::XRay::SamplingRule', Properties: { SamplingRule } },
});
const read = (properties: object) => readResources(rule(properties)).model.samplingRules;

test('a sampling rule is read as the API of X-Ray tells it', () => {
  const orders = {
    ...{ RuleName: 'shop-orders', Priority: '100', FixedRate: 0.5, ReservoirSize: 5, Version: 1 },
    ...{ ServiceName: { 'Fn::Sub': 'storefront-${AWS::Region}' }, ServiceType: 'AWS::ECS::Container' },
    ...{ Host: '*', HTTPMethod: 'POST', URLPath: '/api/orders', ResourceARN: '*' },
    Attributes: { release_version: 'a*' },
  };
  expect(read(orders)).toEqual([
    {
      arn: expect.stringMatching(/^arn:aws:xray:eu-west-1:1111:sampling-rule\//) as string,
      rule: { ...orders, Priority: 100, ServiceName: 'storefront-eu-west-1' },
    },
  ]);
  expect(notesOn(rule(orders))).toEqual([]);
});

test('what a sampling rule leaves out fits every request', () => {
  expect(read({ RuleName: 'all', Priority: 1, FixedRate: 0.1, ReservoirSize: 0 })).toMatchObject([
    {
      rule: { Host: '*', HTTPMethod: '*', URLPath: '*', ServiceName: '*', ResourceARN: '*', Attributes: {} },
    },
  ]);
});

test('a template without sampling rules has none', () => {
  expect(readResources({}).model.samplingRules).toEqual([]);
});
