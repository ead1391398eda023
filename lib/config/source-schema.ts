import { z } from 'zod';
import { flag, oneOf, say, strict, whole } from './field-kinds';

const ownerSaid = say('a user, an organization, a workspace or a group', "for example 'my-team'");
const repositorySaid = say('the name of a repository', "for example 'shop', without its owner");
const connectionSaid = say(
  'the ARN of a connection, of codeconnections or codestar-connections',
  'copy it from the console of the developer tools, under Connections',
);

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
    owner: z.string(ownerSaid).regex(/^[\w.-]+(\/[\w.-]+)*$/, ownerSaid),
    repository: z.string(repositorySaid).regex(/^[\w.-]+$/, repositorySaid),
    connectionArn: z
      .string(connectionSaid)
      .regex(
        /^arn:aws:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/[\w-]+$/,
        connectionSaid,
      )
      .optional(),
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
