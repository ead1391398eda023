/** Where the source is kept. */
export type SourceInput = CodeCommitInput | ConnectionInput;

/** A CodeCommit repository, made by this project, whose first commit is the project itself. */
export interface CodeCommitInput {
  readonly kind: 'codecommit';
  /**
   * People who must approve a pull request, beside the check and without its author, 0 to 5. Zero suits who works alone.
   * @default 1
   */
  readonly approvals?: number;
}

/** A repository at GitHub, GitLab or Bitbucket, through AWS CodeConnections. */
export interface ConnectionInput {
  readonly kind: 'connection';
  /**
   * Where the repository is.
   * @default 'GitHub'
   */
  readonly provider?: 'GitHub' | 'GitLab' | 'Bitbucket';
  /** Who owns the repository: a user, an organization, a workspace, or a group with its subgroups. */
  readonly owner: string;
  /** Name of the repository. */
  readonly repository: string;
  /**
   * ARN of a connection that exists. Without it the project makes one, which a person has to finish in the console.
   * @default - a connection of this project
   */
  readonly connectionArn?: string;
  /**
   * True when pull requests are built and tested. It needs a finished connection, because CodeBuild puts its webhook
   * through it.
   * @default - true with a connectionArn, false without
   */
  readonly checkPullRequests?: boolean;
}
