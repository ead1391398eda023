import type { SamplingRuleModel } from '../sampling-rule-model';
import type { Assembly } from './assembly';
import { asNumber, asObject, asText } from './json';
import { texts } from './pairs';

/** What X-Ray takes when a rule leaves it out. */
const ANY = '*';

/** Every sampling rule of X-Ray, in the form of its API. */
export function readSamplingRules(assembly: Assembly): SamplingRuleModel[] {
  return assembly.ofType('AWS::XRay::SamplingRule').map((entry) => {
    const rule = asObject(entry.value('SamplingRule'));
    const text = (name: string): string => asText(rule[name]) || ANY;
    return {
      arn: entry.ref,
      rule: {
        RuleName: asText(rule.RuleName),
        Priority: asNumber(rule.Priority, 0),
        FixedRate: asNumber(rule.FixedRate, 0),
        ReservoirSize: asNumber(rule.ReservoirSize, 0),
        ResourceARN: text('ResourceARN'),
        ServiceName: text('ServiceName'),
        ServiceType: text('ServiceType'),
        Host: text('Host'),
        HTTPMethod: text('HTTPMethod'),
        URLPath: text('URLPath'),
        Version: asNumber(rule.Version, 1),
        Attributes: texts(rule.Attributes),
      },
    };
  });
}
