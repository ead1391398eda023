import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ASK_ALARM,
  BEHIND_DETECTION,
  CALLERS,
  DEPLOY_BY_CODE_DEPLOY,
  DEPLOY_BY_ECS,
  DETECT_DRIFT,
  INVOKE,
  READ_AND_WRITE_ARTIFACTS,
} from '../contracts/iam-calls';
import type { Caller } from '../contracts/iam-calls';
import { synthesize, templatesOf } from '../shared/assembly';
import type { Resource, TemplateData } from '../shared/assembly';
import { rolesOf } from '../shared/iam';
import { PRODUCTION, project, TOOLS } from '../shared/two-accounts';

/** A statement of a policy that stands on a resource. */
interface Statement {
  readonly Action: string | readonly string[];
  readonly Principal?: { readonly AWS?: unknown };
  readonly Condition?: { readonly ArnEquals?: { readonly 'aws:PrincipalArn': unknown } };
}

const assembly = synthesize(project);
const templates = templatesOf(assembly);
const accounts = new Map(assembly.stacks.map(({ id, environment }) => [id, environment.account]));
const inAccount = (account: string): ReadonlyMap<string, TemplateData> =>
  new Map([...templates].filter(([id]) => accounts.get(id) === account));

const template = (id: string): TemplateData => {
  const found = templates.get(id);
  if (!found) throw new Error(`there is no stack ${id}`);
  return found;
};

function resources(
  set: ReadonlyMap<string, TemplateData>,
  type: string,
): Readonly<Record<string, unknown>>[] {
  const all = [...set.values()].flatMap(({ Resources }): Resource[] => Object.values(Resources));
  return all.filter(({ Type }) => Type === type).map(({ Properties }) => Properties ?? {});
}

/** Physical name of the one role, function, … whose logical id begins with `id`. */
function nameOf(stack: string, id: string, property = 'RoleName'): string {
  const found = Object.entries(template(stack).Resources).find(
    ([logicalId, { Properties }]) => logicalId.startsWith(id) && Properties && property in Properties,
  );
  return String(found?.[1].Properties?.[property]);
}

const roleArn = (account: string, stack: string, id: string): string =>
  `arn:aws:iam::${account}:role/${nameOf(stack, id)}`;

/** Role by role: what a policy lets it do, when the policy names it as the only principal of an account. */
function admitted(document: unknown): Record<string, string[]> {
  const { Statement: statements } = document as { Statement: Statement[] };
  const all = statements.flatMap(({ Action, Condition, Principal }) => {
    const arns = [Condition?.ArnEquals?.['aws:PrincipalArn'] ?? []].flat() as string[];
    const roots = new Set(arns.map((arn) => `arn:aws:iam::${arn.split(':')[4]}:root`));
    if (arns.length > 0) expect([Principal?.AWS].flat().sort()).toEqual([...roots].sort());
    return arns.flatMap((arn) => [Action].flat().map((action): [string, string] => [arn, String(action)]));
  });
  const roles = [...new Set(all.map(([arn]) => arn))];
  return Object.fromEntries(
    roles.map((arn) => [arn, all.flatMap(([of, action]) => (of === arn ? [action] : [])).sort()]),
  );
}

it('puts each stack where its environment is', () => {
  expect([...inAccount(PRODUCTION).keys()]).toEqual([
    'production-Platform',
    'production-catalog',
    'production-storefront',
    'production-Observability',
  ]);
  expect([...accounts.values()].filter((account) => account !== TOOLS && account !== PRODUCTION)).toEqual([]);
  expect(assembly.stacks.flatMap(({ messages }) => messages)).toEqual([]);
});

it('refers to other stacks of the same account only', () => {
  const owner = new Map(assembly.stacks.map(({ id, stackName }) => [stackName, accounts.get(id)]));
  const foreign = [...templates].flatMap(([id, one]) => {
    const text = JSON.stringify(one);
    const exported = [...text.matchAll(/"Fn::ImportValue":"([^:"]+):/g)];
    const published = [...text.matchAll(/"Fn::GetStackOutput":\{"StackName":"([^"]+)"/g)];
    const producers = [...exported, ...published].map(([, producer]) => String(producer));
    return producers.filter((producer) => owner.get(producer) !== accounts.get(id));
  });
  expect(foreign).toEqual([]);
});

