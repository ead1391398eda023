import type { NativeModel } from '../../native-model';
import { routingOf } from '../../native-routing';
import type { Balancer } from '../balancer/balancer';
import type { TargetGroup } from '../balancer/target-group';
import { asError, pollSeconds } from '../clock';
import {
  DeploymentFailure,
  DeploymentRecord,
  redAlarm,
  whileWatching,
  type DeploymentContext,
} from '../deployment';
import type { InvokeLifecycleHook } from '../native-types';
import { percentOf, shiftTraffic, tellTraffic } from '../shift-traffic';
import { trafficSteps } from '../traffic-steps';
import type { DeploymentOutcome } from '../types';
import type { Fleet } from './fleet';
import { runLifecycleHooks, type HookCall } from './lifecycle-hooks';
import { BreakerOpen, mayRollBack, openBreaker, TookTooLong, watchedAlarms } from './safety-nets';
import { startServiceDeployment } from './service-deployment';

/** What a deployment needs that shifts traffic under the ECS controller. */
export interface NativeContext extends DeploymentContext {
  readonly model: NativeModel;
  readonly balancer: Balancer;
  /** The new revision. */
  readonly taskDefinitionArn: string;
  /** Cloud seconds after which the caller no longer waits. */
  readonly timeoutSeconds: number;
  readonly invokeHook: InvokeLifecycleHook;
  /** Called with the target group of the new version before it gets any traffic. */
  readonly onReplacement: (group: TargetGroup) => void;
}

/** One deployment on its way. */
interface Run extends HookCall {
  readonly context: NativeContext;
  readonly blue: Fleet;
  readonly green: Fleet;
  readonly testForward: ReturnType<NonNullable<HookCall['test']>['forward']> | undefined;
  /** True once the new tasks are all healthy: from here the circuit breaker has no say. */
  scaledUp: boolean;
  /** True once the old tasks are being ended: from here nothing is rolled back. */
  cleaningUp: boolean;
}

/**
 * One blue/green, linear or canary deployment of the ECS controller, in its documented order of stages:
 * docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
 */
export async function deployNative(context: NativeContext): Promise<DeploymentOutcome> {
  const run = prepare(context);
  const { record, deployment, green } = run;
  const watched = watchedAlarms(context);
  const deadline = context.clock.now() + context.timeoutSeconds;
  const problem = (): DeploymentFailure | undefined => {
    if (context.clock.now() > deadline) return new TookTooLong(context.timeoutSeconds);
    if (run.cleaningUp) return undefined;
    return (run.scaledUp ? undefined : openBreaker(context.service, green)) ?? redAlarm(context, watched);
  };
  record.tell('IN_PROGRESS', `${context.model.strategy} from ${run.shift.live.model.label}`);
  try {
    await whileWatching(context, problem, (signal) => lifecycle(run, signal));
    Object.assign(deployment, { status: 'SUCCESSFUL', finishedAt: context.clock.now() });
    record.tell('SUCCESSFUL');
    return record.outcome('succeeded');
  } catch (thrown) {
    context.signal.throwIfAborted();
    return endEarly(run, DeploymentFailure.of(thrown));
  }
}

function prepare(context: NativeContext): Run {
  const { model, balancer, service, clock } = context;
  const production = balancer.route(model.productionRuleArn);
  const one = balancer.group(model.blueTargetGroupArn);
  const other = balancer.group(model.greenTargetGroupArn);
  const blue = service.primary;
  if (production === undefined || one === undefined || other === undefined || blue === undefined) {
    throw new Error(
      `service ${service.model.name}: its production rule or a target group is not in the templates`,
    );
  }
  // The live colour is the one that production traffic goes to, whatever the template called the alternate one.
  const [live, replacement] =
    percentOf(production, other) > percentOf(production, one) ? [other, one] : [one, other];
  context.onReplacement(replacement);
  const green = service.addFleet(context.taskDefinitionArn, [replacement]);
  service.primary = green;
  const deployment = startServiceDeployment(service.model, { target: green, source: blue }, clock.now());
  service.serviceDeployments.push(deployment);
  const test = model.testRuleArn === undefined ? undefined : balancer.route(model.testRuleArn);
  return {
    context,
    record: new DeploymentRecord(green.id, context),
    hooks: model.hooks,
    invokeHook: context.invokeHook,
    deployment,
    shift: { context, live, replacement },
    production,
    test,
    testForward: test?.forward(),
    blue,
    green,
    scaledUp: false,
    cleaningUp: false,
  };
}

