import { plainLine } from '../../app/shared/plain-text';
import { PULL_REQUEST_ID } from './names';

/** What CodeBuild tells of a finished build. Source: CodeBuild user guide, "Build notifications input format". */
export interface BuildDetail {
  /** `SUCCEEDED`, `FAILED`, `STOPPED` and others. */
  readonly 'build-status': string;
  readonly 'project-name': string;
  /** ARN of the build. */
  readonly 'build-id': string;
  readonly 'additional-information': {
    /** What the build was started with; a commit id here. */
    readonly 'source-version'?: string;
    readonly environment: { readonly 'environment-variables': readonly BuildVariable[] };
    readonly phases?: readonly BuildPhase[];
  };
}

interface BuildVariable {
  readonly name: string;
  readonly value: string;
}

interface BuildPhase {
  readonly 'phase-type': string;
  readonly 'phase-status'?: string;
  readonly 'phase-context'?: readonly string[];
}

/** The result of a check, ready for its pull request. */
export interface CheckResult {
  readonly pullRequestId: string;
  /** The commit that was built. */
  readonly commit: string;
  readonly passed: boolean;
  /** Comment in Markdown, with a link to the build. */
  readonly comment: string;
  /** The same for each delivery of the same result. */
  readonly token: string;
}

/** Longest reason in a comment; a failed command may be a long one. */
const REASON_LENGTH = 500;

/** The result of a build; undefined when the build was not for a pull request. */
export function checkResult(detail: BuildDetail): CheckResult | undefined {
  const information = detail['additional-information'];
  const variables = information.environment['environment-variables'];
  const pullRequestId = variables.find(({ name }) => name === PULL_REQUEST_ID)?.value;
  const commit = information['source-version'];
  if (!pullRequestId || !commit) return undefined;
  const status = detail['build-status'];
  const link = `[build log](${buildUrl(detail['build-id'])})`;
  const about = `\`${commit.slice(0, 12)}\`: ${link}`;
  return {
    pullRequestId,
    commit,
    passed: status === 'SUCCEEDED',
    comment:
      status === 'SUCCEEDED'
        ? `**The checks passed** for ${about}`
        : [`**The checks did not pass** (${status}) for ${about}`, ...reasonsOf(information.phases)].join(
            '\n\n',
          ),
    token: `${detail['build-id'].split(':').at(-1)}-${status}`,
  };
}

/** Why phases failed, indented so that Markdown shows it as it is. */
function reasonsOf(phases: readonly BuildPhase[] = []): string[] {
  return phases
    .filter((phase) => phase['phase-status'] !== undefined && phase['phase-status'] !== 'SUCCEEDED')
    .map((phase) => {
      const context = (phase['phase-context'] ?? []).join(' ');
      return `    ${plainLine(`${phase['phase-type']}: ${context}`, REASON_LENGTH)}`;
    });
}

/** Address of a build in the console. */
function buildUrl(arn: string): string {
  const [, , , region = '', account = '', resource = '', id = ''] = arn.split(':');
  const project = resource.replace(/^build\//, '');
  return `https://${region}.console.aws.amazon.com/codesuite/codebuild/${account}/projects/${project}/build/${project}%3A${id}?region=${region}`;
}
