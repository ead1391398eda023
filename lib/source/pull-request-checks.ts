import { Duration, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FailedEvents } from '../shared/failed-events';
import { HandlerFunction } from '../shared/handler-function';
import { PULL_REQUEST_ID } from './names';
import { PullRequestBuild } from './pull-request-build';

export interface PullRequestChecksProps {
  readonly repository: codecommit.IRepository;
  /** Branch that pull requests are made for. */
  readonly branch: string;
  readonly logRetention: logs.RetentionDays;
}

/**
 * Checks every pull request of a CodeCommit repository. A function outside of the build reports the result,
 * because whoever writes the code that is built must not be able to approve it.
 */
export class PullRequestChecks extends Construct {
  /** Whose approval stands for a passed check, as CodeCommit's approval rules name it. */
  readonly approver: string;
  /** Changes that could not be checked, and results that could not be told. */
  readonly failedEvents: FailedEvents;

  constructor(scope: Construct, id: string, props: PullRequestChecksProps) {
    super(scope, id);
    const { repository } = props;
    this.failedEvents = new FailedEvents(this, 'FailedResults');
    const build = new PullRequestBuild(this, 'Build', {
      source: codebuild.Source.codeCommit({ repository }),
      logRetention: props.logRetention,
    });
    repository.grantPull(build.role);
    const changed = this.buildOnChange(build.project, props);
    const handler = new HandlerFunction(this, 'Report', {
      entry: 'lib/source/report-check.lambda.ts',
      description: 'Approves pull requests whose check passed, and comments on the others',
      timeout: Duration.minutes(1),
      logRetention: props.logRetention,
    });
    handler.allow(
      [
        'codecommit:GetPullRequest',
        'codecommit:PostCommentForPullRequest',
        'codecommit:UpdatePullRequestApprovalState',
      ],
      [repository.repositoryArn],
    );
    this.reportWhenDone(build.project, changed, this.failedEvents.targetOf(handler));
    this.approver = Stack.of(this).formatArn({
      service: 'sts',
      region: '',
      resource: 'assumed-role',
      resourceName: `${handler.role.roleName}/*`,
    });
  }

  private buildOnChange(
    project: codebuild.IProject,
    { repository, branch }: PullRequestChecksProps,
  ): events.Rule {
    return new events.Rule(this, 'Changed', {
      description: `New code in a pull request for ${branch}`,
      eventPattern: {
        source: ['aws.codecommit'],
        detailType: ['CodeCommit Pull Request State Change'],
        resources: [repository.repositoryArn],
        detail: {
          event: ['pullRequestCreated', 'pullRequestSourceBranchUpdated'],
          destinationReference: [`refs/heads/${branch}`],
          pullRequestStatus: ['Open'],
        },
      },
      targets: [
        new targets.CodeBuildProject(project, {
          ...this.failedEvents.afterRetries,
          event: events.RuleTargetInput.fromObject({
            sourceVersion: events.EventField.fromPath('$.detail.sourceCommit'),
            environmentVariablesOverride: [
              {
                name: PULL_REQUEST_ID,
                value: events.EventField.fromPath('$.detail.pullRequestId'),
                type: 'PLAINTEXT',
              },
            ],
          }),
        }),
      ],
    });
  }

  private reportWhenDone(
    project: codebuild.IProject,
    changed: events.Rule,
    report: events.IRuleTarget,
  ): void {
    new events.Rule(this, 'Done', {
      description: 'A check of a pull request is done',
      eventPattern: {
        source: ['aws.codebuild'],
        detailType: ['CodeBuild Build State Change'],
        detail: {
          'project-name': [project.projectName],
          'build-status': events.Match.anythingBut('IN_PROGRESS'),
          // Not of builds that a person starts: those may run other commands, for any pull request.
          'additional-information': { initiator: [`rule/${changed.ruleName}`] },
        },
      },
      targets: [report],
    });
  }
}
