/** What the document names; ARNs may be tokens. */
export interface RunbookNames {
  readonly project: string;
  /** Services that can be rolled back from here. */
  readonly services: readonly string[];
  readonly environments: readonly string[];
  /** ARN of the role that Automation takes. */
  readonly role: string;
  /** ARN of the function that begins the way back. */
  readonly functionArn: string;
}

/** How long a way back may take: it may go through every environment, each with its bake time. */
const WAIT_SECONDS = 4 * 3600;

/** How a version may be named. */
const VERSION = '^(previous|[0-9a-f]{7,40}|sha256:[0-9a-f]{12,64})$';

/** The answer of a function is text to Automation; the next steps need its parts. */
const PARSE = [
  'import json',
  'def parts(events, context):',
  "    answer = events['answer']",
  '    parts = answer if isinstance(answer, dict) else json.loads(answer)',
  "    if 'errorMessage' in parts:",
  "        raise Exception(parts['errorMessage'])",
  '    return parts',
].join('\n');

/**
 * The runbook that takes a service back to its last good release, as an Automation document of schema 0.3.
 * Source: AWS Systems Manager user guide, "Systems Manager Automation actions reference".
 */
export function rollBackDocument({
  project,
  services,
  environments,
  role,
  functionArn,
}: RunbookNames): object {
  const choice = (description: string, allowedValues: readonly string[]): object => ({
    type: 'String',
    description,
    allowedValues: [...allowedValues],
  });
  return {
    schemaVersion: '0.3',
    description: `Takes a service of ${project} back to an earlier release through its pipeline, as \`npm run ops -- rollback\` does. Refuses while a deployment is under way or an alarm of the release is red; docs/runbooks/alarm-already-red.md says what helps then.`,
    assumeRole: role,
    parameters: {
      Service: choice('The service to take back', services),
      Environment: choice('Where', environments),
      Version: {
        type: 'String',
        description: 'previous: the release before the current one; or a commit id, or a digest',
        default: 'previous',
        allowedPattern: VERSION,
      },
    },
    mainSteps: steps(functionArn),
    outputs: ['parts.pipeline', 'parts.execution', 'parts.version'],
  };
}

function steps(functionArn: string): object[] {
  return [beginning(functionArn), PARTS, WAITING, VERIFYING];
}

function beginning(FunctionName: string): object {
  const InputPayload = {
    service: '{{ Service }}',
    environment: '{{ Environment }}',
    version: '{{ Version }}',
  };
  return {
    name: 'begin',
    description: 'Finds the way back and begins it. When it fails, its message says what to do instead.',
    action: 'aws:invokeLambdaFunction',
    maxAttempts: 1,
    timeoutSeconds: 120,
    onFailure: 'Abort',
    inputs: { FunctionName, InvocationType: 'RequestResponse', InputPayload },
  };
}

const PARTS = {
  name: 'parts',
  description: 'The execution of the pipeline that takes the service back.',
  action: 'aws:executeScript',
  timeoutSeconds: 60,
  onFailure: 'Abort',
  inputs: {
    Runtime: 'python3.11',
    Handler: 'parts',
    InputPayload: { answer: '{{ begin.Payload }}' },
    Script: PARSE,
  },
  outputs: ['pipeline', 'execution', 'version'].map((Name) => ({
    Name,
    Selector: `$.Payload.${Name}`,
    Type: 'String',
  })),
};

/** Where the execution stands. */
const STATUS = {
  Service: 'codepipeline',
  Api: 'GetPipelineExecution',
  pipelineName: '{{ parts.pipeline }}',
  pipelineExecutionId: '{{ parts.execution }}',
  PropertySelector: '$.pipelineExecution.status',
};

const WAITING = {
  name: 'wait',
  description: 'Waits for the end of it, good or bad. An approval on the way has to be given.',
  action: 'aws:waitForAwsResourceProperty',
  timeoutSeconds: WAIT_SECONDS,
  onFailure: 'Abort',
  inputs: { ...STATUS, DesiredValues: ['Succeeded', 'Failed', 'Stopped', 'Superseded', 'Cancelled'] },
};

const VERIFYING = {
  name: 'verify',
  description: 'The service is back when this step succeeds.',
  action: 'aws:assertAwsResourceProperty',
  timeoutSeconds: 60,
  onFailure: 'Abort',
  isEnd: true,
  inputs: { ...STATUS, DesiredValues: ['Succeeded'] },
};
