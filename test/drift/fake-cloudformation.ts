import type { IncomingMessage, ServerResponse } from 'node:http';
import { startService } from '../delivery/loopback-service';

/** What the fake says about a resource; `MODIFIED` when it names no status. */
export interface FakeDrift {
  readonly StackResourceDriftStatus?: string;
  readonly DriftStatusReason?: string;
  readonly ExpectedProperties?: string;
  readonly ActualProperties?: string;
  readonly differences?: readonly Readonly<Record<string, string>>[];
}

/** A resource of a fake stack; without `drift` CloudFormation does not check it. */
export interface FakeResource {
  readonly id: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly status?: string;
  readonly drift?: FakeDrift;
}

/** A stack; lists are answered one by one, the last answer stays. */
export interface FakeStack {
  readonly resources?: readonly FakeResource[];
  /** Status at each look. */
  readonly status?: readonly string[];
  /** Status of the detection at each look. */
  readonly detection?: readonly string[];
  /** Message of the ValidationError at the first attempts to start. */
  readonly refusals?: readonly string[];
  /** How long before the detection the results were made, in seconds. */
  readonly age?: number;
}

/** What the fake serves and how it misbehaves. */
export interface FakeWorld {
  readonly stacks: Readonly<Record<string, FakeStack>>;
  /** Calls that are throttled once, by action. */
  readonly throttled?: readonly string[];
  /** Calls that are denied, by action. */
  readonly denied?: readonly string[];
}

/** CloudFormation on loopback, in its query protocol; lists come in pages of two. */
export interface FakeCloudFormation {
  readonly url: string;
  /** Every call, `Action StackName`. */
  readonly calls: string[];
  close(): Promise<void>;
}

const SINCE = Date.UTC(2026, 0, 20, 5, 17);
const PAGE = 2;

/** Starts the fake. */
export async function fakeCloudFormation(world: FakeWorld): Promise<FakeCloudFormation> {
  const calls: string[] = [];
  const service = await startService((request, response) => {
    void bodyOf(request).then((text) => {
      const input = new URLSearchParams(text);
      const action = input.get('Action') ?? '';
      const name = input.get('StackName') ?? input.get('StackDriftDetectionId') ?? '';
      const before = calls.filter((call) => call === `${action} ${name}`).length;
      const again = calls.filter((call) => call.startsWith(`${action} `)).length;
      calls.push(`${action} ${name}`);
      if (world.throttled?.includes(action) && again === 0)
        return fail(response, 'Throttling', 'Rate exceeded');
      if (world.denied?.includes(action)) {
        const who = `arn:aws:iam::111122223333:user/kim is not authorized to perform: cloudformation:${action}`;
        return fail(response, 'AccessDenied', `User: ${who}`, 403);
      }
      const stack = world.stacks[name];
      if (!stack) return fail(response, 'ValidationError', `Stack with id ${name} does not exist`);
      answer(response, action, name, stack, { before, page: Number(input.get('NextToken') ?? 0) });
    });
  });
  return { url: service.url, calls, close: async () => service.close() };
}

interface Asked {
  /** How often the same was asked before. */
  readonly before: number;
  readonly page: number;
}

function answer(
  response: ServerResponse,
  action: string,
  name: string,
  stack: FakeStack,
  asked: Asked,
): void {
  const { status = ['UPDATE_COMPLETE'], detection = ['DETECTION_COMPLETE'], refusals = [] } = stack;
  switch (action) {
    case 'DescribeStacks': {
      const StackStatus = at(status, asked.before);
      return send(response, action, `<Stacks>${member({ StackName: name, StackStatus })}</Stacks>`);
    }
    case 'DetectStackDrift': {
      const refusal = refusals[asked.before];
      if (refusal !== undefined) return fail(response, 'ValidationError', refusal);
      return send(response, action, element('StackDriftDetectionId', name));
    }
    case 'DescribeStackDriftDetectionStatus': {
      const DetectionStatus = at(detection, asked.before);
      const Timestamp = new Date(SINCE).toISOString();
      const reason = DetectionStatus === 'DETECTION_FAILED' && { DetectionStatusReason: 'it went wrong' };
      return send(response, action, elements({ StackId: name, DetectionStatus, Timestamp, ...reason }));
    }
    case 'DescribeStackResourceDrifts':
      return send(response, action, pageOf('StackResourceDrifts', driftsOf(stack), asked.page));
    default:
      return send(response, action, pageOf('StackResourceSummaries', summariesOf(stack), asked.page));
  }
}

function driftsOf({ resources = [], age = 0 }: FakeStack): string[] {
  return resources.flatMap(({ id, type, physicalId = id, drift }) => {
    if (!drift) return [];
    const { differences = [], ...rest } = drift;
    const Timestamp = new Date(SINCE + 1000 - age * 1000).toISOString();
    const ids = { LogicalResourceId: id, PhysicalResourceId: physicalId, ResourceType: type };
    const inner = elements({ ...ids, StackResourceDriftStatus: 'MODIFIED', Timestamp, ...rest });
    return `<member>${inner}<PropertyDifferences>${differences.map(member).join('')}</PropertyDifferences></member>`;
  });
}

function summariesOf({ resources = [] }: FakeStack): string[] {
  return resources.map(({ id, type, physicalId = id, status = 'CREATE_COMPLETE' }) =>
    member({
      LogicalResourceId: id,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      ResourceStatus: status,
    }),
  );
}

function pageOf(list: string, members: readonly string[], page: number): string {
  const next = (page + 1) * PAGE < members.length ? element('NextToken', String(page + 1)) : '';
  return `<${list}>${members.slice(page * PAGE, (page + 1) * PAGE).join('')}</${list}>${next}`;
}

function at(list: readonly string[], index: number): string {
  return list[Math.min(index, list.length - 1)] ?? '';
}

function member(fields: Readonly<Record<string, string>>): string {
  return `<member>${elements(fields)}</member>`;
}

function elements(fields: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(fields)
    .map(([name, text]) => (text === undefined ? '' : element(name, text)))
    .join('');
}

function element(name: string, text: string): string {
  return `<${name}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`;
}

function send(response: ServerResponse, action: string, inner: string): void {
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(`<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>`);
}

function fail(response: ServerResponse, code: string, message: string, status = 400): void {
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(`<ErrorResponse><Error>${elements({ Code: code, Message: message })}</Error></ErrorResponse>`);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
