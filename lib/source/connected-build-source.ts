import type * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type { ConnectionSettings } from '../config/source-schema';
import { literalPattern } from '../shared/literal-pattern';

export interface ConnectedBuildSourceProps extends Pick<
  ConnectionSettings,
  'provider' | 'owner' | 'repository'
> {
  readonly connectionArn: string;
  /** Branch that pull requests are made for. */
  readonly branch: string;
}

/** What differs between the providers. Source: CodeBuild user guide, "Use webhooks with AWS CodeBuild". */
const PROVIDERS = {
  GitHub: { type: 'GITHUB', host: 'github.com', reopened: true },
  GitLab: { type: 'GITLAB', host: 'gitlab.com', reopened: true },
  Bitbucket: { type: 'BITBUCKET', host: 'bitbucket.org', reopened: false },
} as const;

/**
 * The head of every pull request for the branch, with its result and link reported back to it. The CDK knows
 * neither GitLab nor connections as a source of a build project, so this fills in the properties itself.
 */
export function connectedBuildSource(props: ConnectedBuildSourceProps): codebuild.ISource {
  const { type, host, reopened } = PROVIDERS[props.provider];
  const events = ['CREATED', 'UPDATED', ...(reopened ? ['REOPENED'] : [])];
  return {
    type,
    badgeSupported: false,
    bind: () => ({
      sourceProperty: {
        type,
        location: `https://${host}/${props.owner}/${props.repository}.git`,
        auth: { type: 'CODECONNECTIONS', resource: props.connectionArn },
        reportBuildStatus: true,
        gitCloneDepth: 1,
      },
      buildTriggers: {
        webhook: true,
        filterGroups: [
          [
            { type: 'EVENT', pattern: events.map((event) => `PULL_REQUEST_${event}`).join(', ') },
            { type: 'BASE_REF', pattern: `^refs/heads/${literalPattern(props.branch)}$` },
          ],
        ],
        // Whoever can fork a public repository could run any code here: a person with write access looks first.
        pullRequestBuildPolicy: { requiresCommentApproval: 'FORK_PULL_REQUESTS' },
      },
    }),
  };
}
