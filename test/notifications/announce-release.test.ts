import { CodeDeployClient, GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import {
  CodePipelineClient,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListRuleExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../lib/notifications/announce-release.lambda';
import {
  actionOf,
  COMMIT,
  sandboxDeployment,
  ECS_ROLLBACK,
  sandboxEcs,
  EXECUTION,
  pipelineEvent,
} from '../shared/aws-events';

const sns = mockClient(SNSClient);
const codePipeline = mockClient(CodePipelineClient);
const codeDeploy = mockClient(CodeDeployClient);
const log = jest.spyOn(process.stdout, 'write');

const SETTINGS = {
  PROJECT: 'shop',
  TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:releases',
  SERVICES: 'catalog,storefront',
  ENVIRONMENTS: 'sandbox,production',
  RELEASE_VIEWS: 'sandbox@us-east-1=catalog+storefront,production@eu-west-1=storefront',
};
const DASHBOARDS = {
  sandbox:
    'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/shop_sandbox_storefront',
  production:
    'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/shop_production_storefront',
};
const CONSOLE = 'https://us-east-1.console.aws.amazon.com';
const EXECUTION_PAGE = `${CONSOLE}/codesuite/codepipeline/pipelines/shop-storefront/executions/${EXECUTION}/visualization?region=us-east-1`;
const revision = {
  revisionId: COMMIT,
  revisionSummary: 'Paint it blue\n',
  revisionUrl: 'https://x/commit',
};

let count = 0;
/** Each event has an id of its own, because the function remembers them. */
const fresh = <T extends object>(event: T) => ({ ...event, id: `event-${(count += 1)}` });

beforeEach(() => {
  for (const client of [sns, codePipeline, codeDeploy]) client.reset();
  log.mockReset().mockReturnValue(true);
  Object.assign(process.env, SETTINGS);
  sns.on(PublishCommand).resolves({});
  codePipeline
    .on(GetPipelineExecutionCommand)
    .resolves({ pipelineExecution: { artifactRevisions: [{ name: 'SourceArtifact', ...revision }] } });
});

afterEach(() => {
  for (const name of Object.keys(SETTINGS)) delete process.env[name];
});

const published = () => sns.commandCalls(PublishCommand).map(({ args: [{ input }] }) => input);

/** The one message that an event gives: as e-mail and as chat. */
async function messageOf(event: object): Promise<{ subject: string; text: string; chat: unknown }> {
  await handler(event);
  const [input, ...more] = published();
  expect(more).toEqual([]);
  const { default: text = '', https = '{}' } = JSON.parse(input?.Message ?? '{}') as Record<string, string>;
  return { subject: input?.Subject ?? '', text, chat: JSON.parse(https) };
}

it('says that a release has started, with its commit, once as text and once for chat', async () => {
  const event = fresh(actionOf('Source', 'SUCCEEDED'));
  const { text, chat } = await messageOf(event);

  expect(text).toBe(
    [
      'storefront: release started',
      '',
      'Commit: 9f3c1d2e4b5a Paint it blue',
      '',
      `Execution: ${EXECUTION_PAGE}`,
      'Commit: https://x/commit',
      `Dashboard of sandbox: ${DASHBOARDS.sandbox}`,
      `Dashboard of production: ${DASHBOARDS.production}`,
      '',
    ].join('\n'),
  );
  expect(chat).toEqual({
    version: '1.0',
    source: 'custom',
    id: event.id,
    content: {
      textType: 'client-markdown',
      title: ':rocket: storefront: release started',
      description: `Commit: 9f3c1d2e4b5a Paint it blue\n<${EXECUTION_PAGE}|Execution> | <https://x/commit|Commit> | <${DASHBOARDS.sandbox}|Dashboard of sandbox> | <${DASHBOARDS.production}|Dashboard of production>`,
      keywords: ['storefront', 'started'],
    },
    metadata: { threadId: EXECUTION, summary: 'storefront: release started', eventType: 'started' },
  });
  expect(published()[0]).toMatchObject({
    TopicArn: SETTINGS.TOPIC_ARN,
    Subject: 'storefront: release started',
    MessageStructure: 'json',
    MessageAttributes: { kind: { StringValue: 'started' }, service: { StringValue: 'storefront' } },
  });
});

it('says which version is released again, and no commit that is not', async () => {
  const variables = [{ name: 'VERSION', resolvedValue: '1f3c9a2b7d10' }];
  codePipeline
    .on(GetPipelineExecutionCommand)
    .resolves({ pipelineExecution: { artifactRevisions: [revision], variables } });

  const { subject, text } = await messageOf(fresh(actionOf('Source', 'SUCCEEDED')));
  expect(subject).toBe('storefront: release of an earlier version started');
  expect(text).toContain('Version: 1f3c9a2b7d10');
  expect(text).not.toContain('ommit');
});

it('says where an approval is given', async () => {
  const { subject, text } = await messageOf(fresh(actionOf('Approval', 'STARTED')));
  expect(subject).toBe('storefront: release waits at Approve-production');
  expect(text).toContain('when somebody approves it');
  expect(text).toContain(
    `Review: ${CONSOLE}/codesuite/codepipeline/pipelines/shop-storefront/view?region=us-east-1\nExecution: `,
  );
});

describe('a failed release', () => {
  const failed = (category: string, errorDetails: object) => ({
    actionExecutionDetails: [
      {
        stageName: 'sandbox',
        actionName: 'Deploy',
        status: 'Failed' as const,
        input: {
          actionTypeId: {
            category: category as 'Deploy',
            owner: 'AWS' as const,
            provider: 'x',
            version: '1',
          },
        },
        output: { executionResult: { errorDetails, externalExecutionUrl: 'https://x/d-1' } },
      },
    ],
  });

  it('has its place, its reason and the page about it', async () => {
    codePipeline.on(ListActionExecutionsCommand).resolves(failed('Deploy', { message: 'd-1 was stopped' }));

    const { subject, text, chat } = await messageOf(fresh(pipelineEvent('FAILED')));
    expect(subject).toBe('storefront: release failed in sandbox at Deploy');
    expect(text).toContain(
      `Reason: d-1 was stopped\nTraffic that the deployment has shifted goes back by itself.\n\nDetails: https://x/d-1\nExecution: ${EXECUTION_PAGE}`,
    );
    expect(text).toMatch(/Dashboard of sandbox: .*shop_sandbox_storefront\n$/);
    expect(text).not.toContain('Dashboard of production');
    expect(chat).toMatchObject({ content: { title: `:x: ${subject}` } });
    expect(codePipeline.commandCalls(ListActionExecutionsCommand)[0]?.args[0].input).toEqual({
      pipelineName: 'shop-storefront',
      filter: { pipelineExecutionId: EXECUTION },
      maxResults: 100,
    });
    expect(codePipeline.commandCalls(ListRuleExecutionsCommand)).toHaveLength(0);
  });

  it('was not approved when the action was an approval', async () => {
    codePipeline.on(ListActionExecutionsCommand).resolves(failed('Approval', { message: 'too late today' }));

    const { subject, text } = await messageOf(fresh(pipelineEvent('FAILED')));
    expect(subject).toBe('storefront: release was not approved in sandbox at Deploy');
    expect(text).toContain('Reason: too late today\n\n');
  });

  it('names the condition when no action failed', async () => {
    codePipeline.on(ListActionExecutionsCommand).resolves({ actionExecutionDetails: [] });
    codePipeline
      .on(ListRuleExecutionsCommand)
      .resolves({ ruleExecutionDetails: [{ stageName: 'production', ruleName: 'Calm', status: 'Failed' }] });

    const { subject } = await messageOf(fresh(pipelineEvent('FAILED')));
    expect(subject).toBe('storefront: release failed in production at condition Calm');
  });

  it('is announced without details rather than not at all', async () => {
    codePipeline.on(GetPipelineExecutionCommand).rejects(new Error('not authorized'));
    codePipeline.on(ListActionExecutionsCommand).rejects(new Error('slow down'));

    const { subject, text } = await messageOf(fresh(pipelineEvent('FAILED')));
    expect(subject).toBe('storefront: release failed');
    expect(text).toContain('The execution page tells where it failed.');
    expect(log.mock.calls.join('')).toMatch(/left out: not authorized.*left out: slow down/s);
  });
});

describe('a good end', () => {
  const history = (...executions: object[]) =>
    codePipeline.on(ListPipelineExecutionsCommand).resolves({
      pipelineExecutionSummaries: [{ pipelineExecutionId: EXECUTION, status: 'Succeeded' }, ...executions],
    });

  it('after a failure is a recovery', async () => {
    history({ pipelineExecutionId: 'before', status: 'Failed' });

    const { subject, text } = await messageOf(fresh(pipelineEvent('SUCCEEDED')));
    expect(subject).toBe('storefront: recovered, a release succeeded again');
    expect(text).toContain('Commit: 9f3c1d2e4b5a Paint it blue');
  });

  it('after a good end is no news', async () => {
    history({ pipelineExecutionId: 'before', status: 'Succeeded' });

    await handler(fresh(pipelineEvent('SUCCEEDED')));
    expect(published()).toEqual([]);
    expect(log.mock.calls.join('')).toContain('nothing to say');
  });

  it('of a rollback of a stage says so', async () => {
    codePipeline.on(ListPipelineExecutionsCommand).resolves({
      pipelineExecutionSummaries: [{ pipelineExecutionId: EXECUTION, executionType: 'ROLLBACK' }],
    });

    const { subject, chat } = await messageOf(fresh(pipelineEvent('SUCCEEDED')));
    expect(subject).toBe('storefront: stage rolled back to an earlier release');
    expect(chat).toMatchObject({ metadata: { eventType: 'rolled-back' } });
  });

  it('whose history cannot be read is tried again, because it may be a recovery', async () => {
    codePipeline.on(ListPipelineExecutionsCommand).rejects(new Error('slow down'));

    await expect(handler(fresh(pipelineEvent('SUCCEEDED')))).rejects.toThrow('slow down');
  });
});

describe('a deployment of CodeDeploy', () => {
  const rollbackInfo = { rollbackTriggeringDeploymentId: 'd-FAILED1', rollbackMessage: 'rolled back' };
  const rollback = { deploymentInfo: { creator: 'codeDeployRollback' as const, rollbackInfo } };
  const asked = (deploymentId: string) => codeDeploy.on(GetDeploymentCommand, { deploymentId });

  it('that is a way back says why, with both deployments', async () => {
    asked('d-ROLLBACK1').resolves(rollback);
    asked('d-FAILED1').resolves({ deploymentInfo: { errorInformation: { message: 'an alarm went off' } } });

    const { subject, text, chat } = await messageOf(fresh(sandboxDeployment('SUCCESS')));
    expect(subject).toBe('storefront: rolled back in sandbox');
    expect(text).toContain('The version before has all of the traffic again.\nReason: an alarm went off');
    expect(text).toContain(
      `Failed deployment: ${CONSOLE}/codesuite/codedeploy/deployments/d-FAILED1?region=us-east-1\nRollback: ${CONSOLE}/codesuite/codedeploy/deployments/d-ROLLBACK1?region=us-east-1`,
    );
    expect(text).toMatch(/d-ROLLBACK1\?region=us-east-1\nDashboard of sandbox: .*shop_sandbox_storefront\n$/);
    expect(chat).toMatchObject({ metadata: { threadId: 'd-FAILED1' } });
  });

  it('that is a way back says what it can', async () => {
    asked('d-ROLLBACK1').resolves(rollback);
    asked('d-FAILED1').rejects(new Error('slow down'));
    expect((await messageOf(fresh(sandboxDeployment('SUCCESS')))).text).toContain('Reason: rolled back');

    sns.resetHistory();
    asked('d-ROLLBACK1').resolves({ deploymentInfo: { creator: 'codeDeployRollback' } });
    const { text, chat } = await messageOf(fresh(sandboxDeployment('SUCCESS')));
    expect(text).toContain('Reason: CodeDeploy gave none');
    expect(text).not.toContain('Failed deployment');
    expect(chat).toMatchObject({ metadata: { threadId: 'd-ROLLBACK1' } });
  });

  it.each([{ deploymentInfo: { creator: 'user' as const } }, {}])(
    'that is a release (%j) is no news',
    async (answer) => {
      asked('d-ROLLBACK1').resolves(answer);

      await handler(fresh(sandboxDeployment('SUCCESS')));
      expect(published()).toEqual([]);
    },
  );

  it('that cannot be read is tried again', async () => {
    asked('d-ROLLBACK1').rejects(new Error('slow down'));

    await expect(handler(fresh(sandboxDeployment('SUCCESS')))).rejects.toThrow('slow down');
  });
});

it('says that ECS goes back, with its reason', async () => {
  const { subject, text } = await messageOf(
    fresh(sandboxEcs('SERVICE_DEPLOYMENT_IN_PROGRESS', ECS_ROLLBACK)),
  );
  expect(subject).toBe('catalog: rolled back in sandbox');
  expect(text).toContain(`Reason: ${ECS_ROLLBACK}`);
  expect(text).toContain(
    `Deployments: ${CONSOLE}/ecs/v2/clusters/shop-sandbox-platform-ClusterEB0386A7-Nf8Kq0/services/shop-sandbox-catalog-Service9571FDD8-a1B2c3/deployments?region=us-east-1`,
  );
});

it('says at once that ECS has given up, with its reason', async () => {
  const reason = 'ECS deployment circuit breaker: tasks failed to start.';
  const { subject, text } = await messageOf(fresh(sandboxEcs('SERVICE_DEPLOYMENT_FAILED', reason)));
  expect(subject).toBe('catalog: deployment failed in sandbox');
  expect(text).toContain(`Reason: ${reason}`);
});

describe('an event', () => {
  it('that is delivered twice is announced once', async () => {
    const event = fresh(actionOf('Source', 'SUCCEEDED'));
    await handler(event);
    await handler(event);

    expect(published()).toHaveLength(1);
    expect(log.mock.calls.join('')).toContain('the event was delivered before');
  });

  it('that could not be announced is announced when it comes again', async () => {
    const event = fresh(actionOf('Source', 'SUCCEEDED'));
    sns.on(PublishCommand).rejectsOnce(new Error('slow down')).resolves({});

    await expect(handler(event)).rejects.toThrow('slow down');
    await handler(event);
    expect(published()).toHaveLength(2);
  });

  it('without an id is announced each time', async () => {
    await handler({ ...actionOf('Source', 'SUCCEEDED'), id: undefined });
    await handler({ ...actionOf('Source', 'SUCCEEDED'), id: undefined });

    expect(published()).toHaveLength(2);
  });

  it.each([[{ 'detail-type': 'ECR Image Scan' }], [undefined], ['text']])(
    'that nobody knows (%j) leaves a line in the log and nothing else',
    async (event) => {
      await handler(event);

      expect(published()).toEqual([]);
      expect(log.mock.calls.join('')).toMatch(/"message":"ignored","reason":"events of the kind/);
    },
  );
});

it('a message keeps to what SNS and chat take, whatever a commit says', async () => {
  const revisionSummary = `<!channel> & ünï \u001b[2J ${'x'.repeat(2000)}${'🚀'.repeat(99)}`;
  codePipeline
    .on(GetPipelineExecutionCommand)
    .resolves({ pipelineExecution: { artifactRevisions: [{ ...revision, revisionSummary }] } });
  const stage = `prodüction\n${'y'.repeat(200)}`;

  const { subject, text, chat } = await messageOf(fresh(actionOf('Approval', 'STARTED', { stage })));
  expect(subject).toMatch(/^storefront: release waits at production y+$/);
  expect(subject).toHaveLength(99);
  expect(text).toContain('<!channel> & ünï');
  expect(text).toMatch(/x…\n/);
  expect(text).not.toMatch(/\p{Surrogate}|(?!\n)\p{Cc}/u);
  expect(text.length).toBeLessThan(3000);
  expect(JSON.stringify(chat)).toContain('&lt;!channel&gt; &amp; ünï');
});
