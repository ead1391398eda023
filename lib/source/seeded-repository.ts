import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CrossStackReferences, IgnoreMode, ReferenceStrength, RemovalPolicy } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';

export interface SeededRepositoryProps {
  /** Name of the repository. */
  readonly repositoryName: string;
  /** Directory with the project; what its `.gitignore` names stays out. */
  readonly directory: string;
  /** Branch that the first commit goes to. */
  readonly branch: string;
  /** True when the repository, with everything pushed to it, may be deleted with its stack. */
  readonly disposable: boolean;
}

/** Left out although Git need not ignore them: the history, and files that may hold secrets. */
const NEVER_SEEDED = ['.git', '.env', '.env.*', '*.pem', 'cdk.context.json'];

/**
 * A Git repository whose first commit is this project, so that the first run of the pipeline starts by itself.
 *
 * CloudFormation reads the seed when it creates the repository and at no other time: what is in the
 * repository later comes by `git push`. Still the seed keeps the hash of its content, and `cdk diff` shows it
 * after each edit. A fixed hash would hide that line, and would also let a repository that is created anew,
 * after `cdk destroy`, start from the old project that the bootstrap bucket still holds under that hash.
 * A seeded file may lose its executable bit, so no build command relies on one.
 */
export class SeededRepository extends Construct {
  readonly repository: codecommit.IRepository;

  constructor(scope: Construct, id: string, props: SeededRepositoryProps) {
    super(scope, id);
    const seed = new Asset(this, 'Seed', {
      path: props.directory,
      ignoreMode: IgnoreMode.GIT,
      exclude: [...ignoredByGit(props.directory), ...NEVER_SEEDED],
    });
    const repository = new codecommit.Repository(this, 'Repository', {
      repositoryName: props.repositoryName,
      description: 'The project; a push to it starts the pipelines',
      code: codecommit.Code.fromAsset(seed, props.branch),
    });
    repository.applyRemovalPolicy(props.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN);
    CrossStackReferences.of(repository).produce(ReferenceStrength.STRONG);
    this.repository = repository;
  }
}

function ignoredByGit(directory: string): string[] {
  return readFileSync(join(directory, '.gitignore'), 'utf8').split('\n');
}
