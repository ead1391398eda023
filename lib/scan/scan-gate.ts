import { Duration } from 'aws-cdk-lib';
import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ScanRules } from '../config/scan-schema';
import { namedRole } from '../pipeline/action-role';
import type { ArtifactBucket } from '../pipeline/artifact-bucket';
import { InvokeAction } from '../pipeline/invoke-action';
import { invokeRole } from '../pipeline/invoke-role';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { HandlerFunction } from '../shared/handler-function';
import { GATE_ENV } from './gate-settings';

export interface ScanGateProps {
  /** Repository of the service, which scans what is pushed. */
  readonly repository: ecr.IRepository;
  /** What stops a release. */
  readonly rules: ScanRules;
  /** How long the log of the function is kept. */
  readonly logRetention: logs.RetentionDays;
}

/** A scan takes seconds to a few minutes; after this time something is wrong, and the release fails. */
const SCAN_LIMIT = Duration.minutes(15);

/** The function that looks at the scan of an image before the image goes anywhere. */
export class ScanGate extends Construct {
  readonly function: lambda.IFunction;

  constructor(scope: Construct, id: string, { repository, rules, logRetention }: ScanGateProps) {
    super(scope, id);
    const handler = new HandlerFunction(this, 'Gate', {
      entry: 'lib/scan/gate-release.lambda.ts',
      description: 'Scan: stops a release whose image has a known vulnerability',
      timeout: Duration.minutes(1),
      logRetention,
      environment: {
        [GATE_ENV.repository]: repository.repositoryName,
        [GATE_ENV.rules]: JSON.stringify(rules),
        [GATE_ENV.limitSeconds]: String(SCAN_LIMIT.toSeconds()),
      },
    });
    handler.allow(['ecr:DescribeImageScanFindings'], [repository.repositoryArn]);
    // With enhanced scanning ECR asks Amazon Inspector, in the name of whoever asks ECR.
    handler.allow(['inspector2:ListFindings', 'inspector2:ListCoverage'], ['*']);
    handler.allow(['codepipeline:PutJobSuccessResult', 'codepipeline:PutJobFailureResult'], ['*']);
    acknowledgeWildcard(
      handler.role,
      '*',
      'Answering a pipeline job and reading what Amazon Inspector found know no resource.',
    );
    this.function = handler.function;
  }
}

export interface ScanActionProps {
  readonly gate: ScanGate;
  /** Output of the build, which names the image. */
  readonly input: codepipeline.Artifact;
  /** Where the pipeline keeps its artifacts. */
  readonly artifacts: ArtifactBucket;
  /** Role of the pipeline. */
  readonly pipelineRole: iam.Role;
}

/** The action *Scan*. */
export function scanAction(
  scope: Construct,
  { gate, input, artifacts, pipelineRole }: ScanActionProps,
): codepipeline.IAction {
  const role = invokeRole(scope, 'ScanRole', pipelineRole, gate.function);
  // The job brings credentials for its artifacts, cut out of this role.
  artifacts.allow(role, 'read');
  return new InvokeAction({
    actionName: 'Scan',
    variablesNamespace: 'Scan',
    function: gate.function,
    userParameters: {},
    inputs: [input],
    role: namedRole(role, pipelineRole),
  });
}
