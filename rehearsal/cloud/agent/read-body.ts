import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** A body that is not taken; `status` is what its sender gets. */
export class RefusedBodyError extends Error {
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

/** The body of a JSON request as text; throws a RefusedBodyError when it is too long or of another kind. */
export async function readJsonBody(request: IncomingMessage, mostBytes: number): Promise<string> {
  const type = (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new RefusedBodyError(415, 'only application/json is understood');
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new RefusedBodyError(415, 'only gzip and identity are understood');
  }
  const bytes = await collect(request, mostBytes);
  return encoding === 'gzip' ? unpack(bytes, mostBytes) : bytes.toString('utf8');
}

/** Without a loop over the request: leaving one early would cut the connection before the refusal is answered. */
function collect(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const take = (part: Buffer): void => {
      size += part.length;
      parts.push(part);
      if (size <= mostBytes) return;
      request.off('data', take).pause();
      reject(new RefusedBodyError(413, `the body has more than ${mostBytes} bytes`));
    };
    request
      .on('data', take)
      .once('end', () => resolve(Buffer.concat(parts)))
      .once('error', reject)
      .once('aborted', () => reject(new Error('the sender is gone')));
  });
}

function unpack(bytes: Buffer, mostBytes: number): string {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes }).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new RefusedBodyError(413, `the body has more than ${mostBytes} bytes`);
    }
    throw new RefusedBodyError(400, 'the body is no gzip');
  }
}
