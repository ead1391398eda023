import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CodeDeployClient,
  DeploymentGroupDoesNotExistException,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
} from '@aws-sdk/client-codedeploy';
import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import { DescribeTaskDefinitionCommand, ECSClient, ListServiceDeploymentsCommand } from '@aws-sdk/client-ecs';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { strToU8, zipSync } from 'fflate';
import { Unfinished } from '../../lib/pipeline/answer-job';
import { obstacleAt } from '../../lib/pipeline/deployment-site';
import { prepareRelease } from '../../lib/pipeline/prepare-release';
import { jobEvent } from './job-event';
import { buildFiles, IMAGE, taskDefinition } from './release-sources';

const NOW = new Date('2026-02-01T12:00:00Z');
const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

const codeDeploy = mockClient(CodeDeployClient);
const ecs = mockClient(ECSClient);
const cloudWatch = mockClient(CloudWatchClient);
const clients = {
  codeDeploy: new CodeDeployClient(),
  ecs: new ECSClient(),
  cloudWatch: new CloudWatchClient(),
  ssm: new SSMClient(),
};
const GROUP = { application: 'shop-sandbox-storefront', group: 'release' };
const SERVICE = { service: 'arn:aws:ecs:us-east-1:111122223333:service/shop/catalog' };

const lastDeployment = (last: DeploymentGroupInfo['lastAttemptedDeployment']): void => {
  const alarms = [{ name: 'green-errors' }, { name: 'green-latency' }];
  codeDeploy.on(GetDeploymentGroupCommand).resolves({
    deploymentGroupInfo: { lastAttemptedDeployment: last, alarmConfiguration: { alarms } },
  });
};

beforeEach(() => {
  for (const client of [codeDeploy, ecs, cloudWatch]) client.reset();
  codeDeploy.on(ListDeploymentsCommand).resolves({ deployments: [] });
  lastDeployment(undefined);
  cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] });
});

describe('a group of CodeDeploy', () => {
  it('is free when nothing is under way and the last deployment is long gone', async () => {
    lastDeployment({ deploymentId: 'd-1', status: 'Stopped', endTime: minutesAgo(60) });

    expect(await obstacleAt(GROUP, clients, NOW)).toBeUndefined();
    expect(cloudWatch.calls()).toHaveLength(0);
  });

  it('is busy with any deployment that has not ended', async () => {
    codeDeploy.on(ListDeploymentsCommand).resolves({ deployments: ['d-ROLLBACK1'] });

    expect(await obstacleAt(GROUP, clients, NOW)).toEqual({
      what: 'deployment d-ROLLBACK1 is under way',
      fix: 'aws deploy stop-deployment --auto-rollback-enabled --deployment-id d-ROLLBACK1',
    });
    expect(codeDeploy.commandCalls(ListDeploymentsCommand)[0]?.args[0].input).toEqual({
      applicationName: GROUP.application,
      deploymentGroupName: GROUP.group,
      includeOnlyStatuses: ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'],
    });
  });

  it.each(['Failed', 'Stopped'] as const)(
    'waits for the rollback of a deployment that has just %s',
    async (status) => {
      lastDeployment({ deploymentId: 'd-1', status, endTime: minutesAgo(1) });
      expect((await obstacleAt(GROUP, clients, NOW))?.what).toBe('the rollback of deployment d-1 may begin');

      lastDeployment({ deploymentId: 'd-1', status, endTime: minutesAgo(3) });
      expect(await obstacleAt(GROUP, clients, NOW)).toBeUndefined();
    },
  );

  it('waits for the alarms of the deployment before, which would stop this one', async () => {
    lastDeployment({ deploymentId: 'd-2', status: 'Succeeded', endTime: minutesAgo(1) });
    cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{ AlarmName: 'green-errors' }] });

    expect((await obstacleAt(GROUP, clients, NOW))?.what).toBe(
      'green-errors is in ALARM since deployment d-2',
    );
    expect(cloudWatch.commandCalls(DescribeAlarmsCommand)[0]?.args[0].input).toEqual({
      AlarmNames: ['green-errors', 'green-latency'],
      StateValue: 'ALARM',
    });
  });

  it('leaves an alarm that is red for other reasons to CodeDeploy', async () => {
    lastDeployment({ deploymentId: 'd-2', status: 'Succeeded', endTime: minutesAgo(11) });
    cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{ AlarmName: 'green-errors' }] });

    expect(await obstacleAt(GROUP, clients, NOW)).toBeUndefined();
  });

  it('that is not there yet is left to CodeDeploy, and one that may not be read is no free one', async () => {
    const missing = new DeploymentGroupDoesNotExistException({ message: 'no group', $metadata: {} });
    codeDeploy.on(ListDeploymentsCommand).rejects(missing).on(GetDeploymentGroupCommand).rejects(missing);
    await expect(obstacleAt(GROUP, clients, NOW)).rejects.toThrow(
      'cannot see whether a deployment is under way: no group',
    );

    codeDeploy.on(ListDeploymentsCommand).rejects(new Error('not authorized'));
    await expect(obstacleAt(GROUP, clients, NOW)).rejects.toThrow(
      /^cannot see whether a deployment is under way: not authorized$/,
    );
  });
});

