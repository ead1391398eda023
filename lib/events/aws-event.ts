import * as z from 'zod';

/** Times of alarms have an offset without a colon; every time is given on in UTC. */
const time = z.string().transform((text, context) => {
  const date = new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  context.addIssue({ code: 'custom', message: 'is no time' });
  return z.NEVER;
});

const text = z.string().min(1);

/** What an event of every kind says. */
const envelope = z.object({
  account: z.string().default(''),
  time,
  resources: z.array(z.string()).default([]),
});

const execution = { pipeline: text, 'execution-id': text, stage: text, state: text };

const alarm = z.object({
  alarmName: text,
  state: z.object({ value: text, timestamp: time.optional() }),
});

const action = z.object({
  ...execution,
  action: text,
  type: z.object({ category: z.string() }),
  'execution-result': z.object({ 'external-execution-summary': z.string().optional() }).optional(),
});

const stage = z.object(execution);

const ecs = z.object({ eventName: text, reason: z.string().default('') });

const opsItem = z.object({ 'ops-item-id': text, title: text });

/** How each kind of event is read. */
const KINDS = {
  'CloudWatch Alarm State Change': kind('alarm', alarm),
  'CodePipeline Action Execution State Change': kind('action', action),
  'CodePipeline Stage Execution State Change': kind('stage', stage),
  'ECS Deployment State Change': kind('ecs', ecs),
  'OpsItem Create': kind('ops-item', opsItem),
};

type Kinds = typeof KINDS;

/** An event of AWS in the words of AWS; `type` says which `detail` it has. */
export type AwsEvent = z.infer<Kinds[keyof Kinds]>;

/** The event of one type. */
export type AwsEventOf<T extends AwsEvent['type']> = Extract<AwsEvent, { readonly type: T }>;

/** An event from which nothing follows, and why. */
export interface Ignored {
  readonly ignored: string;
}

/**
 * Reads an event of EventBridge. An event of any other form is ignored with a reason: AWS may add kinds of events at any
 * time. Source of the forms: CloudWatch user guide, "Alarm events and EventBridge"; CodePipeline user guide, "Monitoring
 * CodePipeline events"; Amazon ECS
 * developer guide, "service deployment state change events"; EventBridge event reference, "Systems Manager events".
 */
export function parseEvent(event: unknown): AwsEvent | Ignored {
  const name = z.object({ 'detail-type': z.string() }).safeParse(event).data?.['detail-type'] ?? '';
  if (!Object.hasOwn(KINDS, name))
    return { ignored: `events of the kind ${name || 'without a name'} are not read here` };
  const read = KINDS[name as keyof Kinds].safeParse(event);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return { ignored: `${name} in a form that is not known: ${problems.join('; ')}` };
}

function kind<T extends string, D extends z.ZodType>(type: T, detail: D) {
  return envelope.extend({ detail }).transform((event) => ({ ...event, type }));
}
