import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requestFields } from './logging';

/** Pages for people who get no answer to what they asked for. */
export interface ErrorPages {
  /** Headers of every page, content type included. */
  readonly headers: Readonly<Record<string, string>>;
  /** A whole HTML page for a status of 400 or above. */
  errorPage(status: number): string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The error that the request ended with; undefined when there was none. */
    failure: Error | undefined;
  }
}

/** Content type of what a form of a page sends. */
export const FORM = 'application/x-www-form-urlencoded';

/** Whether a person sent this request with a form of a page. */
export function isForm({ headers }: FastifyRequest): boolean {
  return (headers['content-type'] ?? '').startsWith(FORM);
}

/** Seconds after which a caller may try again when a dependency does not answer. */
const RETRY_AFTER = 5;

/**
 * Answers unknown paths and errors: with a page to a browser, with JSON to a program.
 * What broke inside is told to the log only; the answer carries the trace id to find it by.
 */
export function addErrorAnswers(server: FastifyInstance, pages?: ErrorPages): void {
  server.decorateRequest('failure', undefined);
  server.setNotFoundHandler((request, reply) => {
    answer(request, reply.code(404), { error: 'not found', path: request.url }, pages);
  });
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    request.failure = error;
    logError(request, error, status);
    if (status === 503) void reply.header('retry-after', RETRY_AFTER);
    const message = status === 500 ? 'internal error' : error.message;
    answer(request, reply.code(status), { error: message, traceId: request.id }, pages);
  });
}

function answer(request: FastifyRequest, reply: FastifyReply, body: object, pages?: ErrorPages): void {
  if (pages && wantsPage(request)) {
    void reply.headers(pages.headers).send(pages.errorPage(reply.statusCode));
  } else {
    void reply.header('cache-control', 'no-store').send(body);
  }
}

function wantsPage(request: FastifyRequest): boolean {
  const { url, headers } = request;
  return (isForm(request) || !url.startsWith('/api/')) && (headers.accept ?? '').includes('text/html');
}

function logError(request: FastifyRequest, error: Error, status: number): void {
  const fields = requestFields(request);
  if (status === 500) request.log.error({ ...fields, err: error });
  else if (status > 500) request.log.warn({ ...fields, cause: String(error.cause) }, error.message);
}
