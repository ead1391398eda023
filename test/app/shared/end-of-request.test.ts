import { once } from 'node:events';
import { request } from 'node:http';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { buildApp, type Service } from '../../../app/shared/build-app';
import type { ErrorPages } from '../../../app/shared/error-answers';
import { Tracing } from '../../../app/shared/tracing';
import { recorder, testConfig } from '../support';

const pages: ErrorPages = { headers: {}, errorPage: () => '' };

/** A service that answers `/slow` when it is told to, and says when it has been asked. */
async function openSlow(answers?: ErrorPages) {
  const gate = { asked: (): void => undefined, answer: (): void => undefined };
  const asked = new Promise<void>((resolve) => (gate.asked = resolve));
  const answered = new Promise<void>((resolve) => (gate.answer = resolve));
  const slow: Service = {
    name: 'slow',
    register(app) {
      app.get('/slow', async () => {
        gate.asked();
        await answered;
        return {};
      });
      return answers;
    },
  };
  const config = testConfig({}, 'slow');
  const spans = new InMemorySpanExporter();
  const tracing = new Tracing(config, { processor: new SimpleSpanProcessor(spans) });
  const output = recorder();
  const app = buildApp(slow, { config, output, tracing });
  const url = await app.server.listen({ port: 0, host: '127.0.0.1' });
  const lines = () => output.lines().filter(({ route }) => route === '/slow');
  const records = () => output.lines().filter(({ _aws }) => _aws !== undefined);
  /** Asks, and leaves before there is an answer. */
  const askAndLeave = async () => {
    const call = request(`${url}/slow`);
    call.on('error', () => undefined).end();
    await asked;
    call.destroy();
    while (lines().length === 0) await new Promise(setImmediate);
    gate.answer();
  };
  return { ...app, url, lines, records, spans, askAndLeave, answer: gate.answer };
}

test('a caller who gives up is logged and traced, once', async () => {
  const { server, lines, spans, askAndLeave } = await openSlow();
  await askAndLeave();
  await server.close();
  expect(lines()).toMatchObject([{ method: 'GET', route: '/slow', status: 499 }]);
  expect(spans.getFinishedSpans()).toMatchObject([
    { name: 'GET /slow', attributes: { 'http.response.status_code': 499 } },
  ]);
});

test.each<[string, ErrorPages | undefined, number]>([
  ['a service is failed when it gives up', undefined, 1],
  ['a visitor may leave', pages, 0],
])('%s', async (_, answers, errors) => {
  const { server, records, askAndLeave, flushMetrics } = await openSlow(answers);
  await askAndLeave();
  flushMetrics();
  await server.close();
  expect(records()).toMatchObject([{ Requests: 1, Errors: errors }]);
});

test('an answer is told once, although its connection closes later', async () => {
  const { server, url, lines, spans, answer } = await openSlow();
  answer();
  const [response] = (await once(request(`${url}/slow`, { agent: false }).end(), 'response')) as [
    NodeJS.ReadableStream,
  ];
  await once(response.resume(), 'end');
  await server.close();
  expect(lines()).toMatchObject([{ status: 200 }]);
  expect(spans.getFinishedSpans()).toHaveLength(1);
});
