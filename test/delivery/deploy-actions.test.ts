import { project } from '../../bin/environments';
import type { ServiceInput } from '../../lib/config/types';
import { RELEASE_FILES } from '../../lib/pipeline/release-files';
import { synthesize, templatesOf } from '../shared/assembly';

interface Action {
  readonly Name: string;
  readonly ActionTypeId: { readonly Category: string; readonly Provider: string };
  readonly Configuration: Readonly<Record<string, unknown>>;
  readonly InputArtifacts: readonly { readonly Name: string }[];
  readonly RunOrder: number;
}

/** A service that ECS itself shifts, beside those of the sandbox. */
const checkout: ServiceInput = {
  name: 'checkout',
  exposure: 'public',
  delivery: { kind: 'canary', controller: 'ecs', percent: 10, intervalMinutes: 5 },
};
const environments = project.environments.map((environment) => ({
  ...environment,
  services: [...environment.services, checkout],
}));
const templates = templatesOf(synthesize({ ...project, environments }));

/** An action of a service's pipeline. */
function actionOf(service: string, name: string): Action | undefined {
  const pipelines = Object.values(templates.get(`${service}-Pipeline`)?.Resources ?? {}).filter(
    ({ Type }) => Type === 'AWS::CodePipeline::Pipeline',
  );
  const stages = pipelines.flatMap(
    ({ Properties }) => Properties?.Stages as { readonly Actions: Action[] }[],
  );
  return stages.flatMap(({ Actions }) => Actions).find(({ Name }) => Name === name);
}

const output = (text: string): object => ({
  'Fn::GetStackOutput': expect.objectContaining({
    OutputName: expect.stringMatching(text) as string,
  }) as object,
});

it('a canary is started by CodeDeployToECS from the files that Prepare rendered', () => {
  const action = actionOf('storefront', 'Deploy');
  const [input] = action?.InputArtifacts ?? [];
  expect(action?.ActionTypeId).toMatchObject({ Category: 'Deploy', Provider: 'CodeDeployToECS' });
  expect(action?.InputArtifacts).toHaveLength(1);
  expect(action?.Configuration).toEqual({
    ApplicationName: output('DeliveryApplication'),
    DeploymentGroupName: output('DeliveryGroup'),
    TaskDefinitionTemplateArtifact: input?.Name,
    TaskDefinitionTemplatePath: RELEASE_FILES.taskDefinition,
    AppSpecTemplateArtifact: input?.Name,
    AppSpecTemplatePath: RELEASE_FILES.appSpec,
  });
});

it.each([
  ['a rolling update', 'catalog'],
  ['a shift by ECS', 'checkout'],
])('%s is started by the ECS action from the image definitions', (_, service) => {
  const action = actionOf(service, 'Deploy');
  expect(action?.ActionTypeId).toMatchObject({ Category: 'Deploy', Provider: 'ECS' });
  expect(action?.Configuration).toEqual({
    ClusterName: output('Cluster'),
    ServiceName: output('Service'),
    FileName: RELEASE_FILES.imageDefinitions,
  });
});

it.each([
  ['storefront', true],
  ['catalog', false],
  ['checkout', false],
])('Prepare of %s is told of a hook for CodeDeploy: %s', (service, told) => {
  const parameters = JSON.stringify(actionOf(service, 'Prepare')?.Configuration.UserParameters);
  expect(parameters.includes('hookFunction')).toBe(told);
});
