import { project } from '../../bin/environments';
import { synthesize, templatesOf } from '../shared/assembly';
import { rolesOf } from '../shared/iam';

const templates = templatesOf(synthesize(project));
const roles = rolesOf(templates);

/** Everything that a role may do with `action`, one line for each resource, without what all ARNs have. */
function resourcesOf(role: string, action: string): string[] {
  const found = roles.find(({ key }) => key === role);
  const own = found?.grants.filter((grant) => grant.startsWith(`${action} on `)) ?? [];
  return own.map((grant) =>
    grant
      .slice(`${action} on `.length)
      .replaceAll(/arn:aws:\w+:us-east-1:\$\{AWS::AccountId\}:/g, '')
      .replaceAll(/(?:PublishOutput|ExportsOutput)(?:FnGetAtt|Ref)/g, ''),
  );
}

const PASS = 'if {"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}';
const CLUSTER = '"ecs:cluster":"${devops-on-aws-sandbox-platform:ClusterEB0386A7Arn}"';
const TASK_SET = `* if {"ArnEquals":{${CLUSTER},"ecs:service":"\${Service}"}}`;
const IN_CLUSTER = `* if {"ArnEquals":{${CLUSTER}}}`;
const ON_REGISTERING = 'if {"StringEquals":{"ecs:CreateAction":"RegisterTaskDefinition"}}';

it.each<[string, string[]]>([
  ['ecs:DescribeServices', ['${Service}']],
  ['ecs:UpdateServicePrimaryTaskSet', ['${Service}']],
  ['ecs:CreateTaskSet', [TASK_SET]],
  ['ecs:DeleteTaskSet', [TASK_SET]],
  ['elasticloadbalancing:ModifyListener', ['${ServiceEntryLoadBalancerProduction}', '${ServiceEntryLoadBalancerTest}']], // prettier-ignore
  ['elasticloadbalancing:ModifyRule', ['listener-rule/${ServiceEntryLoadBalancer.LoadBalancerFullName}/*']],
  ['lambda:InvokeFunction', ['${VerificationVerifyFunction.Arn}']],
  ['cloudwatch:DescribeAlarms', ['alarm:*']],
  ['iam:PassRole', [`\${TaskExecutionRole.Arn} ${PASS}`, `\${TaskTaskRole.Arn} ${PASS}`]],
])('CodeDeploy may %s of this one service', (action, resources) => {
  expect(resourcesOf('sandbox-storefront/DeliveryRole', action)).toEqual(resources);
});

it.each(['catalog', 'storefront'])(
  'the tasks of %s pull from two repositories and write one log',
  (service) => {
    const role = `sandbox-${service}/TaskExecutionRole`;
    for (const action of [
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:GetDownloadUrlForLayer',
    ]) {
      expect(resourcesOf(role, action)).toEqual([
        expect.stringMatching(`^\\$\\{import devops-on-aws-registry:Images${service}\\w+Arn\\}$`),
        expect.stringMatching(/^\$\{import devops-on-aws-registry:Placeholder\w+Arn\}$/),
      ]);
    }
    expect(resourcesOf(role, 'logs:PutLogEvents')).toEqual(['${TaskLogs.Arn}']);
  },
);

it('the hook answers for its own deployment group only', () => {
  const role = 'sandbox-storefront/VerificationVerifyRole';
  expect(resourcesOf(role, 'codedeploy:PutLifecycleEventHookExecutionStatus')).toEqual([
    'deploymentgroup:${DeliveryApplication}/release',
  ]);
  expect(resourcesOf(role, 'ecs:DescribeServices')).toEqual(['${Service}']);
});

it.each(['catalog', 'storefront'])('the check of %s records the release of that service only', (service) => {
  expect(resourcesOf(`sandbox-${service}/VerificationVerifyRole`, 'ssm:PutParameter')).toEqual([
    `parameter/devops-on-aws/sandbox/${service}/image`,
  ]);
});

