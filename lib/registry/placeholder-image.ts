import { join } from 'node:path';
import { Aws, CrossStackReferences, ReferenceStrength, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Service } from '../config/schema';
import { placeholderRepositoryName, placeholderTag } from '../shared/names';
import { ImageBuild } from './image-build';

type Architecture = Service['architecture'];

export interface PlaceholderImageProps {
  /** Name of the project. */
  readonly project: string;
  /** Architectures that the services run on; one image is built for each. */
  readonly architectures: readonly Architecture[];
  /** How long the logs of the build are kept. */
  readonly logRetention: logs.RetentionDays;
}

/** The image that every service runs until its first release, built in the account while the stack deploys. */
export class PlaceholderImage extends Construct {
  readonly repository: ecr.IRepository;
  private readonly repositoryName: string;

  constructor(scope: Construct, id: string, props: PlaceholderImageProps) {
    super(scope, id);
    this.repositoryName = placeholderRepositoryName(props.project);
    const repository = new ecr.Repository(this, 'Repository', {
      repositoryName: this.repositoryName,
      // A changed placeholder is pushed under the tag of the one before, so this tag alone may move.
      imageTagMutability: ecr.TagMutability.IMMUTABLE_WITH_EXCLUSION,
      imageTagMutabilityExclusionFilters: [ecr.ImageTagMutabilityExclusionFilter.wildcard('placeholder-*')],
      imageScanOnPush: true,
      encryption: ecr.RepositoryEncryption.AES_256,
      // The stack builds what is in it, so nothing is lost, and nothing is in the way of another deployment.
      emptyOnDelete: true,
      removalPolicy: RemovalPolicy.DESTROY,
      // A service without a release may still run the placeholder of some builds ago, now untagged: ECS pins
      // the digest that it found first. So old ones go by count, not by age.
      lifecycleRules: [
        {
          description: 'Placeholders of earlier builds',
          tagStatus: ecr.TagStatus.UNTAGGED,
          maxImageCount: 10,
        },
      ],
    });
    CrossStackReferences.of(repository).produce(ReferenceStrength.STRONG);
    this.repository = repository;
    for (const architecture of props.architectures) {
      new ImageBuild(this, architecture, {
        directory: join(__dirname, '..', '..', 'app', 'placeholder'),
        architecture,
        repository,
        tag: placeholderTag(architecture),
        logRetention: props.logRetention,
      });
    }
  }

  /**
   * The image for `architecture`: a constant in every stack and account, whatever the placeholder's source says and
   * whatever becomes of the repository.
   */
  imageUri(architecture: Architecture): string {
    const { account, region } = Stack.of(this);
    const registry = `${account}.dkr.ecr.${region}.${Aws.URL_SUFFIX}`;
    return `${registry}/${this.repositoryName}:${placeholderTag(architecture)}`;
  }
}
