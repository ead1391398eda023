import { PhysicalName, RemovalPolicy, Stage } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { handlerDirectory } from './bundle-handlers';
import { InlineRole } from './inline-role';
import { allowNetworkInterfaces } from './network-interfaces';

export interface HandlerFunctionProps {
  /** Path of the handler file relative to the project, for example `lib/delivery/check-release.lambda.ts`. */
  readonly entry: string;
  /** One sentence for the person who finds the function in the console. */
  readonly description: string;
  /** How long one invocation may take. */
  readonly timeout: Duration;
  /** How long the log is kept. */
  readonly logRetention: logs.RetentionDays;
  /**
   * Environment variables.
   * @default {}
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Private network of the function.
   * @default - no network of its own
   */
  readonly network?: { readonly vpc: ec2.IVpc; readonly securityGroups: readonly ec2.ISecurityGroup[] };
}

/** A Lambda function with its own role and log group, both as narrow as the handler needs. */
export class HandlerFunction extends Construct {
  readonly function: lambda.Function;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new InlineRole(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    if (props.network) allowNetworkInterfaces(this.role);
    this.function = new lambda.Function(this, 'Function', {
      functionName: PhysicalName.GENERATE_IF_NEEDED,
      code: lambda.Code.fromAsset(handlerDirectory(props.entry, Stage.of(this)?.outdir ?? 'cdk.out')),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: 256,
      description: props.description,
      timeout: props.timeout,
      environment: props.environment,
      role: this.role,
      logGroup,
      ...(props.network && {
        vpc: props.network.vpc,
        vpcSubnets: { subnets: props.network.vpc.privateSubnets },
        securityGroups: [...props.network.securityGroups],
      }),
    });
  }

  /** Lets the function call `actions` on `resources`, and nothing else by this grant. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }
}
