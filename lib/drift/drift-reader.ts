import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { InlineRole } from '../shared/inline-role';
import { driftReaderRoleName, driftWatchRoleName } from '../shared/names';
import { allowDriftDetection, stackArns } from './read-permissions';

export interface DriftReaderProps {
  /** Name of the project. */
  readonly project: string;
  /** Name of the environment. */
  readonly environment: string;
  /** Account of the toolchain. */
  readonly toolchainAccount: string;
}

/** What the drift watch takes in the account of an environment that is not the one of the toolchain. */
export class DriftReader extends Construct {
  constructor(scope: Construct, id: string, { project, environment, toolchainAccount }: DriftReaderProps) {
    super(scope, id);
    const watch = `arn:aws:iam::${toolchainAccount}:role/${driftWatchRoleName(project)}`;
    const role = new InlineRole(this, 'Role', {
      roleName: driftReaderRoleName(project, environment),
      // As in `roleFromOutside`: the watch may be made later than this role, and again.
      assumedBy: new iam.AccountPrincipal(toolchainAccount).withConditions({
        ArnEquals: { 'aws:PrincipalArn': watch },
      }),
      description: 'The drift watch of the toolchain reads the stacks of this environment',
    });
    allowDriftDetection(role, [stackArns(this, project, Stack.of(this).region)]);
  }
}
