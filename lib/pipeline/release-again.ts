import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { InlineRole } from '../shared/inline-role';
import { RELEASE_AGAIN } from './release-again-contract';
import { VERSION_VARIABLE } from './version-variable';

export interface ReleaseAgainProps {
  /** Name of the pipeline. */
  readonly pipelineName: string;
}

/**
 * An Automation document that starts a pipeline with an earlier version and nothing else. Whoever may start the pipeline
 * itself chooses the commit as well, which may be one that nobody has merged; whoever may start this one does not.
 * Source: AWS Systems Manager user guide, "Systems Manager Automation actions reference", aws:executeAwsApi.
 */
export class ReleaseAgain extends Construct {
  constructor(scope: Construct, id: string, { pipelineName }: ReleaseAgainProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const role = new InlineRole(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('ssm.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    });
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['codepipeline:StartPipelineExecution'],
        resources: [stack.formatArn({ service: 'codepipeline', resource: pipelineName })],
      }),
    );
    new ssm.CfnDocument(this, 'Document', {
      name: RELEASE_AGAIN.documentName(pipelineName),
      documentType: 'Automation',
      documentFormat: 'JSON',
      // A document that was run before keeps its name and gets a new version.
      updateMethod: 'NewVersion',
      content: releaseAgainDocument(pipelineName, role.roleArn),
    });
  }
}

function releaseAgainDocument(pipelineName: string, assumeRole: string): object {
  const { step, output, version } = RELEASE_AGAIN;
  return {
    schemaVersion: '0.3',
    description: `Releases an image that the registry holds again, through every stage of the pipeline ${pipelineName}.`,
    assumeRole,
    parameters: {
      [version]: {
        type: 'String',
        description: 'Digest of the image',
        allowedPattern: '^sha256:[0-9a-f]{64}$',
      },
    },
    mainSteps: [
      {
        name: step,
        action: 'aws:executeAwsApi',
        maxAttempts: 1,
        onFailure: 'Abort',
        isEnd: true,
        inputs: {
          Service: 'codepipeline',
          Api: 'StartPipelineExecution',
          name: pipelineName,
          variables: [{ name: VERSION_VARIABLE, value: `{{ ${version} }}` }],
        },
        outputs: [{ Name: output, Selector: '$.pipelineExecutionId', Type: 'String' }],
      },
    ],
    outputs: [`${step}.${output}`],
  };
}
