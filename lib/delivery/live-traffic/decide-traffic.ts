import { refusalOfVersion } from './decide-version';
import type { VersionSeen } from './decide-version';
import { isWeights } from './forwarding';
import type { Elsewhere, Weights } from './forwarding';

/** A deployment that moves the traffic of the service right now. */
export interface Deployment {
  /** Id or ARN. */
  readonly id: string;
  /** AWS CLI command that ends it and puts the old version back. */
  readonly stopCommand: string;
}

/** What is live, as far as it can be seen. */
export interface Seen {
  /** Whether CloudFormation is undoing a failed update. */
  readonly rollingBack: boolean;
  /** Deployments of the service that have not finished. */
  readonly deployments: readonly Deployment[];
  /** Where users are; undefined when the listener or rule does not exist. */
  readonly production: Weights | Elsewhere | undefined;
  /** Where release checks go; undefined when the listener or rule does not exist. */
  readonly test: Weights | Elsewhere | undefined;
  /** Registered tasks of each colour; only needed when `production` does not tell what is live. */
  readonly tasks?: Weights;
  /** What moves the traffic of a release from now on. */
  readonly mover: string;
  /** What has moved it so far. */
  readonly moverBefore: string;
  /** Target groups of the service so far. */
  readonly groupsBefore: readonly (string | undefined)[];
  /** The version that users are on; only needed when CloudFormation is about to write one. */
  readonly version?: VersionSeen;
}

/** What the template has to write so that nobody is moved. */
export interface Traffic {
  readonly production: Weights;
  readonly test: Weights;
}

/** Before the first release users are on blue. */
const FIRST: Weights = { blue: 100, green: 0 };
const AGAIN = 'then deploy this stack again. CloudFormation puts back what it has changed so far.';

/**
 * Decides what CloudFormation writes. A rollback is never refused: a stack that cannot roll back needs a person,
 * and the weights that are there are as right for the old template as for the new one.
 * @throws Error with what to do, when CloudFormation must not write now
 */
export function decideTraffic(seen: Seen): Traffic {
  const production = isWeights(seen.production) ? seen.production : whereTasksAre(seen.tasks);
  const refusal = seen.rollingBack
    ? undefined
    : (refusalNow(seen) ??
      (seen.version && refusalOfVersion(seen.version)) ??
      refusalOfMover(seen, production));
  if (refusal !== undefined) throw new Error(refusal);
  return { production, test: isWeights(seen.test) ? seen.test : firstTest(seen.mover, production) };
}

function refusalNow({ deployments, production, groupsBefore }: Seen): string | undefined {
  const [deployment] = deployments;
  if (deployment) {
    return (
      `Deployment ${deployment.id} is in progress, and this deployment of the stack would write what it is ` +
      `changing. Wait until it has finished, or end it (${deployment.stopCommand}), ${AGAIN}`
    );
  }
  if (production === undefined) return undefined;
  if (!isWeights(production)) return refusalOfPlace(production, groupsBefore);
  if (production.blue === 0 || production.green === 0) return undefined;
  return (
    `Production traffic is split (blue ${production.blue}, green ${production.green}) although no deployment is ` +
    'in progress: one may have begun or ended just now, or has died on the way. Wait a minute; if it stays, put ' +
    `all traffic on one of the two target groups (aws elbv2 modify-listener or modify-rule), ${AGAIN}`
  );
}

function refusalOfPlace({ elsewhere }: Elsewhere, groupsBefore: Seen['groupsBefore']): string {
  return groupsBefore.includes(elsewhere)
    ? `Production traffic goes to ${elsewhere}, and this deployment of the stack would replace that target group: ` +
        'the tasks would stay in the old one. Take back the change of the target groups, or remove the stack of ' +
        'the service and deploy it as a new one.'
    : `Production traffic goes to ${elsewhere}, which is neither the blue nor the green target group of the ` +
        'service. Put all traffic on the one that has the tasks (aws elbv2 modify-listener or modify-rule), ' +
        AGAIN;
}

/** The ECS service of another mover is a new one, and begins in blue. */
function refusalOfMover({ mover, moverBefore }: Seen, { green }: Weights): string | undefined {
  if (mover === moverBefore || green === 0) return undefined;
  return (
    `The delivery changes from ${moverBefore} to ${mover}, which needs a new ECS service in the blue target group, ` +
    'and users are on green. Take back the change of the delivery, release once more, so that users are on blue, ' +
    'and then deploy the change.'
  );
}

/** CodeDeploy is given the idle colour for its checks; ECS moves test traffic by itself, from where users are. */
function firstTest(mover: string, { blue, green }: Weights): Weights {
  return mover === 'code-deploy' ? { blue: green, green: blue } : { blue, green };
}

function whereTasksAre(tasks: Weights = { blue: 0, green: 0 }): Weights {
  return tasks.green > tasks.blue ? { blue: 0, green: 100 } : FIRST;
}
