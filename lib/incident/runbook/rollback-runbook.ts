import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { HandlerFunction } from '../../shared/handler-function';
import { InlineRole } from '../../shared/inline-role';
import { pipelineName } from '../../shared/names';
import { INCIDENT_ENV } from '../settings';
import type { IncidentSettings } from '../settings';
import { rollBackDocument } from './document';
import { allowRollback } from './rollback-access';

export interface RollbackRunbookProps {
  readonly settings: IncidentSettings;
  /** CodeDeploy applications of the services that can be rolled back from here. */
  readonly codeDeployed: readonly { readonly environment: string; readonly service: string }[];
  /** How long the log of the function is kept. */
  readonly logRetention: logs.RetentionDays;
}

/** An Automation document that takes a service back to its last good release, for people without this project at hand. */
export class RollbackRunbook extends Construct {
  /** Name of the document. */
  readonly documentName: string;

  constructor(scope: Construct, id: string, { settings, codeDeployed, logRetention }: RollbackRunbookProps) {
    super(scope, id);
    const { project, environments } = settings;
    const near = environments.filter((environment) => environment.near);
    const services = [...new Set(near.flatMap((environment) => Object.keys(environment.services)))];
    const handler = new HandlerFunction(this, 'RollBack', {
      entry: 'lib/incident/runbook/roll-back.lambda.ts',
      description: 'Runbook: begins the rollback that the Automation document asks for',
      timeout: Duration.minutes(1),
      logRetention,
      environment: { [INCIDENT_ENV.settings]: JSON.stringify(settings) },
    });
    allowRollback(handler, settings, codeDeployed);
    const stack = Stack.of(this);
    const role = new InlineRole(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('ssm.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    });
    const pipelines = services.map((service) =>
      stack.formatArn({ service: 'codepipeline', resource: pipelineName(project, service) }),
    );
    const allow = (action: string, resources: string[]): boolean =>
      role.addToPolicy(new iam.PolicyStatement({ actions: [action], resources }));
    allow('lambda:InvokeFunction', [handler.function.functionArn]);
    allow('codepipeline:GetPipelineExecution', pipelines);
    this.documentName = `${project}-roll-back`;
    new ssm.CfnDocument(this, 'Document', {
      name: this.documentName,
      documentType: 'Automation',
      documentFormat: 'JSON',
      // A document that was run before keeps its name and gets a new version.
      updateMethod: 'NewVersion',
      content: rollBackDocument({
        project,
        services,
        environments: near.map(({ name }) => name),
        role: role.roleArn,
        functionArn: handler.function.functionArn,
      }),
    });
  }
}
