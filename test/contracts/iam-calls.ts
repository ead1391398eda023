import { READS } from '../../lib/drift/read-permissions';

/** What the code, or the AWS service, behind one kind of role really calls. */
export interface Caller {
  /** Matches `RoleData.key`. */
  readonly role: RegExp;
  /** Who uses the role and where the list of calls comes from. */
  readonly because: string;
  /** Handler whose AWS SDK commands must all be in `calls`. */
  readonly handler?: string;
  readonly calls: readonly string[];
  /** What AWS itself calls in the name of the role because of `calls`. */
  readonly behind?: readonly string[];
  /** What the handler calls in configurations that are not the one under test. */
  readonly elsewhere?: readonly string[];
}

const WRITE_LOG = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** AWS Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC". */
const NETWORK_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** What the function that checks a release calls for *Verify*, whatever the strategy is. */
const VERIFY = [
  ...WRITE_LOG,
  ...NETWORK_INTERFACES,
  'codepipeline:PutJobFailureResult',
  'codepipeline:PutJobSuccessResult',
  'ssm:PutParameter',
];

/** What a pipeline action needs of the bucket to take its input. */
const READ_ARTIFACTS = [
  's3:GetBucketAcl',
  's3:GetBucketLocation',
  's3:GetBucketVersioning',
  's3:GetObject',
  's3:GetObjectVersion',
];
export const READ_AND_WRITE_ARTIFACTS = [...READ_ARTIFACTS, 's3:PutObject'];

const PREPARE = [
  ...WRITE_LOG,
  'codepipeline:PutJobFailureResult',
  'codepipeline:PutJobSuccessResult',
  'ecs:DescribeTaskDefinition',
  'ssm:GetParameter',
];
const SEE_CODE_DEPLOY = [
  'cloudwatch:DescribeAlarms',
  'codedeploy:GetDeploymentGroup',
  'codedeploy:ListDeployments',
];

const PUSH_IMAGE = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:CompleteLayerUpload',
  'ecr:GetAuthorizationToken',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
];

/** CodePipeline user guide, "CodeCommit action reference"; the archive goes to the artifacts. */
const TAKE_SOURCE = [
  ...READ_AND_WRITE_ARTIFACTS,
  'codecommit:CancelUploadArchive',
  'codecommit:GetBranch',
  'codecommit:GetCommit',
  'codecommit:GetUploadArchiveStatus',
  'codecommit:UploadArchive',
];

/** CodePipeline user guide, "CodeBuild action reference". */
const START_BUILD = ['codebuild:BatchGetBuilds', 'codebuild:StartBuild', 'codebuild:StopBuild'];

/** CodePipeline user guide, "Lambda action reference". */
export const INVOKE = ['lambda:InvokeFunction', 'lambda:ListFunctions'];

/** CodePipeline user guide, "CloudWatchAlarm" rule reference: it asks for the state of one alarm. */
export const ASK_ALARM = ['cloudwatch:DescribeAlarms'];

/** Both deploy actions take their input and register a revision with the roles of the task. */
const DEPLOY = [...READ_ARTIFACTS, 'ecs:RegisterTaskDefinition', 'ecs:TagResource', 'iam:PassRole'];

/** CodePipeline user guide, "Amazon ECS and CodeDeploy blue-green action reference". */
export const DEPLOY_BY_CODE_DEPLOY = [
  ...DEPLOY,
  'codedeploy:CreateDeployment',
  'codedeploy:GetApplication',
  'codedeploy:GetApplicationRevision',
  'codedeploy:GetDeployment',
  'codedeploy:GetDeploymentConfig',
  'codedeploy:RegisterApplicationRevision',
];

/** CodePipeline user guide, "Amazon ECS deploy action reference". */
export const DEPLOY_BY_ECS = [
  ...DEPLOY,
  'ecs:DescribeServices',
  'ecs:DescribeTaskDefinition',
  'ecs:DescribeTasks',
  'ecs:ListTasks',
  'ecs:UpdateService',
];

/** A pipeline acts for all its actions in its own account. */
function pipelineCalls(deploy: readonly string[]): readonly string[] {
  return [...TAKE_SOURCE, ...START_BUILD, ...INVOKE, ...ASK_ALARM, ...deploy];
}

