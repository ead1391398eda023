import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CrossStackReferences, ReferenceStrength } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { removalOfNamed } from '../shared/removal';
import { archive } from './archive';

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
 *
 * The seed is one archive, because the CDK would otherwise read and copy hundreds of files one by one. It keeps
 * executable bits; CodeCommit does not say that it does too, so no build command relies on one.
 */
export class SeededRepository extends Construct {
  readonly repository: codecommit.IRepository;

  constructor(scope: Construct, id: string, props: SeededRepositoryProps) {
    super(scope, id);
    const seed = archiveAsset(this, 'Seed', props.directory);
    const repository = new codecommit.Repository(this, 'Repository', {
      repositoryName: props.repositoryName,
      description: 'The project; a push to it starts the pipelines',
      code: codecommit.Code.fromAsset(seed, props.branch),
    });
    repository.applyRemovalPolicy(removalOfNamed(props.disposable));
    CrossStackReferences.of(repository).produce(ReferenceStrength.STRONG);
    this.repository = repository;
  }
}

/** The CDK copies the archive at once, so the file need not stay. */
function archiveAsset(scope: Construct, id: string, directory: string): Asset {
  const ignored = readFileSync(join(directory, '.gitignore'), 'utf8').split('\n');
  const temporary = mkdtempSync(join(tmpdir(), 'seed-'));
  try {
    const path = join(temporary, 'seed.zip');
    writeFileSync(path, archive(directory, [...ignored, ...NEVER_SEEDED]));
    return new Asset(scope, id, { path });
  } finally {
    rmSync(temporary, { recursive: true });
  }
}
