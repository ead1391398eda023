import { z } from 'zod';
import { flag, oneOf, say, strict, whole } from './field-kinds';
import { connectionArn, repositoryName, repositoryOwner } from './text-forms';

const codeCommit = strict(
  {
    kind: z.literal('codecommit'),
    approvals: whole(0, 5, 'people').default(1),
  },
  'a CodeCommit repository',
);

const connection = strict(
  {
    kind: z.literal('connection'),
    provider: oneOf(['GitHub', 'GitLab', 'Bitbucket'], 'say where the repository is').default('GitHub'),
    owner: repositoryOwner,
    repository: repositoryName,
    connectionArn: connectionArn.optional(),
    checkPullRequests: flag.optional(),
  },
  'a repository behind a connection',
);

/** Part of the toolchain: where the source is kept. */
export const sourceSchema = z
  .discriminatedUnion(
    'kind',
    [codeCommit, connection],
    say("kind 'codecommit' or 'connection'", 'pick one of them'),
  )
  .prefault({ kind: 'codecommit' });

/** Resolved source. */
export type SourceSettings = z.output<typeof sourceSchema>;
/** Resolved CodeCommit repository. */
export type CodeCommitSettings = Extract<SourceSettings, { kind: 'codecommit' }>;
/** Resolved repository behind a connection. */
export type ConnectionSettings = Extract<SourceSettings, { kind: 'connection' }>;
