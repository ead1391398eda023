import type { FastifyRequest } from 'fastify';
import type { ColourMemory } from './colour';
import type { ServiceConfig } from './config';
import { LOG_FIELDS, type LogField } from './contract';
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
export function logOptions(
  { service, version, logLevel }: ServiceConfig,
  output: LineSink,
  colour: Pick<ColourMemory, 'current'>,
): object {
  return {
    stream: output,
    level: logLevel,
    base: { [LOG_FIELDS.service]: service, [LOG_FIELDS.version]: version },
    formatters: { level: (level: string) => ({ level }), log: cleanFields(colour) },
    serializers: { req: () => HIDDEN, res: () => HIDDEN, err: (error: unknown) => hidePrivate(error) },
    hooks: { logMethod: cleanMessage },
  };
}

/** The line of a request, as far as the trace says the same. Literal names, since computed ones make every line slow. */
export type RequestFields = Partial<Record<LogField, string | number | undefined>>;

/** What the log says about a request, whatever comes of it. */
export function requestFields(request: FastifyRequest): RequestFields {
  return { variant: request.variant, method: request.method, route: routeOf(request) };
}

type Fields = Record<string, unknown> & RequestFields;

/** Adds the colour to each line and hides what is private in all but the plain ones. */
function cleanFields(colour: Pick<ColourMemory, 'current'>) {
  return function clean(fields: Fields): Fields {
    for (const name in fields) {
      if (!PLAIN_FIELDS.has(name)) {
        const hidden = hidePrivate(fields) as Fields;
        hidden.colour = colour.current;
        return hidden;
      }
    }
    fields.colour = colour.current;
    return fields;
  };
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