export const DETECT_DRIFT = [
  'cloudformation:DescribeStackDriftDetectionStatus',
  'cloudformation:DescribeStackResourceDrifts',
  'cloudformation:DescribeStacks',
  'cloudformation:DetectStackDrift',
  'cloudformation:ListStackResources',
];

/** CloudFormation user guide, "Considerations when detecting drift". */
export const BEHIND_DETECTION = [
  'cloudformation:BatchDescribeTypeConfigurations',
  'cloudformation:DetectStackResourceDrift',
  ...READS,
];

/** One entry for each kind of role in the project. A role that fits none fails the test. */
export const CALLERS: readonly Caller[] = [
  {
    role: /^Registry\/DeployTimeBuildCustomResourceHandler/,
    because: 'the function that starts the build of the first image',
    calls: [...WRITE_LOG, 'codebuild:StartBuild'],
  },
  {
    role: /^Registry\/ContainerImageBuild/,
    because: 'the build of the first image: fetch its source and public base, push the result',
    calls: [
      ...WRITE_LOG,
      ...PUSH_IMAGE,
      's3:GetObject',
      'ecr-public:GetAuthorizationToken',
      'sts:GetServiceBearerToken',
    ],
  },
  {
    role: /-Platform\/NetworkVpcNatInstanceInstanceRole$/,
    because: 'the NAT instance forwards packets and calls nothing',
    calls: [],
  },
  {
    role: /-Platform\/NetworkVpcFlowLogIAMRole$/,
    because: 'VPC flow logs; Amazon VPC user guide, "IAM role for publishing flow logs to CloudWatch Logs"',
    calls: [...WRITE_LOG, 'logs:DescribeLogStreams'],
  },
  {
    role: /-Platform\/CustomVpcRestrictDefaultSG/,
    because: 'empties the default security group, and fills it again when the stack goes',
    calls: [
      ...WRITE_LOG,
      'ec2:AuthorizeSecurityGroupEgress',
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:RevokeSecurityGroupEgress',
      'ec2:RevokeSecurityGroupIngress',
    ],
  },
  {
    role: /\/TaskExecutionRole$/,
    because: 'the ECS agent pulls the image and opens the log stream',
    calls: [
      ...WRITE_LOG,
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:GetAuthorizationToken',
      'ecr:GetDownloadUrlForLayer',
    ],
  },
  {
    role: /-Observability\/TracesAgentWatchRole$/,
    because: 'a rule writes to the topic of warnings that an agent has stopped',
    calls: ['sns:Publish'],
  },
  {
    role: /-Observability\/ProbeWalkRole$/,
    because: 'the probe asks the public services as a visitor does, and no AWS API',
    handler: 'lib/observability/probe/walk-journeys.lambda.ts',
    calls: WRITE_LOG,
  },
  {
    role: /\/TaskTaskRole$/,
    because:
      'the services call no AWS API; the agent beside them sends segments and hands on the calls for sampling rules, see the exporter and the proxy in the source of the CloudWatch agent',
    calls: [
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ],
  },
  {
    role: /\/EcsDeliveryInvokeRole$/,
    because: 'ECS calls the hook',
    calls: ['lambda:InvokeFunction'],
  },
  {
    role: /\/ServiceLiveTrafficReaderRole$/,
    because:
      'reads where users are, on which version, and whether a deployment is in progress, when the stack is deployed, and gives the service of another mover its tasks',
    handler: 'lib/delivery/live-traffic/read-live-traffic.lambda.ts',
    calls: [
      ...WRITE_LOG,
      'cloudformation:DescribeStacks',
      'cloudformation:ListStackResources',
      'codedeploy:ListDeployments',
      'ecs:DescribeServices',
      'ecs:DescribeTaskDefinition',
      'ecs:ListServiceDeployments',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTargetHealth',
    ],
  },
  {
    role: /\/ServiceReleaseGuardReaderRole$/,
    because:
      'sees which version is live, and whether a deployment is in progress, when the stack is deployed',
    handler: 'lib/delivery/live-traffic/read-live-traffic.lambda.ts',
    calls: [
      ...WRITE_LOG,
      'cloudformation:DescribeStacks',
      'cloudformation:ListStackResources',
      'ecs:DescribeServices',
      'ecs:DescribeTaskDefinition',
      'ecs:ListServiceDeployments',
    ],
  },
  {
    role: /\/ServiceShiftingServiceTrafficRole$/,
    because:
      'ECS shifts traffic; AWS managed policy reference, AmazonECSInfrastructureRolePolicyForLoadBalancers',
    calls: [
      'elasticloadbalancing:DeregisterTargets',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
      'elasticloadbalancing:ModifyListener',
      'elasticloadbalancing:ModifyRule',
      'elasticloadbalancing:RegisterTargets',
    ],
  },
  {
    role: /\/DeliveryRole$/,
    because: 'CodeDeploy; its user guide, "AWS managed policies for CodeDeploy", AWSCodeDeployRoleForECS',
    calls: [
      'cloudwatch:DescribeAlarms',
      'ecs:CreateTaskSet',
      'ecs:DeleteTaskSet',
      'ecs:DescribeServices',
      'ecs:UpdateServicePrimaryTaskSet',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:ModifyListener',
      'elasticloadbalancing:ModifyRule',
      'iam:PassRole',
      'lambda:InvokeFunction',
    ],
  },
  {
    role: /^sandbox-catalog\/VerificationVerifyRole$/,
    because: 'the check after the deployment notes the release and answers the pipeline',
    handler: 'lib/delivery/check-release.lambda.ts',
    calls: VERIFY,
  },
  {
    role: /^sandbox-storefront\/VerificationVerifyRole$/,
    because: 'the same; as hook it finds the new image and answers CodeDeploy',
    handler: 'lib/delivery/check-release.lambda.ts',
    calls: [
      ...VERIFY,
      'codedeploy:PutLifecycleEventHookExecutionStatus',
      'ecs:DescribeServices',
      'ecs:DescribeTaskDefinition',
    ],
  },
  {
    role: /^by-ecs\/VerificationVerifyRole$/,
    because: 'the same; as hook it finds the new image and tells ECS by what it returns',
    handler: 'lib/delivery/check-release.lambda.ts',
    calls: [...VERIFY, 'ecs:DescribeServiceRevisions', 'ecs:DescribeTaskDefinition'],
  },
  {
    role: /storefront-Pipeline\/PreparationPrepareRole$/,
    because:
      'reads the live task definition, sees whether CodeDeploy is busy, and answers the pipeline; artifacts go by the credentials of the job',
    handler: 'lib/pipeline/prepare-release.lambda.ts',
    calls: [...PREPARE, ...SEE_CODE_DEPLOY],
  },
  {
    role: /catalog-Pipeline\/PreparationPrepareRole$/,
    because: 'the same for a service that ECS itself deploys',
    handler: 'lib/pipeline/prepare-release.lambda.ts',
    calls: [...PREPARE, 'ecs:ListServiceDeployments'],
  },
  {
    role: /-Pipeline\/BuildRole$/,
    because: 'CodeBuild: log, reports, artifacts, and what scripts/image.ts calls',
    calls: [
      ...WRITE_LOG,
      ...PUSH_IMAGE,
      ...READ_AND_WRITE_ARTIFACTS,
      'codebuild:BatchPutCodeCoverages',
      'codebuild:BatchPutTestCases',
      'codebuild:CreateReport',
      'codebuild:CreateReportGroup',
      'codebuild:UpdateReport',
      'ecr-public:GetAuthorizationToken',
      'ecr:DescribeImages',
      'ecr:GetDownloadUrlForLayer',
      'sts:GetServiceBearerToken',
    ],
  },
  {
    role: /^storefront-Pipeline\/DeliveryActionsPipelineRole$/,
    because: 'the actions of the pipeline, one by one',
    calls: pipelineCalls(DEPLOY_BY_CODE_DEPLOY),
  },
  {
    role: /^catalog-Pipeline\/DeliveryActionsPipelineRole$/,
    because: 'the actions of the pipeline, one by one',
    calls: pipelineCalls(DEPLOY_BY_ECS),
  },
  {
    role: /-Pipeline\/DeliveryActionsApprovalsDescribeRole$/,
    because: 'reads the execution that waits and the last one that was released; artifacts go by the job',
    handler: 'lib/pipeline/describe-change.lambda.ts',
    calls: [
      ...WRITE_LOG,
      'codecommit:GetBranch',
      'codecommit:GetCommit',
      'codecommit:GetMergeConflicts',
      'codepipeline:GetPipelineExecution',
      'codepipeline:ListPipelineExecutions',
      'codepipeline:PutJobFailureResult',
      'codepipeline:PutJobSuccessResult',
    ],
  },
  {
    role: /-Pipeline\/DeliveryReleaseAgainRole$/,
    because: 'Automation starts the pipeline with an earlier version',
    calls: ['codepipeline:StartPipelineExecution'],
  },
  {
    role: /^Source\/TriggerStartRole$/,
    because: 'looks what a push has changed, and starts the pipelines that it concerns',
    handler: 'lib/source/start-releases.lambda.ts',
    calls: [
      ...WRITE_LOG,
      'codecommit:GetBranch',
      'codecommit:GetDifferences',
      'codepipeline:StartPipelineExecution',
      'sqs:SendMessage',
    ],
  },
  {
    role: /^Source\/ChecksBuildRole$/,
    because: 'CodeBuild fetches the code of a pull request and writes the log; the code itself needs nothing',
    calls: [...WRITE_LOG, 'codecommit:GitPull'],
  },
  {
    role: /^Source\/ChecksBuildProjectEventsRole$/,
    because: 'the event rule of pull requests starts the build',
    calls: ['codebuild:StartBuild'],
  },
  {
    role: /^Source\/ChecksReportRole$/,
    because: 'tells a pull request how its check went',
    handler: 'lib/source/report-check.lambda.ts',
    calls: [
      ...WRITE_LOG,
      'codecommit:GetPullRequest',
      'codecommit:PostCommentForPullRequest',
      'codecommit:UpdatePullRequestApprovalState',
      'sqs:SendMessage',
    ],
  },
  {
    role: /^Source\/ApprovalsKeepRole$/,
    because: 'keeps the approval rules, for which CloudFormation has no type',
    handler: 'lib/source/keep-approval-rules.lambda.ts',
    calls: [
      ...WRITE_LOG,
      'codecommit:AssociateApprovalRuleTemplateWithRepository',
      'codecommit:CreateApprovalRuleTemplate',
      'codecommit:DeleteApprovalRuleTemplate',
      'codecommit:DisassociateApprovalRuleTemplateFromRepository',
      'codecommit:UpdateApprovalRuleTemplateContent',
      'codecommit:UpdateApprovalRuleTemplateDescription',
    ],
  },
  {
    role: /(?:-Pipeline|^Insight)\/CustomS3AutoDeleteObjects/,
    because: 'empties the bucket of artifacts or drafts before it goes; the bucket policy lets it',
    calls: WRITE_LOG,
  },
  {
    role: /-Pipeline\/ScanGateRole$/,
    because:
      'looks at the scan of the image and answers the pipeline; artifacts go by the credentials of the job',
    handler: 'lib/scan/gate-release.lambda.ts',
    calls: [
      ...WRITE_LOG,
      'codepipeline:PutJobFailureResult',
      'codepipeline:PutJobSuccessResult',
      'ecr:DescribeImageScanFindings',
    ],
    // Amazon ECR user guide, "IAM permissions required for enhanced scanning".
    behind: ['inspector2:ListCoverage', 'inspector2:ListFindings'],
  },
  {
    role: /^Notifications\/AnnouncerAnnounceRole$/,
    because: 'asks what an event does not say, and tells people; Lambda itself keeps what failed',
    handler: 'lib/notifications/announce-release.lambda.ts',
    calls: [
      ...WRITE_LOG,
      'codedeploy:GetDeployment',
      'codepipeline:GetPipelineExecution',
      'codepipeline:ListActionExecutions',
      'codepipeline:ListPipelineExecutions',
      'codepipeline:ListRuleExecutions',
      'sns:Publish',
      'sqs:SendMessage',
    ],
  },
  {
    role: /^Insight\/DoraMeasureRole$/,
    because: 'reads what the pipelines remember; Lambda itself keeps what failed',
    handler: 'lib/dora/measure-delivery.lambda.ts',
    calls: [
      ...WRITE_LOG,
      'codepipeline:ListActionExecutions',
      'codepipeline:ListPipelineExecutions',
      'sqs:SendMessage',
    ],
  },
  {
    role: /^Insight\/DriftWatchRole$/,
    because:
      'detects drift and tells people; CloudFormation user guide, "Considerations when detecting drift"',
    handler: 'lib/drift/watch-drift.lambda.ts',
    calls: [...WRITE_LOG, ...DETECT_DRIFT, 'sns:Publish', 'sqs:SendMessage'],
    behind: BEHIND_DETECTION,
    elsewhere: ['sts:AssumeRole'],
  },
  {
    role: /^Insight\/IncidentsTrackRole$/,
    because: 'keeps OpsItems and drafts postmortems; Lambda itself keeps what failed',
    handler: 'lib/incident/track-incident.lambda.ts',
    calls: [
      ...WRITE_LOG,
      'cloudwatch:DescribeAlarmHistory',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:GetMetricData',
      'codedeploy:BatchGetDeploymentTargets',
      'codedeploy:GetDeployment',
      'codedeploy:ListDeploymentTargets',
      'codepipeline:GetPipelineExecution',
      'codepipeline:GetPipelineState',
      'codepipeline:ListActionExecutions',
      'codepipeline:ListPipelineExecutions',
      's3:PutObject',
      'sns:Publish',
      'sqs:SendMessage',
      'ssm:CreateOpsItem',
      'ssm:DescribeOpsItems',
      'ssm:GetOpsItem',
      'ssm:UpdateOpsItem',
    ],
  },
  {
    role: /^Insight\/IncidentsRunbookRollBackRole$/,
    because: 'looks at what is released and begins the way back, as npm run ops -- rollback does',
    handler: 'lib/incident/runbook/roll-back.lambda.ts',
    calls: [
      ...WRITE_LOG,
      'cloudwatch:DescribeAlarms',
      'codedeploy:BatchGetDeploymentTargets',
      'codedeploy:GetDeployment',
      'codedeploy:GetDeploymentGroup',
      'codedeploy:ListDeploymentTargets',
      'codepipeline:GetPipeline',
      'codepipeline:GetPipelineExecution',
      'codepipeline:GetPipelineState',
      'codepipeline:ListPipelineExecutions',
      'codepipeline:RollbackStage',
      'codepipeline:StartPipelineExecution',
      'ecr:DescribeImages',
      'ecs:DescribeServiceDeployments',
      'ecs:DescribeServiceRevisions',
      'ecs:DescribeServices',
      'ecs:ListServiceDeployments',
      'ssm:GetParameterHistory',
    ],
  },
  {
    role: /^Insight\/IncidentsRunbookRole$/,
    because: 'Automation runs the steps of the runbook: it calls the function and watches the execution',
    calls: ['codepipeline:GetPipelineExecution', 'lambda:InvokeFunction'],
  },
];

