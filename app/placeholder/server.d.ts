import type { Server } from 'node:http';
import type { Identity } from '../shared/contract';
import type { ServerLimits } from '../shared/server-limits';

/** The limits of the services, repeated. */
export const LIMITS: ServerLimits;

/** Answers every path with 200; while `draining` is set, it asks clients to close their connections. */
export function createServer(
  identity: Identity,
  state?: { draining: boolean },
  limits?: ServerLimits,
): Server;

/** The image that the metadata endpoint at `uri` names; empty when it names none, or not in time. */
export function readImage(uri: string | undefined): Promise<string>;
