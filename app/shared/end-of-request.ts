import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Status of a request whose caller closed the connection before it was answered, as many proxies log it. */
export const CALLER_GONE = 499;

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether its end has been told. */
    isOver: boolean;
  }
}

/** Told once about each request when it is over; `status` is what was answered, or `CALLER_GONE`. */
export type EndListener = (request: FastifyRequest, reply: FastifyReply, status: number) => void;

/**
 * Tells about the end of each request. Fastify's `onResponse` says nothing when the caller gave up waiting, and
 * a service whose callers give up would look as if nobody asked it anything.
 */
export function listenToEnds(server: FastifyInstance, listeners: readonly EndListener[]): void {
  server.decorateRequest('isOver', false);
  const tell: EndListener = (request, reply, status) => {
    if (request.isOver) return;
    request.isOver = true;
    for (const listener of listeners) listener(request, reply, status);
  };
  server.addHook('onRequest', (request, reply, done) => {
    reply.raw.once('close', () => tell(request, reply, CALLER_GONE));
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    tell(request, reply, reply.statusCode);
    done();
  });
}
