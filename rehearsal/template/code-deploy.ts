import type { CodeDeployModel, TrafficRouting } from '../model';
import type { Assembly, Entry } from './assembly';
import { asFlag, asList, asNumber, asObject, asText, type Json } from './json';
import type { TrafficPair } from './traffic-pair';

const GROUP = 'AWS::CodeDeploy::DeploymentGroup';
const PREDEFINED = /^CodeDeployDefault\.ECS(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes$/;

/** Every deployment group for ECS with its pair; others are left to the coverage report. */
export function trafficPairs(assembly: Assembly): TrafficPair[] {
  return assembly
    .ofType(GROUP)
    .map((group) => pairOf(assembly, group))
    .filter((pair) => pair !== undefined);
}

/** The deployment group that releases a service; undefined when there is none. */
export function readCodeDeploy(assembly: Assembly, service: Entry): CodeDeployModel | undefined {
  const group = assembly.ofType(GROUP).find((candidate) => releases(candidate, service));
  if (group === undefined) {
    if (service.text('DeploymentController.Type') === 'CODE_DEPLOY') {
      service.report('DeploymentController', 'no deployment group in the assembly releases this service');
    }
    return undefined;
  }
  const pair = pairOf(assembly, group);
  if (pair === undefined) {
    group.report('LoadBalancerInfo', 'the pair of target groups or the listener is not in the assembly');
    return undefined;
  }
  noteManualStep(group);
  const [blueTargetGroupArn, greenTargetGroupArn] = pair.targetGroupArns;
  return {
    application: group.text('ApplicationName'),
    deploymentGroup: group.ref,
    routing: routingOf(assembly, group),
    terminationWaitSeconds: 60 * group.number(`${TERMINATION}.TerminationWaitTimeInMinutes`, 0),
    blueTargetGroupArn,
    greenTargetGroupArn,
    productionListenerArn: pair.productionArn,
    ...(pair.testArn !== undefined && { testListenerArn: pair.testArn }),
    alarmNames: enabled(group, 'AlarmConfiguration')
      ? group.list('AlarmConfiguration.Alarms').map((alarm) => asText(asObject(alarm).Name))
      : [],
    rollbackEvents: enabled(group, 'AutoRollbackConfiguration')
      ? group.list('AutoRollbackConfiguration.Events').map(asText)
      : [],
  };
}

const TERMINATION = 'BlueGreenDeploymentConfiguration.TerminateBlueInstancesOnDeploymentSuccess';
const READY = 'BlueGreenDeploymentConfiguration.DeploymentReadyOption';

function releases(group: Entry, service: Entry): boolean {
  return group.list('ECSServices').some((item) => {
    const { ClusterName, ServiceName } = asObject(item);
    return service.ref.endsWith(`:service/${asText(ClusterName)}/${asText(ServiceName)}`);
  });
}

function pairOf(assembly: Assembly, group: Entry): TrafficPair | undefined {
  const [pair] = group.list('LoadBalancerInfo.TargetGroupPairInfoList').map((item) => asObject(item));
  const [blue, green] = asList(pair?.TargetGroups).map((item) => targetGroupArn(assembly, item));
  const production = firstListener(pair?.ProdTrafficRoute);
  const test = firstListener(pair?.TestTrafficRoute);
  if (blue === undefined || green === undefined || production === '') return undefined;
  return {
    targetGroupArns: [blue, green],
    productionArn: production,
    ...(test !== '' && { testArn: test }),
    testTargetGroupArn: green,
  };
}

function targetGroupArn(assembly: Assembly, item: Json): string | undefined {
  const name = asText(asObject(item).Name);
  return assembly
    .ofType('AWS::ElasticLoadBalancingV2::TargetGroup')
    .find((candidate) => candidate.attribute('TargetGroupName') === name)?.ref;
}

function firstListener(route: Json | undefined): string {
  return asText(asList(asObject(route).ListenerArns)[0]);
}

function enabled(group: Entry, property: string): boolean {
  return asFlag(group.value(`${property}.Enabled`));
}

function noteManualStep(group: Entry): void {
  if (group.text(`${READY}.ActionOnTimeout`) === 'STOP_DEPLOYMENT') {
    group.report(`${READY}.ActionOnTimeout`, 'the wait for a person before traffic shifts is left out');
  }
}

/** The predefined configurations have their numbers in their names, which may stand at the end of an ARN. */
function routingOf(assembly: Assembly, group: Entry): TrafficRouting {
  const given = group.text('DeploymentConfigName', 'CodeDeployDefault.ECSAllAtOnce');
  const name = given.slice(given.lastIndexOf(':') + 1);
  if (name === 'CodeDeployDefault.ECSAllAtOnce') return { kind: 'all-at-once' };
  const [, kind, percent, minutes] = PREDEFINED.exec(name) ?? [];
  if (kind !== undefined) {
    return {
      kind: kind === 'Canary' ? 'canary' : 'linear',
      percent: Number(percent),
      intervalSeconds: Number(minutes) * 60,
    };
  }
  const own = assembly.ofType('AWS::CodeDeploy::DeploymentConfig').find((entry) => entry.ref === name);
  const routing = own && customRouting(own);
  if (routing !== undefined) return routing;
  group.report('DeploymentConfigName', `${name} is not known, so traffic shifts all at once`);
  return { kind: 'all-at-once' };
}

function customRouting(entry: Entry): TrafficRouting | undefined {
  const type = entry.text('TrafficRoutingConfig.Type', 'AllAtOnce');
  if (type === 'AllAtOnce') return { kind: 'all-at-once' };
  const kind = type === 'TimeBasedCanary' ? 'canary' : 'linear';
  const step = asObject(entry.value(`TrafficRoutingConfig.${type}`));
  const percent = asNumber(step[`${type.slice(9)}Percentage`], Number.NaN);
  const minutes = asNumber(step[`${type.slice(9)}Interval`], Number.NaN);
  if (Number.isNaN(percent) || Number.isNaN(minutes)) return undefined;
  return { kind, percent, intervalSeconds: minutes * 60 };
}