describe('a service of ECS', () => {
  it('is busy while ECS deploys it or takes it back', async () => {
    const serviceDeploymentArn = 'arn:aws:ecs:us-east-1:111122223333:service-deployment/shop/catalog/1';
    ecs.on(ListServiceDeploymentsCommand).resolves({ serviceDeployments: [{ serviceDeploymentArn }] });

    expect((await obstacleAt(SERVICE, clients, NOW))?.what).toBe(
      `deployment ${serviceDeploymentArn} is under way`,
    );
    expect(ecs.commandCalls(ListServiceDeploymentsCommand)[0]?.args[0].input).toMatchObject({
      cluster: 'shop',
      service: SERVICE.service,
      status: expect.arrayContaining([
        'IN_PROGRESS',
        'ROLLBACK_REQUESTED',
        'ROLLBACK_IN_PROGRESS',
      ]) as unknown,
    });
  });

  it('is free otherwise', async () => {
    ecs.on(ListServiceDeploymentsCommand).resolves({});

    expect(await obstacleAt(SERVICE, clients, NOW)).toBeUndefined();
    expect(codeDeploy.calls()).toHaveLength(0);
  });
});

describe('Prepare', () => {
  const s3 = mockClient(S3Client);
  const ssm = mockClient(SSMClient);
  const prepare = async (continuationToken?: string, now = NOW) =>
    prepareRelease(
      jobEvent(continuationToken === undefined ? {} : { continuationToken })['CodePipeline.job'].data,
      clients,
      now,
    );

  beforeEach(() => {
    s3.reset();
    ssm.reset();
    const zip = zipSync(Object.fromEntries([...buildFiles()].map(([name, text]) => [name, strToU8(text)])));
    const Body = { transformToByteArray: () => Promise.resolve(zip) } as never;
    s3.on(GetObjectCommand).resolves({ Body }).on(PutObjectCommand).resolves({});
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: 'arn' } });
    ecs.on(DescribeTaskDefinitionCommand).resolves({ taskDefinition });
  });

  it('waits from the first time on, and releases once the group is free', async () => {
    codeDeploy.on(ListDeploymentsCommand).resolves({ deployments: ['d-ROLLBACK1'] });
    const first = await prepare();
    const { token } = first as Unfinished;
    const second = await prepare(token, new Date(NOW.getTime() + 59 * 60_000));
    expect([first, second]).toEqual([new Unfinished(token), new Unfinished(token)]);

    codeDeploy.on(ListDeploymentsCommand).resolves({ deployments: [] });
    expect(await prepare(token, new Date(NOW.getTime() + 59.5 * 60_000))).toEqual({ image: IMAGE });
  });

  it('fails after an hour, with the name of what it waits for and the way out', async () => {
    codeDeploy.on(ListDeploymentsCommand).resolves({ deployments: ['d-OTHER'] });
    const token = JSON.stringify({ since: minutesAgo(60).getTime() });

    await expect(prepare(token)).rejects.toThrow(
      'deployment d-OTHER is under way, for more than 60 minutes; fix: aws deploy stop-deployment --auto-rollback-enabled --deployment-id d-OTHER, then release again',
    );
  });

  it('takes no token of another make, which would have no end', async () => {
    await expect(prepare('abc')).rejects.toThrow('the continuation token abc is none of this function');
  });
});
