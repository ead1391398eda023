import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ObservedService } from './observed-service';
import { SAVED_QUERIES } from './queries';

export interface SavedQueriesProps {
  /** Name of the project. */
  readonly project: string;
  /** Name of the environment. */
  readonly environment: string;
  readonly services: readonly ObservedService[];
}

/** Questions to the logs of an environment, ready in CloudWatch Logs Insights in a folder of its name. Free. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { project, environment, services }: SavedQueriesProps) {
    super(scope, id);
    for (const { id: queryId, name, text, parameters } of SAVED_QUERIES) {
      new logs.CfnQueryDefinition(this, queryId, {
        name: `${project}/${environment}/${name}`,
        queryString: text,
        logGroupNames: services.map(({ logGroupName }) => logGroupName),
        parameters: parameters.length > 0 ? [...parameters] : undefined,
      });
    }
  }
}
