import { get, type IncomingHttpHeaders } from 'node:http';

/** What a test sees of an answer. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks on a connection of its own, so that nothing stays open after the test. */
export function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}

/** The JSON that an address answers with. */
export async function askJson(url: string): Promise<Record<string, unknown>> {
  return JSON.parse((await ask(url)).body) as Record<string, unknown>;
}
