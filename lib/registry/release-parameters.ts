import { CfnResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import { releaseParameterName } from '../shared/names';
import type { PlaceholderImage } from './placeholder-image';

export interface ReleaseParametersProps {
  /** Name of the project. */
  readonly project: string;
  readonly environment: Environment;
  /** The first value of every parameter. */
  readonly placeholder: Pick<PlaceholderImage, 'imageUri'>;
}

/**
 * One parameter for each service of an environment with the image that runs there, in the account of the
 * environment. Each release writes it; every `cdk deploy` of the service reads it.
 *
 * CloudFormation writes the value again, and so undoes the release, whenever anything about the parameter
 * changes. So the value is a constant, and the parameter has no description and takes no tags from the app.
 * Give the stack no stack tags either. A service that changes its architecture starts from the placeholder
 * again, because the image it ran cannot run there.
 */
export class ReleaseParameters extends Construct {
  constructor(scope: Construct, id: string, { project, environment, placeholder }: ReleaseParametersProps) {
    super(scope, id);
    for (const service of environment.services) {
      // A plain resource, unlike the typed one, is left out when the app or the stack is tagged.
      new CfnResource(this, service.name, {
        type: 'AWS::SSM::Parameter',
        properties: {
          Name: releaseParameterName(project, environment.name, service.name),
          Type: 'String',
          Value: placeholder.imageUri(service.architecture),
        },
      });
    }
  }
}
