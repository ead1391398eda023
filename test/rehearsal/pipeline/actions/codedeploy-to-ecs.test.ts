import { randomBytes } from 'node:crypto';
import type { CodeDeployRequest, DeploymentOutcome, HookAnswer } from '../../../../rehearsal/cloud/types';
import type { RunContext } from '../../../../rehearsal/pipeline/action';
import { runCodeDeployToEcs } from '../../../../rehearsal/pipeline/actions/codedeploy-to-ecs';
import { execute } from '../../../../rehearsal/pipeline/execute';
import { testAction, testStage } from '../model-fixture';
import { GOOD_DEPLOYMENT, testContext } from '../run-context-fixture';

const APPSPEC = `version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION>
        LoadBalancerInfo: { ContainerName: app, ContainerPort: 8080 }
Hooks: [{ AfterAllowTestTraffic: check }]
`;
const FILES = {
  'taskdef.json':
    '{ "family": "web", "containerDefinitions": [{ "name": "app", "image": "<IMAGE1_NAME>" }] }',
  'appspec.yml': APPSPEC,
  'imageDetail.json': '{ "ImageURI": "repo/web@sha256:1" }',
};
const action = testAction({
  name: 'Deploy',
  provider: 'CodeDeployToECS',
  inputArtifacts: ['Release'],
  configuration: {
    ApplicationName: 'shop',
    DeploymentGroupName: 'web-group',
    TaskDefinitionTemplateArtifact: 'Release',
    AppSpecTemplateArtifact: 'Release',
    AppSpecTemplatePath: 'appspec.yml',
    Image1ArtifactName: 'Release',
    Image1ContainerName: 'IMAGE1_NAME',
  },
});

const RED = { kind: 'alarm' as const, name: 'errors' };
const DOCUMENT = { taskDefinitionArn: 'arn:web:1', family: 'web', revision: 1, status: 'ACTIVE' as const };

function put(context: RunContext, files: Record<string, string>): void {
  const encoded = Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)]);
  context.artifacts.putFiles('Release', Object.fromEntries(encoded) as Record<string, Uint8Array>);
}

function cloud(
  deploy: (request: CodeDeployRequest) => Promise<DeploymentOutcome> = () => Promise.resolve(GOOD_DEPLOYMENT),
) {
  const requests: CodeDeployRequest[] = [];
  const registered: unknown[] = [];
  return {
    requests,
    registered,
    registerTaskDefinition: (request: unknown) => {
      registered.push(request);
      return 'arn:web:2';
    },
    deployWithCodeDeploy: async (request: CodeDeployRequest) => {
      requests.push(request);
      return deploy(request);
    },
  };
}

