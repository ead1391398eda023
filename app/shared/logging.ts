import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { readVariant } from './baggage';
import type { ColourMemory } from './colour';
import type { ServiceConfig } from './config';
import { LOG_FIELDS } from './contract';
import type { LineSink } from './line-buffer';
import { hidePrivate, HIDDEN, scrub } from './scrub';

/** Route of a request that no route fits. */
export const NO_ROUTE = 'unknown';

/** The route that a request fell under, as it is written in the code. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? NO_ROUTE;
}

/**
 * Fields that cannot hold anything private, by what writes them: they pass unread, which keeps the line of each
 * request cheap.
 */
const PLAIN_FIELDS = new Set<string>(Object.values(LOG_FIELDS));

/** Options of the logger: JSON lines, one for each event, without secrets and personal data. */
export function logOptions({ service, version, logLevel }: ServiceConfig, output: LineSink): object {
  return {
    stream: output,
    level: logLevel,
    base: { [LOG_FIELDS.service]: service, [LOG_FIELDS.version]: version },
    formatters: { level: (level: string) => ({ level }), log: cleanFields },
    serializers: { req: () => HIDDEN, res: () => HIDDEN, err: (error: unknown) => hidePrivate(error) },
    hooks: { logMethod: cleanMessage },
  };
}

/** Makes the logger of each request: it knows the variant and the colour, as the trace does. */
export function requestLogger(colour: ColourMemory) {
  return function childLogger(
    logger: FastifyBaseLogger,
    bindings: Record<string, unknown>,
    options: object,
    { headers }: FastifyRequest['raw'],
  ): FastifyBaseLogger {
    const more = {
      ...bindings,
      [LOG_FIELDS.colour]: colour.current,
      [LOG_FIELDS.variant]: readVariant(headers),
    };
    return logger.child(more, options);
  };
}

function cleanFields(fields: Record<string, unknown>): Record<string, unknown> {
  for (const name in fields) {
    if (!PLAIN_FIELDS.has(name)) return hidePrivate(fields) as Record<string, unknown>;
  }
  return fields;
}

type Write = (...args: unknown[]) => void;

/** Messages are texts of this project, but may quote an error of a library that quotes a visitor. */
function cleanMessage(this: unknown, args: unknown[], write: Write): void {
  const [first, ...others] = args;
  const texts = others.map((text) => hidePrivate(text));
  if (typeof first === 'string') write.apply(this, [scrub(first), ...texts]);
  else write.apply(this, [...withMessage(first, texts.length > 0), ...texts]);
}

/** Without a message the logger would take that of the error as it is. */
function withMessage(first: unknown, hasMessage: boolean): unknown[] {
  const fields = first instanceof Error ? { err: first } : first;
  const { err } = (fields ?? {}) as { err?: unknown };
  return !hasMessage && err instanceof Error ? [fields, scrub(err.message)] : [fields];
}
