/** The image that the build pushed. */
export const IMAGE = `111122223333.dkr.ecr.us-east-1.amazonaws.com/devops-on-aws/storefront@sha256:${'ab'.repeat(32)}`;

/** The AppSpec of a project, with `changes` laid over its parts. */
export function appSpec({
  version = '0.0',
  taskDefinition: definition = '<TASK_DEFINITION>',
  container = 'app',
  port = '8080',
  resources = '',
  hooks = 'Hooks:\n  - AfterAllowTestTraffic: <HOOK_FUNCTION>',
}: Partial<
  Record<'version' | 'taskDefinition' | 'container' | 'port' | 'resources' | 'hooks', string>
> = {}): string {
  return `# <TASK_DEFINITION> is filled in by CodePipeline, <HOOK_FUNCTION> by the Prepare action.
version: ${version}
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: ${definition}
        LoadBalancerInfo:
          ContainerName: ${container}
          ContainerPort: ${port}
${resources}
${hooks}
`;
}

/** Files of a build artifact, with `changes` laid over them. */
export function buildFiles(changes: Readonly<Record<string, string>> = {}): Map<string, string> {
  return new Map(
    Object.entries({
      'imageDetail.json': JSON.stringify({ ImageURI: IMAGE }),
      'appspec.yml': appSpec(),
      'release.json': '{}',
      ...changes,
    }),
  );
}

/** A task definition as `ecs:DescribeTaskDefinition` tells it. */
export const taskDefinition = {
  taskDefinitionArn: 'arn:aws:ecs:us-east-1:111122223333:task-definition/devops-on-aws-sandbox-storefront:7',
  family: 'devops-on-aws-sandbox-storefront',
  revision: 7,
  status: 'ACTIVE' as const,
  requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.ecr-auth' }],
  compatibilities: ['EC2' as const, 'FARGATE' as const],
  registeredAt: new Date('2026-01-31T12:00:00Z'),
  registeredBy: 'arn:aws:sts::111122223333:assumed-role/cfn/AWSCloudFormation',
  networkMode: 'awsvpc' as const,
  cpu: '256',
  memory: '512',
  volumes: [],
  containerDefinitions: [
    {
      name: 'app',
      image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/devops-on-aws/placeholder:placeholder-arm64',
      portMappings: [{ containerPort: 8080, protocol: 'tcp' as const }],
      environment: [{ name: 'SERVICE_NAME', value: 'storefront' }],
      readonlyRootFilesystem: true,
    },
    {
      name: 'sidecar',
      image: 'public.ecr.aws/sidecar:1',
      essential: false,
      restartPolicy: { enabled: true, ignoredExitCodes: [], restartAttemptPeriod: 60 },
      linuxParameters: {
        capabilities: { add: [], drop: ['ALL'] },
        tmpfs: [{ containerPath: '/opt', size: 1, mountOptions: ['uid=1000'] }],
      },
    },
  ],
};
