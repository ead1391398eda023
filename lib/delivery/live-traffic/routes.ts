import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  ListenerNotFoundException,
  RuleNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { asking } from './asking';
import { forwardingOf } from './forwarding';
import type { Action, Elsewhere, Groups, Weights } from './forwarding';

const SERVICE = 'Elastic Load Balancing';

/** Where the listener or rule `arn` sends its requests; undefined when there is none. */
export async function readRoute(
  client: ElasticLoadBalancingV2Client,
  arn: string | undefined,
  groups: Groups,
): Promise<Weights | Elsewhere | undefined> {
  if (arn === undefined) return undefined;
  const actions = await asking(SERVICE, actionsOf(client, arn));
  return actions && forwardingOf(actions, groups);
}

/** Number of tasks that are registered in each target group and not on their way out. */
export async function countTasks(client: ElasticLoadBalancingV2Client, groups: Groups): Promise<Weights> {
  const count = async (TargetGroupArn: string): Promise<number> => {
    const asked = client.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    const { TargetHealthDescriptions = [] } = await asking(SERVICE, asked);
    return TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State !== 'draining').length;
  };
  const [blue, green] = await Promise.all([count(groups.blue), count(groups.green)]);
  return { blue, green };
}

async function actionsOf(
  client: ElasticLoadBalancingV2Client,
  arn: string,
): Promise<readonly Action[] | undefined> {
  try {
    if (arn.includes(':listener-rule/')) {
      const { Rules } = await client.send(new DescribeRulesCommand({ RuleArns: [arn] }));
      return Rules?.[0]?.Actions;
    }
    const { Listeners } = await client.send(new DescribeListenersCommand({ ListenerArns: [arn] }));
    return Listeners?.[0]?.DefaultActions;
  } catch (error) {
    // Somebody deleted it by hand.
    if (error instanceof ListenerNotFoundException || error instanceof RuleNotFoundException)
      return undefined;
    throw error;
  }
}
