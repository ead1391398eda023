import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as xray from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';

export interface TransactionSearchProps {
  /** Name of the policy that lets X-Ray write spans to CloudWatch Logs; unique in an account and region. */
  readonly policyName: string;
  /** Share of the traces that X-Ray still indexes, in percent. */
  readonly indexedPercent: number;
}

/** Log groups that X-Ray writes to; the names are AWS's own. */
const LOG_GROUPS = ['aws/spans', '/aws/application-signals/data'];

/**
 * Sends every span of the account and region to CloudWatch Logs, where all of them can be searched. There is one switch
 * for both, which this resource owns: it must be off when the stack is made, and is off when the stack is gone.
 */
export class TransactionSearch extends Construct {
  constructor(scope: Construct, id: string, { policyName, indexedPercent }: TransactionSearchProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const policy = new logs.CfnResourcePolicy(this, 'Policy', {
      policyName,
      policyDocument: stack.toJsonString({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'xray.amazonaws.com' },
            Action: 'logs:PutLogEvents',
            Resource: LOG_GROUPS.map((name) =>
              stack.formatArn({
                service: 'logs',
                resource: 'log-group',
                resourceName: `${name}:*`,
                arnFormat: ArnFormat.COLON_RESOURCE_NAME,
              }),
            ),
            Condition: {
              ArnLike: {
                'aws:SourceArn': stack.formatArn({
                  service: 'xray',
                  resource: '*',
                  arnFormat: ArnFormat.NO_RESOURCE_NAME,
                }),
              },
              StringEquals: { 'aws:SourceAccount': stack.account },
            },
          },
        ],
      }),
    });
    const search = new xray.CfnTransactionSearchConfig(this, 'Search', {
      indexingPercentage: indexedPercent,
    });
    search.addResourceDependency(policy);
  }
}
