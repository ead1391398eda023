import { project } from '../../bin/environments';
import { project as stagingProduction } from '../../bin/staging-production';
import type { ProjectInput } from '../../lib/config/types';
import { synthesize, templatesOf } from '../shared/assembly';
import type { Resource, TemplateData } from '../shared/assembly';
import { project as twoAccounts } from '../shared/two-accounts';

/** The sandbox with its optional parts, and with another source. */
const probed: ProjectInput = {
  ...project,
  toolchain: {
    ...project.toolchain,
    source: {
      kind: 'connection',
      owner: 'team',
      repository: 'shop',
      connectionArn: 'arn:aws:codeconnections:us-east-1:111122223333:connection/0a1b-2c3d',
    },
  },
  environments: project.environments.map((environment) => ({ ...environment, probe: {} })),
};

interface Target {
  readonly DeadLetterConfig?: { readonly Arn?: { readonly 'Fn::GetAtt'?: readonly [string, string] } };
}

interface Statement {
  readonly Principal?: { readonly Service?: string };
  readonly Action: string;
  readonly Condition?: { readonly ArnEquals?: Readonly<Record<string, unknown>> };
}

function resourcesOf(
  { Resources }: TemplateData,
  type: string,
): [string, NonNullable<Resource['Properties']>][] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties = {} }]) => [id, Properties]);
}

/** Whether EventBridge may put what the rule could not deliver into the queue. */
function admits(template: TemplateData, queue: string, rule: string): boolean {
  return resourcesOf(template, 'AWS::SQS::QueuePolicy')
    .filter(([, { Queues }]) => JSON.stringify(Queues).includes(`"${queue}"`))
    .flatMap(([, { PolicyDocument }]) => (PolicyDocument as { Statement: readonly Statement[] }).Statement)
    .filter(({ Principal }) => Principal?.Service === 'events.amazonaws.com')
    .some(
      ({ Action, Condition }) =>
        Action === 'sqs:SendMessage' &&
        JSON.stringify(Condition?.ArnEquals?.['aws:SourceArn']).includes(`"${rule}"`),
    );
}

/** Queues whose first message turns an alarm red that tells somebody, as the text that names them. */
function watchedQueues(templates: Iterable<TemplateData>): string {
  const alarms = [...templates].flatMap((template) => resourcesOf(template, 'AWS::CloudWatch::Alarm'));
  const told = alarms.filter(
    ([, { MetricName, Threshold, ComparisonOperator, AlarmActions }]) =>
      MetricName === 'ApproximateNumberOfMessagesVisible' &&
      Threshold === 0 &&
      ComparisonOperator === 'GreaterThanThreshold' &&
      Array.isArray(AlarmActions) &&
      AlarmActions.length > 0,
  );
  return JSON.stringify(told.map(([, { Dimensions }]) => Dimensions));
}

describe.each([
  ['the sandbox', project],
  ['staging and production', stagingProduction],
  ['two accounts', twoAccounts],
  ['a connection and a probe', probed],
])('%s', (_, input) => {
  const templates = templatesOf(synthesize(input));
  const watched = watchedQueues(templates.values());
  const targets = [...templates].flatMap(([stack, template]) =>
    resourcesOf(template, 'AWS::Events::Rule').flatMap(([rule, { Targets }]) =>
      (Targets as readonly Target[]).map(({ DeadLetterConfig }) => ({
        name: `${stack}/${rule}`,
        template,
        rule,
        queue: DeadLetterConfig?.Arn?.['Fn::GetAtt']?.[0] ?? 'none',
      })),
    ),
  );

  it('keeps every event that no target took', () => {
    expect(targets.length).toBeGreaterThan(8);
    const lost = targets.filter(({ template, rule, queue }) => !admits(template, queue, rule));
    expect(lost.map(({ name }) => name)).toEqual([]);
  });

  it('tells somebody of it', () => {
    // The alarm names the queue itself, or what the stack of the queue exports of it.
    const untold = targets.filter(({ queue }) => !watched.includes(queue));
    expect(untold.map(({ name, queue }) => `${name}: ${queue}`)).toEqual([]);
  });
});
