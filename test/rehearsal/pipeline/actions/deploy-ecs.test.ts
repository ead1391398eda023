import type { RollingRequest } from '../../../../rehearsal/cloud/types';
import { runEcsDeploy } from '../../../../rehearsal/pipeline/actions/deploy-ecs';
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

  it('reads the file that the configuration names', async () => {
    const { context, requests } = setUp('[{"name":"app","imageUri":"i"}]', 'other.json');
    const named = { ...action, configuration: { ServiceName: 'arn:web', FileName: 'other.json' } };
    await runEcsDeploy(named, context, 'sandbox');
    expect(requests).toEqual([{ service: 'web', image: 'i' }]);
  });

  it.each([
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

  it('names a service that the assembly does not have', async () => {
    const other = { ...action, configuration: { ServiceName: 'gone' } };
    await expect(runEcsDeploy(other, setUp('[]').context, 'sandbox')).rejects.toThrow(
      'the assembly has no ECS service gone',
    );
  });
});