it.each(['sandbox-storefront/VerificationVerifyRole', 'sandbox-catalog/VerificationVerifyRole'])(
  'the code of %s cannot use what Lambda needs for its network',
  (key) => {
    const grants = roles.find((role) => role.key === key)?.grants ?? [];
    const network = grants.filter((grant) => grant.startsWith('ec2:')).map((grant) => grant.split(' ')[0]);
    const denied = grants.filter((grant) => grant.startsWith('DENY '));
    expect(denied.map((grant) => grant.split(' ')[1])).toEqual(network);
    for (const denial of denied) expect(denial).toContain(' on * if {"ArnLike":{"lambda:SourceFunctionArn":');
  },
);

it.each<[string, string[]]>([
  [
    'codedeploy:CreateDeployment',
    [expect.stringMatching(/^deploymentgroup:\$\{[\w:-]+Application\w+\}\/\$\{[\w:-]+Group\w+\}$/) as string],
  ],
  [
    'codedeploy:GetDeploymentConfig',
    // Not that of the strategy of today: the next one must not have to wait for the pipeline's stack.
    ['deploymentconfig:*'],
  ],
  [
    'codedeploy:RegisterApplicationRevision',
    [expect.stringMatching(/^application:\$\{[\w:-]+Application\w+\}$/) as string],
  ],
  ['ecs:TagResource', [`task-definition/devops-on-aws-sandbox-storefront:* ${ON_REGISTERING}`]],
  ['s3:GetObject', ['${DeliveryArtifactsBucket.Arn}/*']],
])('the deploy action of storefront may %s of its own', (action, resources) => {
  // prettier-ignore
  expect(resourcesOf('storefront-Pipeline/DeliveryActionsPipelineRole', action)).toEqual(resources);
});

it.each<[string, string[]]>([
  [
    'ecs:UpdateService',
    [expect.stringMatching(/^\$\{devops-on-aws-sandbox-catalog:Service\w+\}$/) as string],
  ],
  [
    'ecs:DescribeServices',
    [expect.stringMatching(/^\$\{devops-on-aws-sandbox-catalog:Service\w+\}$/) as string],
  ],
  ['ecs:ListTasks', [IN_CLUSTER]],
  ['ecs:DescribeTasks', [IN_CLUSTER]],
  ['ecs:TagResource', [`task-definition/devops-on-aws-sandbox-catalog:* ${ON_REGISTERING}`]],
  ['s3:GetObject', ['${DeliveryArtifactsBucket.Arn}/*']],
])('the deploy action of catalog may %s of its own', (action, resources) => {
  expect(resourcesOf('catalog-Pipeline/DeliveryActionsPipelineRole', action)).toEqual(resources);
});

it.each(['storefront', 'catalog'])('the deploy action of %s passes the two roles of its tasks', (service) => {
  const stack = `devops-on-aws-sandbox-${service}`;
  expect(resourcesOf(`${service}-Pipeline/DeliveryActionsPipelineRole`, 'iam:PassRole')).toEqual([
    expect.stringMatching(`^\\$\\{${stack}:TaskExecutionRole\\w+Arn\\} if `),
    expect.stringMatching(`^\\$\\{${stack}:TaskTaskRole\\w+Arn\\} if `),
  ]);
});

it.each([
  [/\/DeliveryRole$/, ['codedeploy.amazonaws.com']],
  [/\/Task(?:Execution|Task)Role$/, ['ecs-tasks.amazonaws.com']],
  [/\/VerificationVerifyRole$/, ['lambda.amazonaws.com']],
  [/DeliveryActionsPipelineRole$/, ['codepipeline.amazonaws.com']],
])('%s is assumed by nobody else', (pattern, assumedBy) => {
  const found = roles.filter(({ key }) => pattern.test(key));
  expect(found.length).toBeGreaterThan(0);
  for (const role of found) expect(role.assumedBy).toEqual(assumedBy);
});

it('only what checks releases is in a private network, one function for each service', () => {
  const inside = [...templates].flatMap(([stack, { Resources }]) =>
    Object.entries(Resources)
      .filter(([, { Type, Properties }]) => Type === 'AWS::Lambda::Function' && Properties?.VpcConfig)
      .map(([id]) => `${stack}/${id.replace(/[0-9A-F]{8}$/, '')}`),
  );
  expect(inside.sort()).toEqual([
    'sandbox-catalog/VerificationVerifyFunction',
    'sandbox-storefront/VerificationVerifyFunction',
  ]);
});
