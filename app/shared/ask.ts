import { request } from 'node:http';
import { readLimited } from './read-limited';

/** How to ask, and how much of an answer is believed. */
export interface Question {
  /** Milliseconds for everything, from the connection to the end of the answer. */
  readonly timeoutMs: number;
  /** The longest answer that is read. */
  readonly maxBytes: number;
  /**
   * Sent as JSON by POST.
   * @default - a GET
   */
  readonly body?: object;
}

/**
 * JSON that another process of the same task answers: the agent, or the metadata endpoint of ECS.
 * @throws Error when it is not 200, too long, too late or not JSON
 */
export async function askJson(url: string, { timeoutMs, maxBytes, body }: Question): Promise<unknown> {
  const sent = body && JSON.stringify(body);
  const headers = sent === undefined ? {} : jsonHeaders(sent);
  const method = sent === undefined ? 'GET' : 'POST';
  const signal = AbortSignal.timeout(timeoutMs);
  const text = await new Promise<string>((resolve, reject) => {
    const call = request(url, { method, headers, signal, agent: false }, (response) => {
      if (response.statusCode === 200) return void readLimited(response, maxBytes).then(resolve, reject);
      response.destroy();
      reject(new Error(`the answer was ${response.statusCode}`));
    });
    call.on('error', reject).end(sent);
  });
  return JSON.parse(text);
}

function jsonHeaders(text: string): Record<string, string | number> {
  return { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
}
