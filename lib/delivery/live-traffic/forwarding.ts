/** ARNs of the two target groups of a service. */
export interface Groups {
  readonly blue: string;
  readonly green: string;
}

/** How many of all requests each colour gets; only the ratio counts. */
export interface Weights {
  readonly blue: number;
  readonly green: number;
}

/** Requests that go to something that is not one of the two target groups; `elsewhere` says where. */
export interface Elsewhere {
  readonly elsewhere: string;
}

/** The part of a listener's or rule's action that says where requests go, as Elastic Load Balancing writes it. */
export interface Action {
  readonly Type?: string | undefined;
  readonly TargetGroupArn?: string | undefined;
  readonly ForwardConfig?:
    | {
        readonly TargetGroups?:
          | readonly { readonly TargetGroupArn?: string | undefined; readonly Weight?: number | undefined }[]
          | undefined;
      }
    | undefined;
}

/**
 * Where a listener or rule with `actions` sends its requests. CodeDeploy and ECS leave both target groups there,
 * the idle one with weight 0; before the first release there may be a single one, without a weight.
 */
export function forwardingOf(actions: readonly Action[], groups: Groups): Weights | Elsewhere {
  const action = actions.find(({ Type }) => Type === 'forward');
  if (!action) return { elsewhere: actions.map(({ Type }) => Type).join(', ') || 'nothing' };
  const weighted = action.ForwardConfig?.TargetGroups ?? [{ TargetGroupArn: action.TargetGroupArn }];
  const used = weighted.filter(({ Weight = 1 }) => Weight > 0);
  const foreign = used.filter(
    ({ TargetGroupArn: arn }) => arn === undefined || (arn !== groups.blue && arn !== groups.green),
  );
  if (used.length === 0) return { elsewhere: 'target groups without any weight' };
  if (foreign.length > 0)
    return { elsewhere: foreign.map(({ TargetGroupArn = 'nothing' }) => TargetGroupArn).join(', ') };
  const weightOf = (group: string): number =>
    used
      .filter(({ TargetGroupArn }) => TargetGroupArn === group)
      .reduce((sum, { Weight = 1 }) => sum + Weight, 0);
  return { blue: weightOf(groups.blue), green: weightOf(groups.green) };
}

/** True for what `forwardingOf` found in the service's own target groups. */
export function isWeights(route: Weights | Elsewhere | undefined): route is Weights {
  return route !== undefined && 'blue' in route;
}
