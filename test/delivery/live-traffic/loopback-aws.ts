import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Action, Listener } from '@aws-sdk/client-elastic-load-balancing-v2';

/** One answer on the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly body: string;
}

/** Stands for the endpoints of AWS: answers each call by its name, the last answer again and again. */
export interface LoopbackAws {
  readonly url: string;
  /** Answers to come, by call, for example `DescribeListeners`. */
  readonly answers: Record<string, WireAnswer[]>;
  /** Names of the calls so far. */
  readonly calls: string[];
  close(): Promise<void>;
}

export async function startLoopbackAws(): Promise<LoopbackAws> {
  const answers: Record<string, WireAnswer[]> = {};
  const calls: string[] = [];
  const server = createServer((request, response) => {
    void nameOf(request).then((name) => {
      calls.push(name);
      const [next = { status: 404, body: '' }, ...later] = answers[name] ?? [];
      if (later.length > 0) answers[name] = later;
      const xml = next.body.startsWith('<');
      response.writeHead(next.status, { 'content-type': xml ? 'text/xml' : 'application/x-amz-json-1.1' });
      response.end(next.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    calls,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

/** JSON services tell their call in a header, the older ones in the form that they are sent. */
async function nameOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request) body += String(part);
  const target = request.headers['x-amz-target'];
  return String(target).split('.')[1] ?? new URLSearchParams(body).get('Action') ?? 'unknown';
}

/** An answer in JSON. */
export const json = (value: unknown, status = 200): WireAnswer => ({ status, body: JSON.stringify(value) });

/** An answer of a service that speaks XML: `inside` is what its result holds. */
export const xml = (call: string, inside: string): WireAnswer => ({
  status: 200,
  body: `<${call}Response><${call}Result>${inside}</${call}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${call}Response>`,
});

/** An error of a service that speaks XML. */
export const xmlError = (code: string, message: string): WireAnswer => ({
  status: 400,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
});

/** XML of a list. */
export const members = (name: string, items: readonly string[]): string =>
  `<${name}>${items.map((item) => `<member>${item}</member>`).join('')}</${name}>`;

/** XML of a listener, as far as it says where traffic goes. */
export const listenerXml = ({ ListenerArn, DefaultActions = [] }: Listener): string =>
  `<ListenerArn>${ListenerArn}</ListenerArn>${members('DefaultActions', DefaultActions.map(actionXml))}`;

const actionXml = ({ Type, ForwardConfig }: Action): string => {
  const groups = (ForwardConfig?.TargetGroups ?? []).map(
    ({ TargetGroupArn, Weight }) =>
      `<TargetGroupArn>${TargetGroupArn}</TargetGroupArn><Weight>${Weight}</Weight>`,
  );
  return `<Type>${Type}</Type><Order>1</Order><ForwardConfig>${members('TargetGroups', groups)}<TargetGroupStickinessConfig><Enabled>false</Enabled></TargetGroupStickinessConfig></ForwardConfig>`;
};
