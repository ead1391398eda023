import { CrossStackReferences, ReferenceStrength, Stack } from 'aws-cdk-lib';
import { CfnConnection } from 'aws-cdk-lib/aws-codeconnections';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import type { ConnectionSettings } from '../config/source-schema';
import { actionRole, allow, namedRole } from '../pipeline/action-role';
import type {
  Automate,
  BoundSource,
  SourceAction,
  SourceActionProps,
  SourceAutomationProps,
  SourceOutput,
} from './bound-source';
import { connectedBuildSource } from './connected-build-source';
import { SOURCE_ACTION } from './names';
import { PullRequestBuild } from './pull-request-build';
import { releasePaths } from './release-paths';

export interface ConnectedSourceProps extends Omit<ConnectionSettings, 'kind'> {
  /** Name of the project, and of a connection that it makes. */
  readonly project: string;
  /** Branch that is released. */
  readonly branch: string;
}

/** A repository at GitHub, GitLab or Bitbucket. */
export class ConnectedSource implements BoundSource {
  readonly outputs: Readonly<Record<string, SourceOutput>>;
  readonly automate?: Automate;

  /** Makes the connection in `scope`, unless the settings name one that exists. */
  static of(scope: Construct, props: ConnectedSourceProps): ConnectedSource {
    if (props.connectionArn !== undefined) {
      return new ConnectedSource(props, props.connectionArn, { NextStep: nextStep(props.branch) });
    }
    const connection = new CfnConnection(scope, 'Connection', {
      connectionName: props.project,
      providerType: props.provider,
    });
    CrossStackReferences.of(connection).produce(ReferenceStrength.STRONG);
    const outputs = { FinishConnection: finishConnection(scope, props), NextStep: nextStep(props.branch) };
    return new ConnectedSource(props, connection.attrConnectionArn, outputs);
  }

  get branch(): string {
    return this.props.branch;
  }

  private constructor(
    private readonly props: ConnectedSourceProps,
    private readonly connectionArn: string,
    outputs: Readonly<Record<string, SourceOutput>>,
  ) {
    this.outputs = outputs;
    const checks = props.checkPullRequests ?? props.connectionArn !== undefined;
    if (checks) {
      this.automate = (scope, automation) => {
        this.checkPullRequests(scope, automation);
        // The provider itself tells CodeBuild of changes, and CodeBuild the provider of results.
        return undefined;
      };
    }
  }

  action(scope: Construct, props: SourceActionProps): SourceAction {
    const { owner, repository, branch } = this.props;
    const role = actionRole(scope, 'SourceRole', props.pipelineRole);
    allow(role, this.connectionCalls(['UseConnection']), [this.connectionArn]);
    props.artifacts.allow(role, 'read-write');
    const action = new actions.CodeStarConnectionsSourceAction({
      actionName: SOURCE_ACTION,
      variablesNamespace: 'Source',
      connectionArn: this.connectionArn,
      owner,
      repo: repository,
      branch,
      output: props.output,
      // The trigger below starts the pipeline; without this, every push would start it as well.
      triggerOnPush: false,
      role: namedRole(role, props.pipelineRole),
    });
    return { action, variables: action.variables, trigger: this.trigger(action, props.service) };
  }

  private trigger(sourceAction: codepipeline.IAction, service: string): codepipeline.TriggerProps {
    return {
      providerType: codepipeline.ProviderType.CODE_STAR_SOURCE_CONNECTION,
      gitConfiguration: {
        sourceAction,
        pushFilter: [
          { branchesIncludes: [this.props.branch], filePathsIncludes: [...releasePaths(service)] },
        ],
      },
    };
  }

  private checkPullRequests(scope: Construct, { logRetention }: SourceAutomationProps): void {
    const build = new PullRequestBuild(scope, 'PullRequestChecks', {
      source: connectedBuildSource({ ...this.props, connectionArn: this.connectionArn }),
      logRetention,
    });
    // The token fetches the code and reports the result on the pull request.
    allow(build.role, this.connectionCalls(['GetConnection', 'GetConnectionToken']), [this.connectionArn]);
  }

  /** Calls to the service of the connection: IAM wants the prefix that its ARN has, and there are two. */
  private connectionCalls(calls: readonly string[]): string[] {
    const prefix = this.props.connectionArn?.split(':')[2] ?? 'codeconnections';
    return calls.map((call) => `${prefix}:${call}`);
  }
}

function nextStep(branch: string): SourceOutput {
  return {
    description: 'What to do after the first deploy',
    value: `Change a service under app/ and merge it to ${branch}: its pipeline releases it.`,
  };
}

function finishConnection(scope: Construct, { project, provider }: ConnectedSourceProps): SourceOutput {
  const { region } = Stack.of(scope);
  return {
    description: `Once: choose the connection ${project}, update the pending connection, sign in to ${provider}. Then release the change in each pipeline`,
    value: `https://${region}.console.aws.amazon.com/codesuite/settings/connections?region=${region}`,
  };
}
