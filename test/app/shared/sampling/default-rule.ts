import type { RuleRecord } from '../../../../app/shared/sampling/xray-answers';

/** The rule that every account has, for every request; here it samples nothing by itself. */
export const DEFAULT_RULE: RuleRecord = {
  RuleName: 'Default',
  Priority: 10_000,
  FixedRate: 0,
  ReservoirSize: 0,
  ServiceName: '*',
  ServiceType: '*',
  Host: '*',
  HTTPMethod: '*',
  URLPath: '*',
  ResourceARN: '*',
  Attributes: {},
};