it('deploys what is named before what names it', () => {
  const before = (id: string): string[] =>
    assembly.getStackArtifact(id).dependencies.map((dependency) => dependency.id);
  for (const service of ['catalog', 'storefront']) {
    expect(before(`production-${service}`)).toEqual(
      expect.arrayContaining(['Registry', 'production-Platform']),
    );
    expect(before(`${service}-Pipeline`)).toContain(`production-${service}`);
  }
});

it('has an alarm that tells somebody on every queue of failed events, in the account of the queue', () => {
  const watched = (account: string): unknown[] =>
    resources(inAccount(account), 'AWS::CloudWatch::Alarm')
      .filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible')
      .filter(({ AlarmActions, OKActions }) => AlarmActions && OKActions)
      .map(({ AlarmName }) => AlarmName);
  expect(watched(TOOLS)).toEqual([
    'shop-failed-events-insight',
    'shop-failed-events-notifications',
    'shop-failed-events-source',
    'shop-staging-failed-events-agents',
  ]);
  expect(watched(PRODUCTION)).toEqual([
    'shop-production-failed-events-agents',
    'shop-production-failed-events-alarms',
  ]);
  for (const account of [TOOLS, PRODUCTION]) {
    expect(resources(inAccount(account), 'AWS::SQS::Queue')).toHaveLength(watched(account).length);
  }
});

it('lets CloudWatch open OpsItems for alarms beside the toolchain only, where the function can end them', () => {
  const opening = (account: string, type: string, actions: string) =>
    resources(inAccount(account), type)
      .filter((alarm) => JSON.stringify(alarm[actions] ?? []).includes(':opsitem:'))
      .map(({ AlarmName, [actions]: made }) => [AlarmName, (made as string[]).at(-1)]);
  const action = (severity: number): string =>
    `arn:aws:ssm:eu-central-1:${TOOLS}:opsitem:${severity}#CATEGORY=Availability`;
  expect(opening(TOOLS, 'AWS::CloudWatch::CompositeAlarm', 'AlarmActions')).toEqual([
    ['shop-staging-storefront-impaired', action(2)],
    ['shop-staging-catalog-impaired', action(2)],
  ]);
  for (const actions of ['AlarmActions', 'InsufficientDataActions'])
    expect(opening(TOOLS, 'AWS::CloudWatch::Alarm', actions)).toEqual([['shop-drift', action(3)]]);
  for (const type of ['AWS::CloudWatch::CompositeAlarm', 'AWS::CloudWatch::Alarm'])
    expect(opening(PRODUCTION, type, 'AlarmActions')).toEqual([]);
});

