import { project } from '../../bin/environments';
import { RELEASE_FILES } from '../../lib/pipeline/release-files';
import { synthesize, templatesOf } from '../shared/assembly';

interface Action {
  readonly Name: string;
  readonly ActionTypeId: { readonly Category: string; readonly Provider: string };
  readonly Configuration: Readonly<Record<string, unknown>>;
  readonly InputArtifacts: readonly { readonly Name: string }[];
  readonly RunOrder: number;
}

const templates = templatesOf(synthesize(project));

/** The Deploy action of a service's pipeline. */
function deployOf(service: string): Action | undefined {
  const pipelines = Object.values(templates.get(`${service}-Pipeline`)?.Resources ?? {}).filter(
    ({ Type }) => Type === 'AWS::CodePipeline::Pipeline',
  );
  const stages = pipelines.flatMap(
    ({ Properties }) => Properties?.Stages as { readonly Actions: Action[] }[],
  );
  return stages.flatMap(({ Actions }) => Actions).find(({ Name }) => Name === 'Deploy');
}

const output = (text: string): object => ({
  'Fn::GetStackOutput': expect.objectContaining({
    OutputName: expect.stringMatching(text) as string,
  }) as object,
});

it('a canary is started by CodeDeployToECS from the files that Prepare rendered', () => {
  const action = deployOf('storefront');
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

it('a rolling update is started by the ECS action from the image definitions', () => {
  const action = deployOf('catalog');
  expect(action?.ActionTypeId).toMatchObject({ Category: 'Deploy', Provider: 'ECS' });
  expect(action?.Configuration).toEqual({
    ClusterName: output('Cluster'),
    ServiceName: output('Service'),
    FileName: RELEASE_FILES.imageDefinitions,
  });
});
