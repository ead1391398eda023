/** One `AWS::XRay::SamplingRule`, as `GetSamplingRules` tells it. */
export interface SamplingRuleModel {
  readonly arn: string;
  readonly rule: {
    readonly RuleName: string;
    /** The rule with the smallest number that fits a request decides. */
    readonly Priority: number;
    /** Share of the requests beyond the reservoir, 0 to 1. */
    readonly FixedRate: number;
    /** Requests in a second that are always traced. */
    readonly ReservoirSize: number;
    readonly ResourceARN: string;
    readonly ServiceName: string;
    readonly ServiceType: string;
    readonly Host: string;
    readonly HTTPMethod: string;
    readonly URLPath: string;
    readonly Version: number;
    readonly Attributes: Readonly<Record<string, string>>;
  };
}