describe('CodeDeployToECS', () => {
  it('registers the template with the image in place of its placeholder and deploys that revision', async () => {
    const stand = cloud();
    const { context } = testContext(stand);
    put(context, FILES);
    const outcome = await runCodeDeployToEcs(action, context, 'sandbox');
    expect(outcome).toMatchObject({ succeeded: true, image: 'repo/web@sha256:1', detail: 'd-1' });
    expect(stand.registered).toEqual([
      { family: 'web', containerDefinitions: [{ name: 'app', image: 'repo/web@sha256:1' }] },
    ]);
    expect(stand.requests[0]).toMatchObject({
      service: 'web',
      taskDefinitionArn: 'arn:web:2',
      hooks: { AfterAllowTestTraffic: 'check' },
    });
  });

  it.each([
    ['that a template defines', 'arn:web:1', 'arn:web:1'],
    ['from elsewhere', 'arn:aws:ecs:eu-west-1:1:task-definition/other:9', 'arn:task:1'],
  ])('warns of a fixed revision %s and deploys what CodeDeploy would', async (_what, named, deployed) => {
    const stand = {
      ...cloud(),
      describeTaskDefinition: (arn: string) => (arn === 'arn:web:1' ? DOCUMENT : undefined),
    };
    const { context, events } = testContext(stand);
    put(context, { ...FILES, 'appspec.yml': APPSPEC.replace('<TASK_DEFINITION>', named) });
    expect(await runCodeDeployToEcs(action, context, 'sandbox')).toMatchObject({ succeeded: true });
    expect(stand.requests[0]?.taskDefinitionArn).toBe(deployed);
    const notes = events.filter((event) => event.type === 'note');
    expect(notes[0]?.text).toContain(
      `Warning: the AppSpec names ${named} where <TASK_DEFINITION> is expected`,
    );
    expect(notes).toHaveLength(1);
  });

  it('lets a deployment go on past a hook that is not run', async () => {
    const answers: HookAnswer[] = [];
    const stand = cloud(async ({ invokeHook }) => {
      const payload = { DeploymentId: 'd', LifecycleEventHookExecutionId: 'e' };
      const { signal } = new AbortController();
      const call = { functionName: 'check', lifecycleEvent: 'AfterAllowTestTraffic', payload, signal };
      answers.push(await invokeHook(call));
      return GOOD_DEPLOYMENT;
    });
    const { context, unchecked } = testContext(stand);
    put(context, FILES);
    const functionsNotRun = [{ name: 'check', arn: 'arn:check', why: 'a function on python3.13 is not run' }];
    await runCodeDeployToEcs(action, { ...context, model: { ...context.model, functionsNotRun } }, 'sandbox');
    expect(answers).toEqual([{ status: 'Succeeded' }]);
    expect(unchecked).toEqual(['check: a function on python3.13 is not run, so it decides nothing']);
  });

  it('says nothing of an AppSpec with the placeholder', async () => {
    const { context, events } = testContext(cloud());
    put(context, { ...FILES, 'appspec.yml': APPSPEC.replace('8080', '"8080"') });
    expect(await runCodeDeployToEcs(action, context, 'sandbox')).toMatchObject({ succeeded: true });
    expect(events.filter((event) => event.type === 'note')).toEqual([]);
  });

  it('fails with the reason of the deployment', async () => {
    const failed = { ...GOOD_DEPLOYMENT, status: 'rolled-back' as const, reason: 'alarm errors is in ALARM' };
    const { context } = testContext(cloud(() => Promise.resolve(failed)));
    put(context, FILES);
    expect(await runCodeDeployToEcs(action, context, 'sandbox')).toMatchObject({
      succeeded: false,
      reason: 'alarm errors is in ALARM',
      deployment: failed,
    });
  });

  it('fails at once when the deployment has failed; CodeDeploy takes it back meanwhile', async () => {
    const undone = { ...GOOD_DEPLOYMENT, status: 'rolled-back' as const, reason: 'alarm errors is in ALARM' };
    let finishRollback: (outcome: DeploymentOutcome) => void = () => undefined;
    const stand = cloud(async ({ onFailure }) => {
      await new Promise(setImmediate);
      onFailure?.('alarm errors is in ALARM', RED);
      return new Promise((resolve) => (finishRollback = resolve));
    });
    const { context } = testContext(stand);
    put(context, FILES);

    const { takenBack, ...outcome } = await runCodeDeployToEcs(action, context, 'sandbox');
    expect(outcome).toEqual({
      succeeded: false,
      reason: 'alarm errors is in ALARM',
      cause: RED,
      image: 'repo/web@sha256:1',
    });
    finishRollback(undone);
    expect(await takenBack).toMatchObject({ succeeded: false, deployment: undone });
  });

  it('is told of in the end with what became of the deployment', async () => {
    const undone = { ...GOOD_DEPLOYMENT, status: 'rolled-back' as const };
    const { context } = testContext(
      cloud(async ({ onFailure }) => {
        await new Promise(setImmediate);
        onFailure?.('alarm errors is in ALARM', RED);
        await new Promise(setImmediate);
        return undone;
      }),
    );
    put(context, FILES);

    expect(await execute([testStage('sandbox', action)], context)).toMatchObject({
      stopped: { action: 'Deploy', reason: 'alarm errors is in ALARM' },
      deployment: { deployment: undone, image: 'repo/web@sha256:1' },
    });
  });

  it.each([
    ['no taskdef.json', { 'taskdef.json': undefined }, 'the artifact Release has no file taskdef.json'],
    [
      'an AppSpec that is not there',
      { 'appspec.yml': undefined },
      'the artifact Release has no file appspec.yml',
    ],
    ['a broken AppSpec', { 'appspec.yml': `${APPSPEC}: [` }, 'the AppSpec is not YAML'],
    ['another port', { 'appspec.yml': APPSPEC.replace('8080', '80') }, 'sends traffic to app:80, but'],
    ['no imageDetail.json', { 'imageDetail.json': undefined }, 'has no file imageDetail.json'],
    [
      'a broken imageDetail.json',
      { 'imageDetail.json': 'ImageURI' },
      'imageDetail.json is not a JSON object',
    ],
    ['an image that is no text', { 'imageDetail.json': '{ "ImageURI": 1 }' }, 'has no text ImageURI'],
    ['a taskdef.json that is null', { 'taskdef.json': 'null' }, 'taskdef.json is not a JSON object'],
    ['a broken taskdef.json', { 'taskdef.json': '{' }, 'taskdef.json is not a JSON object'],
    [
      'an imageDetail.json without the image',
      { 'imageDetail.json': '{}' },
      'imageDetail.json has no text ImageURI',
    ],
    [
      'another container',
      { 'appspec.yml': APPSPEC.replace('app,', 'web,') },
      'the container of web is app:8080',
    ],
  ])('fails for %s', async (_what, change, message) => {
    const { context } = testContext(cloud());
    const files = Object.entries({ ...FILES, ...change }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    put(context, Object.fromEntries(files));
    await expect(runCodeDeployToEcs(action, context, 'sandbox')).rejects.toThrow(message);
  });

  it('deploys nothing when the AppSpec is wrong', async () => {
    const stand = cloud();
    const { context } = testContext(stand);
    put(context, { ...FILES, 'appspec.yml': APPSPEC.replace('AfterAllowTestTraffic', 'Install') });
    await expect(runCodeDeployToEcs(action, context, 'sandbox')).rejects.toThrow('unknown events: Install');
    expect(stand.requests).toEqual([]);
  });

  it('refuses an artifact over 3 MB before it looks into it', async () => {
    const stand = cloud();
    const { context } = testContext(stand);
    const noise = randomBytes(3 * 1024 * 1024).toString('base64');
    put(context, { ...FILES, noise });
    await expect(runCodeDeployToEcs(action, context, 'sandbox')).rejects.toThrow(
      /the artifact Release has \d\.\d MB; CodeDeployToECS accepts 3 MB/,
    );
    expect(stand.registered).toEqual([]);
  });

  it('fills up to four images, each with its own artifact', async () => {
    const stand = cloud();
    const { context } = testContext(stand);
    const sidecar = { 'imageDetail.json': new TextEncoder().encode('{ "ImageURI": "repo/side@sha256:2" }') };
    context.artifacts.putFiles('Sidecar', sidecar);
    const taskdef = '{ "images": ["<IMAGE1_NAME>", "<SIDE>", "<SIDE>", "<OTHER>"] }';
    put(context, { ...FILES, 'taskdef.json': taskdef });
    const more = { Image4ArtifactName: 'Sidecar', Image4ContainerName: 'SIDE' };
    const two = { ...action, configuration: { ...action.configuration, ...more } };
    expect((await runCodeDeployToEcs(two, context, 'sandbox')).image).toBe('repo/web@sha256:1');
    expect(stand.registered).toEqual([
      { images: ['repo/web@sha256:1', 'repo/side@sha256:2', 'repo/side@sha256:2', '<OTHER>'] },
    ]);
  });

  it('reads the default file names from the first input when none is configured', async () => {
    const stand = cloud();
    const { context } = testContext(stand);
    const { 'appspec.yml': text, ...files } = FILES;
    put(context, { ...files, 'appspec.yaml': text });
    const configuration = { ApplicationName: 'shop', DeploymentGroupName: 'web-group' };
    await runCodeDeployToEcs({ ...action, configuration }, context, 'sandbox');
    expect(stand.registered).toEqual([JSON.parse(FILES['taskdef.json'])]);
    expect(stand.requests[0]?.hooks).toEqual({ AfterAllowTestTraffic: 'check' });
  });

  it('names a deployment group that the assembly does not have', async () => {
    const { context } = testContext(cloud());
    const other = { ...action, configuration: { ...action.configuration, DeploymentGroupName: 'other' } };
    await expect(runCodeDeployToEcs(other, context, 'sandbox')).rejects.toThrow(
      'no deployment group shop/other',
    );
  });
});

describe('a lifecycle hook', () => {
  const payload = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'h-1' };

  async function askHook(
    invoke: (
      context: RunContext,
    ) => Promise<{ succeeded: true; result: unknown } | { succeeded: false; reason: string }>,
    signal = new AbortController().signal,
  ): Promise<HookAnswer> {
    let answer: Promise<HookAnswer> | undefined;
    const stand = cloud(({ invokeHook }) => {
      answer = invokeHook({
        functionName: 'check',
        lifecycleEvent: 'AfterAllowTestTraffic',
        payload,
        signal,
      });
      return Promise.resolve(GOOD_DEPLOYMENT);
    });
    const made: ReturnType<typeof testContext> = testContext(stand, () => invoke(made.context));
    put(made.context, FILES);
    await runCodeDeployToEcs(action, made.context, 'sandbox');
    return (await answer) ?? { status: 'Failed', detail: 'never asked' };
  }

  it('ends with what the function told CodeDeploy', async () => {
    const answer = await askHook((context) => {
      const { PutLifecycleEventHookExecutionStatus: tell } = context.answers.deployOperations();
      tell?.({ deploymentId: 'd-1', lifecycleEventHookExecutionId: 'h-1', status: 'Succeeded' });
      return Promise.resolve({ succeeded: true, result: null });
    });
    expect(answer).toEqual({ status: 'Succeeded' });
  });

  it('fails when the function fails', async () => {
    const answer = await askHook(() => Promise.resolve({ succeeded: false, reason: 'Error: broken' }));
    expect(answer).toEqual({ status: 'Failed', detail: 'Error: broken', broken: true });
  });

  it('takes no for an answer, with what the function printed last as the reason', async () => {
    const answer = await askHook((context) => {
      jest.spyOn(context.functions, 'reasonOf').mockReturnValue('/cart: status 500');
      const { PutLifecycleEventHookExecutionStatus: tell } = context.answers.deployOperations();
      tell?.({ deploymentId: 'd-1', lifecycleEventHookExecutionId: 'h-1', status: 'Failed' });
      return Promise.resolve({ succeeded: true, result: null });
    });
    expect(answer).toEqual({ status: 'Failed', detail: '/cart: status 500' });
  });

  it('gives up at once when CodeDeploy did before the function ended', async () => {
    const answer = askHook(() => Promise.resolve({ succeeded: true, result: null }), AbortSignal.abort());
    await expect(answer).rejects.toThrow('check did not answer CodeDeploy');
  });

  it('waits for a function that ended without an answer until CodeDeploy gives up', async () => {
    const signal = AbortSignal.timeout(10);
    const answer = askHook(() => Promise.resolve({ succeeded: true, result: null }), signal);
    await expect(answer).rejects.toThrow('check did not answer CodeDeploy');
  });
});
