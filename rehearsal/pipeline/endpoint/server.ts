import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ObjectStore } from '../artifacts';
import type { CommandAnswer, CommandCall } from '../docker/command';
import { AwsError } from './aws-error';
import type { AwsInput, AwsOperation } from './aws-error';
import { answerS3 } from './s3';

/** What the endpoint answers with. */
export interface EndpointOptions {
  /** Account that `sts:GetCallerIdentity` names. */
  readonly account: string;
  /** Operations by the name before the dot in `X-Amz-Target`, for example `AmazonSSM`. */
  readonly services: Readonly<Record<string, Readonly<Record<string, AwsOperation>>>>;
  readonly objects: ObjectStore;
  /** Answers an action of the query protocol with XML; undefined for one that it does not know. */
  readonly query?: (action: string, input: URLSearchParams) => string | undefined;
  /** Called with the message of every `sns:Publish`. */
  readonly published?: (message: Published) => void;
  /** Answers of stand-ins for commands, by command name. */
  readonly commands: Readonly<Record<string, (call: CommandCall) => CommandAnswer | Promise<CommandAnswer>>>;
  /** Called for every operation that is not known. */
  readonly unchecked: (what: string) => void;
}

/** A message that was published to a topic. */
export interface Published {
  readonly topicArn: string;
  readonly subject: string;
}

/** Path on which the stand-ins for commands call the rehearsal. */
export const COMMAND_PATH = '/_rehearsal/command';

/** One loopback server for all AWS APIs that handlers and scripts call. */
export class AwsEndpoint {
  private readonly server: Server;
  private services: EndpointOptions['services'];

  constructor(private readonly options: EndpointOptions) {
    this.services = options.services;
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** Starts on a free port of 127.0.0.1 and resolves with the base URL. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers with these operations from now on; those with other names stay. */
  answerWith(services: EndpointOptions['services']): void {
    const changed = Object.entries(services).map(([name, operations]) => [
      name,
      { ...this.services[name], ...operations },
    ]);
    this.services = { ...this.services, ...(Object.fromEntries(changed) as EndpointOptions['services']) };
  }

  /** Closes the port and every connection; safe to call twice. */
  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await readBody(request);
      const target = request.headers['x-amz-target'];
      if (request.url === COMMAND_PATH) await this.answerCommand(body, response);
      else if (typeof target === 'string') await this.answerJson(target, body, response);
      else if (request.method === 'POST' && /(^|&)Action=/.test(body.toString()))
        this.answerQuery(body.toString(), response);
      else answerS3(this.options, request, body, response);
    } catch (error) {
      response.destroy(error instanceof Error ? error : undefined);
    }
  }

  private async answerCommand(body: Buffer, response: ServerResponse): Promise<void> {
    const { command, ...call } = JSON.parse(body.toString()) as CommandCall & { readonly command: string };
    const run = this.options.commands[command];
    const unknown: CommandAnswer = { status: 127, stdout: '', stderr: `${command}: command not found\n` };
    sendJson(response, 200, run === undefined ? unknown : await run(call));
  }

  private async answerJson(target: string, body: Buffer, response: ServerResponse): Promise<void> {
    const [service = '', operation = ''] = target.split('.');
    const run = this.services[service]?.[operation];
    try {
      if (run === undefined) {
        this.options.unchecked(`AWS call ${service}.${operation}`);
        throw new AwsError(
          'UnknownOperationException',
          `the rehearsal does not know ${service}.${operation}`,
        );
      }
      const input = body.length === 0 ? {} : (JSON.parse(body.toString()) as AwsInput);
      sendJson(response, 200, await run(input));
    } catch (error) {
      const { code, members } =
        error instanceof AwsError ? error : { code: 'InternalFailure', members: undefined };
      const message = error instanceof Error ? error.message : String(error);
      sendJson(response, code === 'InternalFailure' ? 500 : 400, { __type: code, message, ...members });
    }
  }

  /** The query protocol: `sts:GetCallerIdentity`, `sns:Publish`, and what `query` knows. */
  private answerQuery(body: string, response: ServerResponse): void {
    const input = new URLSearchParams(body);
    const action = input.get('Action') ?? '';
    const answer = this.options.query?.(action, input) ?? queryAnswer(action, this.options.account);
    if (answer === undefined) this.options.unchecked(`AWS call ${action}`);
    if (action === 'Publish')
      this.options.published?.({
        topicArn: input.get('TopicArn') ?? '',
        subject: input.get('Subject') ?? '',
      });
    response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'text/xml' });
    response.end(answer ?? `<ErrorResponse><Error><Code>InvalidAction</Code></Error></ErrorResponse>`);
  }
}

function queryAnswer(action: string, account: string): string | undefined {
  if (action === 'Publish')
    return (
      `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>` +
      `<MessageId>${randomUUID()}</MessageId></PublishResult></PublishResponse>`
    );
  if (action !== 'GetCallerIdentity') return undefined;
  return (
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
    `<Arn>arn:aws:sts::${account}:assumed-role/rehearsal/rehearsal</Arn><UserId>REHEARSAL</UserId>` +
    `<Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`
  );
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
    .end(JSON.stringify(value ?? {}));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
