import { Duration, type Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import type * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import type * as lambda from 'aws-cdk-lib/aws-lambda';

/** Source, Build from a buildspec file, then a CodeDeploy release and a Lambda check. */
export function deliveryPipeline(
  stack: Stack,
  group: codedeploy.IEcsDeploymentGroup,
  check: lambda.IFunction,
): void {
  const repository = new codecommit.Repository(stack, 'Repository', { repositoryName: 'shop' });
  const source = new codepipeline.Artifact('Source');
  const built = new codepipeline.Artifact('Built');
  const project = new codebuild.PipelineProject(stack, 'Project', {
    buildSpec: codebuild.BuildSpec.fromSourceFilename('ci/buildspec.yml'),
    timeout: Duration.minutes(20),
    environment: { privileged: true, buildImage: codebuild.LinuxBuildImage.STANDARD_8_0 },
    environmentVariables: {
      SERVICE: { value: 'web' },
      CLONE_URL: { value: repository.repositoryCloneUrlHttp },
      IMAGE: { value: '/shop/web/image', type: codebuild.BuildEnvironmentVariableType.PARAMETER_STORE },
    },
  });
  new codepipeline.Pipeline(stack, 'Pipeline', {
    pipelineName: 'shop-web',
    pipelineType: codepipeline.PipelineType.V2,
    stages: [
      {
        stageName: 'Source',
        actions: [
          new actions.CodeCommitSourceAction({
            actionName: 'Checkout',
            repository,
            output: source,
            branch: 'main',
          }),
        ],
      },
      {
        stageName: 'Build',
        actions: [
          new actions.CodeBuildAction({ actionName: 'Build', project, input: source, outputs: [built] }),
        ],
      },
      {
        stageName: 'live',
        actions: [
          new actions.CodeDeployEcsDeployAction({
            actionName: 'Deploy',
            deploymentGroup: group,
            appSpecTemplateInput: built,
            taskDefinitionTemplateInput: built,
            variablesNamespace: 'Released',
          }),
          new actions.LambdaInvokeAction({
            actionName: 'Verify',
            lambda: check,
            runOrder: 2,
            userParameters: { service: 'web' },
          }),
        ],
      },
    ],
  });
}