async function lifecycle(run: Run, signal: AbortSignal): Promise<void> {
  const { context, record, green, shift, test } = run;
  const { model } = context.service;
  await stage(run, 'PRE_SCALE_UP', signal);
  await stage(
    run,
    'SCALE_UP',
    signal,
    `starting ${model.desiredCount} tasks of the new version`,
    async () => {
      green.desired = model.desiredCount;
      while (!green.isSteady()) await context.clock.sleep(pollSeconds(context.clock), signal);
      run.scaledUp = true;
    },
  );
  await stage(run, 'POST_SCALE_UP', signal);
  if (test !== undefined) {
    await stage(run, 'TEST_TRAFFIC_SHIFT', signal, 'test traffic to the new version', () =>
      shiftTraffic(shift, test, 'test', 100),
    );
    await stage(run, 'POST_TEST_TRAFFIC_SHIFT', signal);
  }
  await stage(run, 'PRE_PRODUCTION_TRAFFIC_SHIFT', signal);
  for (const { greenPercent, waitSeconds } of trafficSteps(routingOf(context.model))) {
    await stage(run, 'PRODUCTION_TRAFFIC_SHIFT', signal, `${greenPercent} % to the new version`, () => {
      shiftTraffic(shift, run.production, 'production', greenPercent);
      record.exposed(greenPercent);
    });
    await context.clock.sleep(waitSeconds, signal);
  }
  await stage(run, 'POST_PRODUCTION_TRAFFIC_SHIFT', signal);
  await bake(run, signal);
}

/** One stage: what happens in it, then its hooks. A stage where nothing happens is told only when it has a hook. */
async function stage(
  run: Run,
  name: string,
  signal: AbortSignal,
  detail?: string,
  work?: () => void | Promise<void>,
): Promise<void> {
  run.deployment.lifecycleStage = name;
  if (detail !== undefined) run.record.tell(name, detail);
  await work?.();
  await runLifecycleHooks(run, name, run.green, signal);
}

async function bake(run: Run, signal: AbortSignal): Promise<void> {
  const { context, blue } = run;
  const seconds = context.model.bakeSeconds;
  await stage(
    run,
    'BAKE_TIME',
    signal,
    seconds > 0 ? `the old version stays ${Math.round(seconds / 60)} min for a rollback` : undefined,
    () => context.clock.sleep(seconds, signal),
  );
  await stage(run, 'CLEAN_UP', signal, 'ending the old version', () => {
    run.cleaningUp = true;
    return context.service.removeFleet(blue);
  });
}

async function endEarly(run: Run, failure: DeploymentFailure): Promise<DeploymentOutcome> {
  const { context, record, deployment } = run;
  record.stopped();
  deployment.reason = failure.message;
  const byAlarm = failure.event === 'DEPLOYMENT_STOP_ON_ALARM';
  const byHook = !byAlarm && !(failure instanceof BreakerOpen) && !(failure instanceof TookTooLong);
  if (byHook || mayRollBack(context.service, failure)) {
    await rollBack(run, failure);
    return record.outcome('rolled-back', failure);
  }
  deployment.status = failure instanceof TookTooLong ? 'IN_PROGRESS' : 'STOPPED';
  record.tell('FAILED', failure.message);
  return record.outcome('failed', failure);
}

/** Users first: production goes back at once, then the test traffic, then the new tasks end. */
async function rollBack(run: Run, failure: DeploymentFailure): Promise<void> {
  const { context, record, deployment, shift, blue, green, production, test, testForward } = run;
  deployment.status = 'ROLLBACK_IN_PROGRESS';
  record.tell('ROLLBACK_IN_PROGRESS', failure.message);
  context.service.primary = blue;
  const stages: string[] = [];
  if (percentOf(production, shift.replacement) > 0) {
    shiftTraffic(shift, production, 'production', 0);
    stages.push('PRODUCTION_TRAFFIC_SHIFT');
  }
  if (test !== undefined && testForward !== undefined && test.forward() !== testForward) {
    test.setForward(testForward);
    tellTraffic(shift, test, 'test');
    stages.push('TEST_TRAFFIC_SHIFT');
  }
  let problem: string | undefined;
  for (const name of stages) {
    deployment.lifecycleStage = name;
    await runLifecycleHooks(run, name, blue, context.signal).catch((error: unknown) => {
      problem = asError(error).message;
    });
  }
  await context.service.removeFleet(green);
  deployment.status = problem === undefined ? 'ROLLBACK_SUCCESSFUL' : 'ROLLBACK_FAILED';
  deployment.finishedAt = context.clock.now();
  record.tell(deployment.status, problem ?? 'the old version has all traffic');
}
