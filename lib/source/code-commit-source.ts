import { CfnOutput } from 'aws-cdk-lib';
import type * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import type { CodeCommitSettings } from '../config/source-schema';
import { actionRole, allow, namedRole } from '../pipeline/action-role';
import { ApprovalRules } from './approval-rules';
import type { Automate, BoundSource, SourceAction, SourceActionProps, SourceOutput } from './bound-source';
import { BranchProtection } from './branch-protection';
import { SOURCE_ACTION } from './names';
import { PullRequestChecks } from './pull-request-checks';
import { ReleaseTrigger } from './release-trigger';

/** What the action calls. Source: CodePipeline user guide, "CodeCommit action reference". */
const ACTION_CALLS = [
  'codecommit:GetBranch',
  'codecommit:GetCommit',
  'codecommit:UploadArchive',
  'codecommit:GetUploadArchiveStatus',
  'codecommit:CancelUploadArchive',
];

/** The project's own CodeCommit repository. */
export class CodeCommitSource implements BoundSource {
  constructor(
    readonly repository: codecommit.IRepository,
    readonly branch: string,
    private readonly options: Omit<CodeCommitSettings, 'kind'>,
  ) {}

  get outputs(): Readonly<Record<string, SourceOutput>> {
    return {
      CloneUrl: {
        description: 'Clone with: pip install git-remote-codecommit, then git clone <this>',
        value: this.repository.repositoryCloneUrlGrc,
      },
      CloneUrlHttps: {
        description: 'The same repository for Git credentials of an IAM user',
        value: this.repository.repositoryCloneUrlHttp,
      },
      NextStep: {
        description: 'What to do after the first deploy',
        value: `Clone the repository, change a service under app/ and merge it to ${this.branch}: its pipeline releases it.`,
      },
    };
  }

  action(scope: Construct, { output, artifacts, pipelineRole }: SourceActionProps): SourceAction {
    const role = actionRole(scope, 'SourceRole', pipelineRole);
    allow(role, ACTION_CALLS, [this.repository.repositoryArn]);
    artifacts.allow(role, 'read-write');
    const action = new actions.CodeCommitSourceAction({
      actionName: SOURCE_ACTION,
      variablesNamespace: 'Source',
      repository: this.repository,
      branch: this.branch,
      output,
      role: namedRole(role, pipelineRole),
      // Every push would start every pipeline; the function behind `automate` starts those that it concerns.
      trigger: actions.CodeCommitTrigger.NONE,
    });
    return { action, variables: action.variables };
  }

  readonly automate: Automate = (scope, props) => {
    const { repository, branch } = this;
    const { project, services, logRetention } = props;
    const common = { repository, branch, logRetention };
    const checks = new PullRequestChecks(scope, 'Checks', common);
    const { failedEvents } = checks;
    new ReleaseTrigger(scope, 'Trigger', { ...common, project, services, failedEvents });
    new ApprovalRules(scope, 'Approvals', {
      ...common,
      project,
      checkApprover: checks.approver,
      approvals: this.options.approvals,
    });
    const protection = new BranchProtection(scope, 'Protection', { repository, branch });
    new CfnOutput(scope, 'DeveloperPolicy', {
      description: `Attach this policy to the roles of developers: their changes reach ${branch} by pull request only`,
      value: protection.policy.managedPolicyArn,
    });
    return failedEvents.queue;
  };
}