/**
 * Actions that AWS lets nobody narrow to a resource: the Service Authorization Reference lists no resource type
 * for them. With a condition they are narrowed as far as AWS goes.
 */
export const ACTIONS_WITHOUT_RESOURCES = new Set([
  'cloudformation:BatchDescribeTypeConfigurations',
  'cloudformation:DescribeStackDriftDetectionStatus',
  // Who may ask for fewer than all alarms is told nothing of composite ones: CloudWatch API reference of both actions.
  'cloudwatch:DescribeAlarmHistory',
  'cloudwatch:DescribeAlarms',
  'cloudwatch:GetMetricData',
  'codecommit:CreateApprovalRuleTemplate',
  'codecommit:DeleteApprovalRuleTemplate',
  'codecommit:UpdateApprovalRuleTemplateContent',
  'codecommit:UpdateApprovalRuleTemplateDescription',
  'codepipeline:PutJobFailureResult',
  'codepipeline:PutJobSuccessResult',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ecr-public:GetAuthorizationToken',
  'ecr:GetAuthorizationToken',
  'ecs:DescribeTaskDefinition',
  'ecs:RegisterTaskDefinition',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
  'inspector2:ListCoverage',
  'inspector2:ListFindings',
  'lambda:ListFunctions',
  // An item has no name before it is made.
  'ssm:CreateOpsItem',
  'ssm:DescribeOpsItems',
  'sts:GetServiceBearerToken',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
]);
