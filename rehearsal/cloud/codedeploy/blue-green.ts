import { randomInt } from 'node:crypto';
import type { CodeDeployModel } from '../../model';
import type { Balancer } from '../balancer/balancer';
import type { Listener } from '../balancer/listener';
import type { TargetGroup } from '../balancer/target-group';
import { waitUntil } from '../clock';
import {
  DeploymentFailure,
  DeploymentRecord,
  redAlarm,
  whileWatching,
  type DeploymentContext,
} from '../deployment';
import type { Fleet } from '../ecs/fleet';
import { shiftTraffic, tellTraffic } from '../shift-traffic';
import { trafficSteps } from '../traffic-steps';
import type { CodeDeployRequest, DeploymentOutcome } from '../types';
import { runHook } from './hook';

/** What a blue/green deployment needs besides the request. */
export interface BlueGreenContext extends DeploymentContext {
  readonly model: CodeDeployModel;
  readonly balancer: Balancer;
  /** Called with the target group of the new version before it gets any traffic. */
  readonly onReplacement: (group: TargetGroup) => void;
}

/** CodeDeploy waits this long for the replacement task set to become healthy. */
const INSTALL_TIMEOUT_SECONDS = 3600;

/**
 * One ECS deployment of CodeDeploy, in its documented order of events:
 * docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
 */
export async function deployBlueGreen(
  context: BlueGreenContext,
  request: CodeDeployRequest,
): Promise<DeploymentOutcome> {
  const record = new DeploymentRecord(deploymentId(), context);
  record.tell('Created');
  const red = redAlarm(context, context.model.alarmNames);
  if (red !== undefined) {
    record.stopped();
    record.tell('Stopped', red.message);
    return record.outcome('failed', red);
  }
  const run = prepare(context, request, record);
  try {
    await whileWatching(
      context,
      () => (run.terminating ? undefined : redAlarm(context, context.model.alarmNames)),
      (signal) => lifecycle(run, signal),
    );
    record.tell('Succeeded');
    return record.outcome('succeeded');
  } catch (thrown) {
    context.signal.throwIfAborted();
    return endEarly(run, DeploymentFailure.of(thrown));
  }
}

/** One deployment on its way: what was live, what replaces it. */
interface Run {
  readonly context: BlueGreenContext;
  readonly request: CodeDeployRequest;
  readonly record: DeploymentRecord;
  readonly production: Listener;
  readonly test: Listener | undefined;
  readonly testForward: ReturnType<Listener['forward']> | undefined;
  readonly live: TargetGroup;
  readonly replacement: TargetGroup;
  readonly blue: Fleet | undefined;
  green: Fleet | undefined;
  /** True once the old task set is being ended: from here nothing is rolled back. */
  terminating: boolean;
}

function prepare(context: BlueGreenContext, request: CodeDeployRequest, record: DeploymentRecord): Run {
  const { model, balancer, service } = context;
  const production = balancer.listener(model.productionListenerArn);
  const blue = balancer.group(model.blueTargetGroupArn);
  const green = balancer.group(model.greenTargetGroupArn);
  if (production === undefined || blue === undefined || green === undefined) {
    throw new Error(
      `deployment group ${model.deploymentGroup}: its listener or a target group is not in the templates`,
    );
  }
  // The live colour is the one that production traffic goes to, whatever the template called blue.
  const swapped = production.forward().some(({ item, weight }) => item === green && weight > 0);
  const [live, replacement] = swapped ? [green, blue] : [blue, green];
  context.onReplacement(replacement);
  const test = model.testListenerArn === undefined ? undefined : balancer.listener(model.testListenerArn);
  const testForward = test?.forward();
  const run = { context, request, record, production, test, testForward, live, replacement };
  return { ...run, blue: service.primary, green: undefined, terminating: false };
}

async function lifecycle(run: Run, signal: AbortSignal): Promise<void> {
  const hook = (event: string): Promise<void> => runHook(run.context, run.record, run.request, event, signal);
  await hook('BeforeInstall');
  await install(run, signal);
  await hook('AfterInstall');
  if (run.test !== undefined) shiftTraffic(run, run.test, 'test', 100);
  await hook('AfterAllowTestTraffic');
  await hook('BeforeAllowTraffic');
  await allowTraffic(run, signal);
  await hook('AfterAllowTraffic');
  await terminateBlue(run, signal);
}

async function install(run: Run, signal: AbortSignal): Promise<void> {
  const { context, record, request, replacement } = run;
  record.tell('Install', 'starting the replacement task set');
  const green = context.service.addFleet(request.taskDefinitionArn, [replacement], record.id);
  run.green = green;
  green.desired = context.service.model.desiredCount;
  const steady = await waitUntil(context.clock, () => green.isSteady(), {
    timeoutSeconds: INSTALL_TIMEOUT_SECONDS,
    signal,
  });
  if (steady) return;
  const last = green.lastFailure === '' ? '' : ` (last: ${green.lastFailure})`;
  const message = `the replacement task set did not become healthy within 60 minutes${last}`;
  throw new DeploymentFailure(message, { kind: 'tasks' });
}

async function allowTraffic(run: Run, signal: AbortSignal): Promise<void> {
  const { context, record, production } = run;
  for (const { greenPercent, waitSeconds } of trafficSteps(context.model.routing)) {
    shiftTraffic(run, production, 'production', greenPercent);
    record.exposed(greenPercent);
    record.tell('AllowTraffic', `${greenPercent} % to the new version`);
    await context.clock.sleep(waitSeconds, signal);
  }
  context.service.primary = run.green;
}

async function terminateBlue(run: Run, signal: AbortSignal): Promise<void> {
  const { context, record, blue } = run;
  const seconds = context.model.terminationWaitSeconds;
  record.tell(
    'WaitBeforeTermination',
    `the old version stays ${Math.round(seconds / 60)} min for a rollback`,
  );
  await context.clock.sleep(seconds, signal);
  run.terminating = true;
  if (blue !== undefined) await context.service.removeFleet(blue);
}

async function endEarly(run: Run, failure: DeploymentFailure): Promise<DeploymentOutcome> {
  const { context, record, green } = run;
  const stopped = failure.event === 'DEPLOYMENT_STOP_ON_ALARM';
  record.stopped();
  record.tell(stopped ? 'Stopped' : 'Failed', failure.message);
  if (!context.model.rollbackEvents.includes(failure.event)) return record.outcome('failed', failure);
  run.request.onFailure?.(failure.message, failure.because);
  const rollbackId = deploymentId();
  record.rollbackDeploymentId = rollbackId;
  record.tell('Created', `rollback of ${record.id}`, rollbackId);
  context.service.primary = run.blue;
  shiftTraffic(run, run.production, 'production', 0);
  if (run.test !== undefined && run.testForward !== undefined) {
    run.test.setForward(run.testForward);
    tellTraffic(run, run.test, 'test');
  }
  if (green !== undefined) await context.service.removeFleet(green);
  record.tell('Succeeded', `rolled back ${record.id}`, rollbackId);
  return record.outcome('rolled-back', failure);
}

function deploymentId(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  return `d-${Array.from({ length: 9 }, () => letters[randomInt(letters.length)]).join('')}`;
}
