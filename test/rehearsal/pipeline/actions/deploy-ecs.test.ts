import type { NativeRequest } from '../../../../rehearsal/cloud/native-types';
import type { RollingRequest } from '../../../../rehearsal/cloud/types';
import { runEcsDeploy } from '../../../../rehearsal/pipeline/actions/deploy-ecs';
import { nativeStorefront } from '../../cloud/support/models';
import { testAction } from '../model-fixture';
import { GOOD_DEPLOYMENT, testContext } from '../run-context-fixture';

const action = testAction({
  name: 'Deploy',
  inputArtifacts: ['Release'],
  configuration: { ServiceName: 'web', DeploymentTimeout: '20' },
});

function setUp(file: string, name = 'imagedefinitions.json') {
  const requests: RollingRequest[] = [];
  const { context } = testContext({
    deployRolling: (request) => {
      requests.push(request);
      return Promise.resolve(GOOD_DEPLOYMENT);
    },
  });
  context.artifacts.putFiles('Release', { [name]: new TextEncoder().encode(file) });
  return { context, requests };
}

describe('the ECS deploy action', () => {
  it('deploys the image of imagedefinitions.json within its timeout', async () => {
    const { context, requests } = setUp('[{"name":"app","imageUri":"repo@sha256:1"}]');
    expect(await runEcsDeploy(action, context, 'sandbox')).toMatchObject({
      succeeded: true,
      image: 'repo@sha256:1',
    });
    expect(requests).toEqual([{ service: 'web', image: 'repo@sha256:1', timeoutSeconds: 1200 }]);
  });

  it('lets a service shift its traffic by its own strategy', async () => {
    const requests: NativeRequest[] = [];
    const { context } = testContext({
      deployNative: (request) => {
        requests.push(request);
        return Promise.resolve(GOOD_DEPLOYMENT);
      },
    });
    const file = new TextEncoder().encode('[{"name":"app","imageUri":"repo@sha256:1"}]');
    context.artifacts.putFiles('Release', { 'imagedefinitions.json': file });
    const services = context.model.services.map((service) => ({
      ...service,
      ...(nativeStorefront.native && { native: nativeStorefront.native }),
    }));
    const native = { ...context, model: { ...context.model, services } };
    expect(await runEcsDeploy(action, native, 'sandbox')).toMatchObject({ succeeded: true });
    expect(requests).toMatchObject([{ service: 'web', image: 'repo@sha256:1', timeoutSeconds: 1200 }]);
  });

  it('reads the file that the configuration names', async () => {
    const { context, requests } = setUp('[{"name":"app","imageUri":"i"}]', 'other.json');
    const named = { ...action, configuration: { ServiceName: 'arn:web', FileName: 'other.json' } };
    await runEcsDeploy(named, context, 'sandbox');
    expect(requests).toEqual([{ service: 'web', image: 'i' }]);
  });

  it('takes the image of the container that is run, wherever it stands', async () => {
    const { context, requests } = setUp('[{"name":"proxy","imageUri":"p"},{"name":"app","imageUri":"i"}]');
    const services = context.model.services.map((service) => ({
      ...service,
      task: { ...service.task, properties: { ContainerDefinitions: [{ Name: 'proxy' }, { Name: 'app' }] } },
    }));
    await runEcsDeploy(action, { ...context, model: { ...context.model, services } }, 'sandbox');
    expect(requests).toMatchObject([{ image: 'i' }]);
    const only = setUp('[{"name":"proxy","imageUri":"p"}]').context;
    const run = runEcsDeploy(action, { ...only, model: { ...only.model, services } }, 'sandbox');
    await expect(run).rejects.toThrow('imagedefinitions.json names no image for app, the container of web');
  });

  it.each([
    ['what is no JSON', '[{"name":', 'imagedefinitions.json must be a list of { "name", "imageUri" }'],
    ['an empty file', '', 'imagedefinitions.json must be a list'],
    ['an entry without an image', '[{"name":"app"}]', 'imagedefinitions.json must be a list'],
    [
      'one container of two that is not there',
      '[{"name":"app","imageUri":"i"},{"name":"sidecar","imageUri":"s"}]',
      'has no container sidecar',
    ],
    ['an empty list', '[]', 'must be a list of { "name", "imageUri" }'],
    ['the form of the other action', '{"ImageURI":"i"}', 'must be a list of { "name", "imageUri" }'],
    [
      'a container that is not there',
      '[{"name":"web","imageUri":"i"}]',
      'the task definition of web has no container web',
    ],
    ['a file over 100 KB', `[{"name":"app","imageUri":"${'i'.repeat(110_000)}"}]`, 'is larger than 100 KB'],
  ])('fails for %s', async (_what, file, message) => {
    await expect(runEcsDeploy(action, setUp(file).context, 'sandbox')).rejects.toThrow(message);
  });

  it('fails when the artifact does not have the file', async () => {
    await expect(runEcsDeploy(action, setUp('[]', 'other.json').context, 'sandbox')).rejects.toThrow(
      'the artifact Release has no file imagedefinitions.json',
    );
  });

  it.each([
    ['its reason', { status: 'failed' as const, reason: 'circuit breaker' }, 'circuit breaker'],
    ['its status, when it has no reason', { status: 'rolled-back' as const }, 'the deployment rolled-back'],
  ])('fails with %s when the deployment did', async (_what, ended, reason) => {
    const deployment = { ...GOOD_DEPLOYMENT, ...ended };
    const { context } = testContext({ deployRolling: () => Promise.resolve(deployment) });
    const file = new TextEncoder().encode('[{"name":"app","imageUri":"i"}]');
    context.artifacts.putFiles('Release', { 'imagedefinitions.json': file });
    expect(await runEcsDeploy(action, context, 'sandbox')).toEqual({
      succeeded: false,
      deployment,
      image: 'i',
      detail: 'd-1',
      reason,
    });
  });

  it('names a service that the assembly does not have', async () => {
    const other = { ...action, configuration: { ServiceName: 'gone' } };
    await expect(runEcsDeploy(other, setUp('[]').context, 'sandbox')).rejects.toThrow(
      'the assembly has no ECS service gone',
    );
  });
});
