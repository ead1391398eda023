import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { errorDiffusion, type Faults } from '../../../app/shared/faults';
import { PROBE_AGENT } from '../balancer/probe';
import { listenOnLoopback } from '../loopback';
import type { Container, StartContainer } from './container';

/** What a crash that was made from outside leaves as the last line. */
const CRASHED = 'the scenario ends it as it starts';

/** Starts containers whose image has a fault that its program does not know: the fault is made around the container. */
export function withFaultsAround(start: StartContainer): StartContainer {
  return (props) => {
    const container = start(props);
    const { faultsAround: faults } = props.image;
    if (faults === undefined) return container;
    return faults.crashOnBoot ? crashed(container) : behindRouter(container, faults);
  };
}

function crashed(container: Container): Container {
  container.kill();
  return { ...container, listening: new Promise(() => undefined), lastErrors: () => [CRASHED] };
}

/** Users and load balancer come through the router; the container's own health check does not. */
function behindRouter(container: Container, faults: Faults): Container {
  let own: number | undefined;
  const listening = container.listening.then(async (port) => {
    own = port;
    const router = await listenOnLoopback(createServer(makeHandler(port, faults)));
    void container.exited.then(() => router.close());
    return router.port;
  });
  return { ...container, listening, ownPort: () => own };
}

function makeHandler(port: number, { errorRate, latencyMs, unhealthy }: Faults) {
  const failsNow = errorDiffusion(errorRate);
  return (request: IncomingMessage, response: ServerResponse): void => {
    const isProbe = request.headers['user-agent'] === PROBE_AGENT;
    const fails = isProbe ? unhealthy : failsNow();
    const answer = (): void => {
      if (fails) response.writeHead(isProbe ? 503 : 500).end('the scenario has it fail\n');
      else forward(request, response, port);
    };
    if (isProbe || latencyMs === 0) answer();
    else setTimeout(answer, latencyMs);
  };
}

function forward(request: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url: path, headers } = request;
  const inner = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false });
  inner.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    answer.once('error', () => response.destroy());
  });
  inner.once('error', () => response.destroy());
  response.once('close', () => inner.destroy());
  request.pipe(inner);
}