it('sends the alarms that open incidents to the toolchain, whose bus admits nothing else', () => {
  const bus = `arn:aws:events:eu-central-1:${TOOLS}:event-bus/default`;
  const forwarding = resources(inAccount(PRODUCTION), 'AWS::Events::Rule').filter(({ Targets }) =>
    JSON.stringify(Targets).includes(bus),
  );
  expect(forwarding.map(({ EventPattern }) => EventPattern)).toEqual([
    {
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      detail: { alarmName: [{ wildcard: 'shop-production-*-impaired' }] },
    },
  ]);
  const watched = resources(inAccount(PRODUCTION), 'AWS::CloudWatch::CompositeAlarm').map(
    ({ AlarmName }) => AlarmName,
  );
  expect(watched).toEqual(
    expect.arrayContaining(['shop-production-catalog-impaired', 'shop-production-storefront-impaired']),
  );
  expect(
    resources(inAccount(TOOLS), 'AWS::Events::EventBusPolicy').map(({ Statement }) => Statement),
  ).toEqual([
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${PRODUCTION}:root` },
      Action: 'events:PutEvents',
      Resource: bus,
      Condition: {
        StringEquals: {
          'events:source': 'aws.cloudwatch',
          'events:detail-type': 'CloudWatch Alarm State Change',
        },
      },
    },
  ]);
});

it('names no role that the other account does not have', () => {
  const text = JSON.stringify([...templates.values()]);
  const named = new Set([...text.matchAll(/arn:aws:iam::(\d{12}):role\/([^"\\]+)/g)].map(([arn]) => arn));
  const there = [TOOLS, PRODUCTION].flatMap((account) =>
    resources(inAccount(account), 'AWS::IAM::Role').map(
      ({ RoleName }) => `arn:aws:iam::${account}:role/${String(RoleName)}`,
    ),
  );
  // At least one pipeline role, one execution role and three action roles for each of the two services.
  expect(named.size).toBeGreaterThanOrEqual(10);
  expect([...named].filter((arn) => !there.includes(arn))).toEqual([]);
  for (const arn of named) expect(arn.split('/')[1]?.length).toBeLessThanOrEqual(64);
});

it('deploys to what the other account has, by its name', () => {
  const stages = resources(templates, 'AWS::CodePipeline::Pipeline').flatMap(
    ({ Stages }) => Stages as { Name: string; Actions: { Configuration: Record<string, unknown> }[] }[],
  );
  const used = stages
    .filter(({ Name }) => Name === 'production')
    .flatMap(({ Actions }) => Actions.map(({ Configuration }) => Configuration));
  const names = (type: string, property: string): unknown[] =>
    resources(inAccount(PRODUCTION), type).map((properties) => properties[property]);

  expect(used).toHaveLength(6);
  for (const [key, type, property] of [
    ['FunctionName', 'AWS::Lambda::Function', 'FunctionName'],
    ['ApplicationName', 'AWS::CodeDeploy::Application', 'ApplicationName'],
    ['DeploymentGroupName', 'AWS::CodeDeploy::DeploymentGroup', 'DeploymentGroupName'],
    ['ClusterName', 'AWS::ECS::Cluster', 'ClusterName'],
    ['ServiceName', 'AWS::ECS::Service', 'ServiceName'],
  ] as const) {
    const wanted = used.flatMap((configuration) => (key in configuration ? [configuration[key]] : []));
    expect([key, wanted.length]).not.toEqual([key, 0]);
    for (const name of wanted) expect(names(type, property)).toContain(name);
  }
  const [prepare] = used.filter(({ UserParameters }) => String(UserParameters).includes('hookFunction'));
  const { hookFunction } = JSON.parse(String(prepare?.UserParameters)) as { hookFunction: string };
  expect(names('AWS::Lambda::Function', 'FunctionName')).toContain(hookFunction);
});

describe.each(['catalog', 'storefront'])('the pipeline of %s', (service) => {
  const pipeline = `${service}-Pipeline`;
  const home = `production-${service}`;
  const action = (name: string): string => roleArn(PRODUCTION, home, `Actions${name}Role`);
  const decrypt = ['kms:Decrypt', 'kms:DescribeKey'];
  const encrypt = [...decrypt, 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
  const read = ['GetBucketAcl', 'GetBucketLocation', 'GetBucketVersioning', 'GetObject', 'GetObjectVersion'];
  const one = (type: string) => resources(new Map([[pipeline, template(pipeline)]]), type)[0] ?? {};

  it('is the only one that may act in the other account, by roles for its actions', () => {
    const pipelineRole = roleArn(TOOLS, pipeline, 'DeliveryActionsPipelineRole');
    const trusting = Object.entries(template(home).Resources).flatMap(([id, { Type, Properties }]) => {
      const trust = Type === 'AWS::IAM::Role' ? admitted(Properties?.AssumeRolePolicyDocument) : {};
      return Object.entries(trust).map(([arn, calls]) => [id.replace(/[0-9A-F]{8}$/, ''), arn, ...calls]);
    });
    const three = ['Deploy', 'Prepare', 'Verify'].map((name) => `Actions${name}Role`);
    expect(trusting.map(([id]) => id)).toEqual(expect.arrayContaining(three));
    for (const [id, arn, ...calls] of trusting) {
      expect([id, arn, calls]).toEqual([
        expect.stringMatching(/^Actions\w+Role$/),
        pipelineRole,
        ['sts:AssumeRole'],
      ]);
    }
  });

  it('shares its key with the two actions that take artifacts', () => {
    expect(admitted(one('AWS::KMS::Key').KeyPolicy)).toEqual({
      [action('Prepare')]: encrypt,
      [action('Deploy')]: decrypt,
    });
    expect(one('AWS::KMS::Key').EnableKeyRotation).toBe(true);
  });

  it('shares its bucket with them, and only Prepare puts something in', () => {
    expect(admitted(one('AWS::S3::BucketPolicy').PolicyDocument)).toEqual({
      [action('Prepare')]: [...read, 'PutObject'].map((call) => `s3:${call}`),
      [action('Deploy')]: read.map((call) => `s3:${call}`),
    });
  });

  it('lets its repository be pulled by the tasks of that service in production and nobody else', () => {
    const repository = resources(new Map([['Registry', template('Registry')]]), 'AWS::ECR::Repository').find(
      ({ RepositoryName }) => RepositoryName === `shop/${service}`,
    );
    const tasks = roleArn(PRODUCTION, home, 'TaskExecutionRole');
    expect(admitted(repository?.RepositoryPolicyText)).toEqual({
      [tasks]: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    });
  });

  it('encrypts everything with the shared key', () => {
    const key = { 'Fn::GetAtt': [expect.stringMatching('^DeliveryArtifactsKey'), 'Arn'] };
    expect(one('AWS::CodePipeline::Pipeline').ArtifactStore).toMatchObject({
      EncryptionKey: { Id: key, Type: 'KMS' },
    });
    expect(one('AWS::CodeBuild::Project').EncryptionKey).toEqual(key);
    expect(one('AWS::S3::Bucket').BucketEncryption).toMatchObject({
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } },
      ],
    });
  });
});

it('lets the first image be pulled by every service in production', () => {
  const placeholder = resources(templates, 'AWS::ECR::Repository').find(
    ({ RepositoryName }) => RepositoryName === 'shop/placeholder',
  );
  expect(Object.keys(admitted(placeholder?.RepositoryPolicyText))).toEqual([
    roleArn(PRODUCTION, 'production-catalog', 'TaskExecutionRole'),
    roleArn(PRODUCTION, 'production-storefront', 'TaskExecutionRole'),
  ]);
});

it('keeps the release parameters in the account that reads and writes them', () => {
  const parameters = resources(inAccount(PRODUCTION), 'AWS::SSM::Parameter').filter(({ Name }) =>
    String(Name).endsWith('/image'),
  );
  expect(parameters.map(({ Name }) => Name)).toEqual([
    '/shop/production/catalog/image',
    '/shop/production/storefront/image',
  ]);
  for (const { Value } of parameters) {
    expect(Value).toEqual({
      'Fn::Join': [
        '',
        [`${TOOLS}.dkr.ecr.eu-central-1.`, { Ref: 'AWS::URLSuffix' }, '/shop/placeholder:placeholder-arm64'],
      ],
    });
  }
  const writes = rolesOf(inAccount(PRODUCTION)).flatMap(({ grants }) =>
    grants.filter((grant) => grant.startsWith('ssm:PutParameter')),
  );
  expect(writes).toEqual(
    ['catalog', 'storefront'].map(
      (service) =>
        `ssm:PutParameter on arn:aws:ssm:eu-central-1:${PRODUCTION}:parameter/shop/production/${service}/image`,
    ),
  );
});

it('leaves the environment beside the toolchain as it is alone: no names, no admission', () => {
  const staging = new Map([...templates].filter(([id]) => id.startsWith('staging-')));
  for (const role of resources(staging, 'AWS::IAM::Role')) expect(role).not.toHaveProperty('RoleName');
  for (const fn of resources(staging, 'AWS::Lambda::Function')) expect(fn).not.toHaveProperty('FunctionName');
  expect(JSON.stringify([...staging.values()])).not.toContain(PRODUCTION);
});

it('delivery is shown where the pipelines are: the metrics of another account are not seen', () => {
  const shown = (id: string): string =>
    JSON.stringify(
      resources(new Map([[id, template(id)]]), 'AWS::CloudWatch::Dashboard').map(
        ({ DashboardBody }) => DashboardBody,
      ),
    );
  expect(shown('staging-Observability')).toContain('Change lead time');
  expect(shown('production-Observability')).not.toContain('Change lead time');
});

describe('every role may call what it would call in one account, and use the key where it uses the bucket:', () => {
  /** Roles that the pipeline takes in the other account, where it cannot act itself. */
  const across: readonly Pick<Caller, 'role' | 'calls'>[] = [
    { role: /\/ActionsPrepareRole$/, calls: [...INVOKE, ...READ_AND_WRITE_ARTIFACTS] },
    { role: /-storefront\/ActionsDeployRole$/, calls: DEPLOY_BY_CODE_DEPLOY },
    { role: /-catalog\/ActionsDeployRole$/, calls: DEPLOY_BY_ECS },
    { role: /\/ActionsVerifyRole$/, calls: INVOKE },
    { role: /\/ActionsAlarmRuleRole$/, calls: ASK_ALARM },
  ];
  /** The function of *Prepare* is with its service there, and with the pipeline here. */
  const inOneAccount = (key: string): string =>
    key.replace(/^production-(\w+)\/ActionsPreparation/, '$1-Pipeline/Preparation');

  /** EventBridge hands alarms on to the bus of the toolchain. */
  const forward = { role: /^production-Observability\/IncidentsRole$/, calls: ['events:PutEvents'] };
  /** The drift watch of the toolchain takes this role. */
  const reader = {
    role: /^production-Platform\/DriftReaderRole$/,
    calls: DETECT_DRIFT,
    behind: BEHIND_DETECTION,
  };

  const calledBy = (key: string): readonly string[] | undefined => {
    const callers: readonly Omit<Caller, 'because'>[] = [...across, forward, reader, ...CALLERS];
    const found = callers.find(({ role }) => role.test(inOneAccount(key)));
    if (!found) return undefined;
    const { calls, behind = [], elsewhere = [] } = found;
    return [...calls, ...behind, ...elsewhere, ...(/PipelineRole$/.test(key) ? ['sts:AssumeRole'] : [])];
  };
  // Roles without a caller are reported where all roles of one account are listed.
  const known = rolesOf(templates).flatMap(({ key, grants }) => {
    const calls = calledBy(key);
    return calls ? [[key, calls, grants] as const] : [];
  });

  it('knows the callers of the roles that act across the border', () => {
    const there = known.map(([key]) => key).filter((key) => /^production-\w+\/Actions/.test(key));
    expect(there.length).toBeGreaterThanOrEqual(8);
    for (const { role } of across) expect(there.some((key) => role.test(key))).toBe(true);
  });

  it.each(known)('%s', (key, calls, grants) => {
    const takes = calls.includes('s3:GetBucketAcl');
    const expected = [
      ...calls,
      ...(takes ? ['kms:Decrypt', 'kms:DescribeKey'] : []),
      ...(takes && calls.includes('s3:PutObject')
        ? ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo']
        : []),
      // The topics of an environment that is kept have a key of their own.
      ...(/-Observability\//.test(key) && calls.includes('sns:Publish')
        ? ['kms:Decrypt', 'kms:GenerateDataKey']
        : []),
    ];
    const allowed = grants.filter((grant) => !grant.startsWith('DENY ')).map((grant) => grant.split(' ')[0]);
    expect([...new Set(allowed)].sort()).toEqual([...new Set(expected)].sort());
  });

  it('and reaches only buckets and keys of the toolchain from the other account', () => {
    const reached = rolesOf(inAccount(PRODUCTION))
      .filter(({ key }) => /\/Actions/.test(key))
      .flatMap(({ grants }) => grants.filter((grant) => /^(?:s3|kms):/.test(grant)));
    expect(reached.length).toBeGreaterThan(20);
    for (const grant of reached) {
      expect(grant).toMatch(
        grant.startsWith('s3:')
          ? new RegExp(` on \\* if .*"s3:ResourceAccount":"${TOOLS}"`)
          : new RegExp(` on arn:aws:kms:eu-central-1:${TOOLS}:key/\\*$`),
      );
    }
  });
});

describe('the commands of docs/two-accounts.md', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'two-accounts.md'), 'utf8');
  const steps = [...page.matchAll(/cdk deploy --exclusively (.+) --profile (\w+)/g)].map(
    ([, patterns = '', profile]) => ({
      account: profile === 'production' ? PRODUCTION : TOOLS,
      stacks: [...templates.keys()].filter((id) =>
        patterns.split(' ').some((pattern) => {
          const glob = pattern.replaceAll("'", '').replace('*', '.*');
          return new RegExp(`^${glob}$`).test(id);
        }),
      ),
    }),
  );

  it('deploy every stack once, with the credentials of its account', () => {
    expect(steps.flatMap(({ stacks }) => stacks).sort()).toEqual([...templates.keys()].sort());
    for (const { account, stacks } of steps) {
      for (const id of stacks) expect([id, accounts.get(id)]).toEqual([id, account]);
    }
  });

  it('deploy nothing before what it needs', () => {
    const done = new Set<string>();
    for (const { stacks } of steps) {
      for (const id of stacks) done.add(id);
      const needed = stacks.flatMap((id) => assembly.getStackArtifact(id).dependencies);
      const early = needed.filter(({ id }) => templates.has(id) && !done.has(id));
      expect(early.map(({ id }) => id)).toEqual([]);
    }
  });
});

it('lets the guard read about a service whose name the CDK makes up, because another account has to know it', () => {
  const name = nameOf('production-catalog', 'Service', 'ServiceName');
  const [reader] = rolesOf(new Map([['production-catalog', template('production-catalog')]])).filter(
    ({ key }) => key.endsWith('ReleaseGuardReaderRole'),
  );
  const grants = reader?.grants.filter((grant) => grant.startsWith('ecs:DescribeServices')) ?? [];
  const [, beginning = 'nothing'] = /:service\/\*\/([\w-]+)\*/.exec(grants.join()) ?? [];
  expect(name.startsWith(beginning)).toBe(true);
});
