import { join } from 'node:path';
import type { Construct } from 'constructs';
import type { CodeCommitSettings, ConnectionSettings, SourceSettings } from '../config/source-schema';
import type { BoundSource, SourceHome } from './bound-source';
import { CodeCommitSource } from './code-commit-source';
import { ConnectedSource } from './connected-source';
import { SeededRepository } from './seeded-repository';

/** Where the source of the project is kept. */
export abstract class Source {
  /** A CodeCommit repository whose first commit is this project. */
  static codeCommit(options: Omit<CodeCommitSettings, 'kind'>): Source {
    return new CodeCommit(options);
  }

  /** A repository at GitHub, GitLab or Bitbucket, through AWS CodeConnections. */
  static connection(options: Omit<ConnectionSettings, 'kind'>): Source {
    return new Connection(options);
  }

  /** The source that the configuration asks for. */
  static fromConfig(settings: SourceSettings): Source {
    return settings.kind === 'codecommit' ? Source.codeCommit(settings) : Source.connection(settings);
  }

  /** Makes what outlives the pipelines: the repository, or the connection to it. */
  abstract bind(scope: Construct, home: SourceHome): BoundSource;
}

class CodeCommit extends Source {
  constructor(private readonly options: Omit<CodeCommitSettings, 'kind'>) {
    super();
  }

  bind(scope: Construct, { project, branch, disposable }: SourceHome): BoundSource {
    const { repository } = new SeededRepository(scope, 'Source', {
      repositoryName: project,
      directory: join(__dirname, '..', '..'),
      branch,
      disposable,
    });
    return new CodeCommitSource(repository, branch, this.options);
  }
}

class Connection extends Source {
  constructor(private readonly options: Omit<ConnectionSettings, 'kind'>) {
    super();
  }

  bind(scope: Construct, { project, branch }: SourceHome): BoundSource {
    return ConnectedSource.of(scope, { ...this.options, project, branch });
  }
}
