import { CrossStackReferences, Duration, ReferenceStrength } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Construct } from 'constructs';
import { repositoryName } from '../shared/names';
import { removalOfNamed } from '../shared/removal';

export interface ImageRegistryProps {
  /** Name of the project, the first part of every repository name. */
  readonly project: string;
  /** Names of the services; each gets a repository of its own. */
  readonly services: readonly string[];
  /** How many images each repository keeps; the running one must be among them. */
  readonly keepImages: number;
  /** True when the images may be deleted with their stack. */
  readonly disposable: boolean;
}

/** The image repositories of the project, one for each service. */
export class ImageRegistry extends Construct {
  readonly repositories: Readonly<Record<string, ecr.IRepository>>;

  constructor(scope: Construct, id: string, props: ImageRegistryProps) {
    super(scope, id);
    this.repositories = Object.fromEntries(
      props.services.map((service) => [service, this.addRepository(service, props)]),
    );
  }

  private addRepository(service: string, props: ImageRegistryProps): ecr.Repository {
    const repository = new ecr.Repository(this, service, {
      repositoryName: repositoryName(props.project, service),
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      imageScanOnPush: true,
      encryption: ecr.RepositoryEncryption.AES_256,
      emptyOnDelete: props.disposable,
      removalPolicy: removalOfNamed(props.disposable),
      lifecycleRules: lifecycleRules(props.keepImages),
    });
    // A repository that vanishes takes the running image along, so CloudFormation must refuse while a stack
    // uses it. To remove a service, first delete the stacks that use it: docs/adding-and-removing.md.
    CrossStackReferences.of(repository).produce(ReferenceStrength.STRONG);
    return repository;
  }
}

/**
 * ECR does not know which images run, and a rule that expires a running one stops the next task from starting.
 * So nothing tagged expires by age: a release that runs for a year is as safe as yesterday's. Tagged images go
 * by count alone, oldest first; the pipeline pushes one for each commit that it builds. `keepImages` must
 * therefore be larger than the number of builds by which the slowest environment is ever behind.
 * Untagged images are leftovers of a broken push: a release is pushed under the tag of its version.
 */
function lifecycleRules(keepImages: number): ecr.LifecycleRule[] {
  return [
    {
      rulePriority: 1,
      description: 'Leftovers of a broken push',
      tagStatus: ecr.TagStatus.UNTAGGED,
      maxImageAge: Duration.days(7),
    },
    {
      rulePriority: 2,
      description: `Keep the newest ${keepImages} versions for running and going back`,
      tagStatus: ecr.TagStatus.TAGGED,
      tagPatternList: ['*'],
      maxImageCount: keepImages,
    },
  ];
}
