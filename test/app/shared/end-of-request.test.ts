import { once } from 'node:events';
import { request } from 'node:http';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { buildApp, type Service } from '../../../app/shared/build-app';
import { Tracing } from '../../../app/shared/tracing';
import { recorder, testConfig } from '../support';

/** A service that answers `/slow` when it is told to, and says when it has been asked. */
async function openSlow() {
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
      return undefined;
    },
  };
  const config = testConfig({}, 'slow');
  const spans = new InMemorySpanExporter();
  const tracing = new Tracing(config, { processor: new SimpleSpanProcessor(spans) });
  const output = recorder();
  const app = buildApp(slow, { config, output, tracing });
  const url = await app.server.listen({ port: 0, host: '127.0.0.1' });
  const lines = () => output.lines().filter(({ route }) => route === '/slow');
  return { ...app, url, lines, spans, asked, answer: gate.answer };
}

test('a caller who gives up is logged and traced, once', async () => {
  const { server, url, lines, spans, asked, answer } = await openSlow();
  const call = request(`${url}/slow`);
  call.on('error', () => undefined).end();
  await asked;
  call.destroy();
  while (lines().length === 0) await new Promise(setImmediate);
  answer();
  await server.close();
  expect(lines()).toMatchObject([{ method: 'GET', route: '/slow', status: 499 }]);
  expect(spans.getFinishedSpans()).toMatchObject([
    { name: 'GET /slow', attributes: { 'http.response.status_code': 499 } },
  ]);
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
