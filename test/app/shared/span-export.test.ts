import { BasicTracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { inBatches, MAX_WAITING_SPANS } from '../../../app/shared/span-export';

test('of what a collector does not take only so much is kept', async () => {
  const given: number[] = [];
  const waiting: (() => void)[] = [];
  const hanging: SpanExporter = {
    export: (spans, done) => {
      given.push(spans.length);
      waiting.push(() => done({ code: 0 }));
    },
    shutdown: () => Promise.resolve(),
  };
  const processor = inBatches(hanging);
  const tracer = new BasicTracerProvider({ spanProcessors: [processor] }).getTracer('test');
  for (let count = 0; count < MAX_WAITING_SPANS * 5; count += 1) tracer.startSpan('lost').end();
  expect(given).toHaveLength(1);
  const flushed = processor.forceFlush();
  const total = given.reduce((sum, count) => sum + count, 0);
  expect(total).toBe((given[0] ?? 0) + MAX_WAITING_SPANS);
  for (const take of waiting) take();
  await flushed;
});
