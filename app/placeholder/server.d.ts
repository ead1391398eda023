import type { Server } from 'node:http';
import type { Identity } from '../shared/contract';

/** Answers every path with 200; while `draining` is set, it asks clients to close their connections. */
export function createServer(identity: Identity, state?: { draining: boolean }): Server;
