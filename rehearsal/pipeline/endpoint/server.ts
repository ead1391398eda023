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
  /** Answers of stand-ins for commands, by command name. */
  readonly commands: Readonly<Record<string, (call: CommandCall) => CommandAnswer | Promise<CommandAnswer>>>;
  /** Called for every operation that is not known. */
  readonly unchecked: (what: string) => void;
}

/** Path on which the stand-ins for commands call the rehearsal. */
export const COMMAND_PATH = '/_rehearsal/command';

/** One loopback server for all AWS APIs that handlers and scripts call. */
export class AwsEndpoint {
  private readonly server: Server;

  constructor(private readonly options: EndpointOptions) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** Starts on a free port of 127.0.0.1 and resolves with the base URL. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
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
    const run = this.options.services[service]?.[operation];
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
      const code = error instanceof AwsError ? error.code : 'InternalFailure';
      const message = error instanceof Error ? error.message : String(error);
      sendJson(response, code === 'InternalFailure' ? 500 : 400, { __type: code, message });
    }
  }

  /** The query protocol: only `sts:GetCallerIdentity`. */
  private answerQuery(body: string, response: ServerResponse): void {
    const action = new URLSearchParams(body).get('Action') ?? '';
    const known = action === 'GetCallerIdentity';
    if (!known) this.options.unchecked(`AWS call ${action}`);
    response.writeHead(known ? 200 : 400, { 'content-type': 'text/xml' });
    response.end(
      known
        ? callerIdentity(this.options.account)
        : `<ErrorResponse><Error><Code>InvalidAction</Code></Error></ErrorResponse>`,
    );
  }
}

function callerIdentity(account: string): string {
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
