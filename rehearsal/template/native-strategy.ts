import type { LifecycleHookModel, NativeModel } from '../native-model';
import type { Assembly, Entry } from './assembly';
import { asList, asNumber, asObject, asText, type Json, type JsonObject } from './json';
import type { TrafficPair } from './traffic-pair';

const CONFIGURATION = 'DeploymentConfiguration';
/** ECS keeps both versions for this long when a template says nothing about it. */
const DEFAULT_BAKE_MINUTES = 2160;
/** A stage may take a day; a hook that is not done by then rolls back. */
const DEFAULT_HOOK_MINUTES = 1440;
/** Defaults of the steps: AWS::ECS::Service CanaryConfiguration and LinearConfiguration. */
const STEPS = {
  CANARY: { configuration: 'CanaryConfiguration', percent: 'CanaryPercent', bake: 'CanaryBakeTimeInMinutes' },
  LINEAR: { configuration: 'LinearConfiguration', percent: 'StepPercent', bake: 'StepBakeTimeInMinutes' },
} as const;
const DEFAULT_STEP = { CANARY: { percent: 5, minutes: 10 }, LINEAR: { percent: 10, minutes: 6 } } as const;

/** The pairs of target groups of services whose ECS strategy shifts traffic. */
export function nativePairs(assembly: Assembly): TrafficPair[] {
  return assembly.ofType('AWS::ECS::Service').flatMap((service) => {
    const found = pairOf(service);
    return strategyOf(service) === undefined || found === undefined ? [] : [found];
  });
}

/**
 * The strategy of a service under the ECS controller; undefined for rolling deployments, and for a strategy that
 * cannot be acted out, which is noted.
 */
export function readNative(service: Entry): NativeModel | undefined {
  const strategy = strategyOf(service);
  if (strategy === undefined) return undefined;
  const pair = pairOf(service);
  if (pair === undefined) {
    service.report(
      `${CONFIGURATION}.Strategy`,
      `${strategy} without an alternate target group and a production listener rule is acted out as ROLLING`,
    );
    return undefined;
  }
  const [blueTargetGroupArn, greenTargetGroupArn] = pair.targetGroupArns;
  return {
    strategy,
    ...stepsOf(service, strategy),
    bakeSeconds: 60 * service.number(`${CONFIGURATION}.BakeTimeInMinutes`, DEFAULT_BAKE_MINUTES),
    hooks: service.list(`${CONFIGURATION}.LifecycleHooks`).flatMap((hook) => hookOf(service, asObject(hook))),
    blueTargetGroupArn,
    greenTargetGroupArn,
    productionRuleArn: pair.productionArn,
    ...(pair.testArn !== undefined && { testRuleArn: pair.testArn }),
  };
}

function strategyOf(service: Entry): NativeModel['strategy'] | undefined {
  if (service.text('DeploymentController.Type', 'ECS') === 'CODE_DEPLOY') return undefined;
  const strategy = service.text(`${CONFIGURATION}.Strategy`, 'ROLLING');
  const known = ['BLUE_GREEN', 'LINEAR', 'CANARY'] as const;
  return known.find((one) => one === strategy);
}

function stepsOf(
  service: Entry,
  strategy: NativeModel['strategy'],
): Pick<NativeModel, 'stepPercent' | 'stepBakeSeconds'> {
  if (strategy === 'BLUE_GREEN') return {};
  const { configuration, percent, bake } = STEPS[strategy];
  const path = `${CONFIGURATION}.${configuration}`;
  const fallback = DEFAULT_STEP[strategy];
  return {
    stepPercent: service.number(`${path}.${percent}`, fallback.percent),
    stepBakeSeconds: 60 * service.number(`${path}.${bake}`, fallback.minutes),
  };
}

function pairOf(service: Entry): TrafficPair | undefined {
  const [first] = service.list('LoadBalancers').map((item) => asObject(item));
  const advanced = asObject(first?.AdvancedConfiguration);
  const blue = asText(first?.TargetGroupArn);
  const green = asText(advanced.AlternateTargetGroupArn);
  const productionArn = asText(advanced.ProductionListenerRule);
  const testArn = asText(advanced.TestListenerRule);
  if (blue === '' || green === '' || productionArn === '') return undefined;
  return {
    targetGroupArns: [blue, green],
    productionArn,
    ...(testArn !== '' && { testArn }),
    testTargetGroupArn: blue,
  };
}

function hookOf(service: Entry, hook: JsonObject): LifecycleHookModel[] {
  const type = asText(hook.TargetType) || 'AWS_LAMBDA';
  if (type !== 'AWS_LAMBDA') {
    service.report(`${CONFIGURATION}.LifecycleHooks`, `a hook of type ${type} is left out`);
    return [];
  }
  const timeout = asObject(hook.TimeoutConfiguration);
  return [
    {
      functionArn: asText(hook.HookTargetArn),
      stages: asList(hook.LifecycleStages).map(asText),
      timeoutSeconds: 60 * asNumber(timeout.TimeoutInMinutes, DEFAULT_HOOK_MINUTES),
      onTimeout: asText(timeout.Action) === 'CONTINUE' ? 'CONTINUE' : 'ROLLBACK',
      ...(hook.HookDetails !== undefined && { details: detailsOf(hook.HookDetails) }),
    },
  ];
}

/** CloudFormation takes the details as JSON or as its text. */
function detailsOf(details: Json): unknown {
  if (typeof details !== 'string') return details;
  try {
    return JSON.parse(details);
  } catch {
    return details;
  }
}
