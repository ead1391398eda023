import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ArtifactLocation, ObjectStore } from '../artifacts';

/** What the S3 stand-in works with. */
export interface S3Backend {
  readonly objects: ObjectStore;
  /** Called for every operation that is not known. */
  readonly unchecked: (what: string) => void;
}

/** Answers `GetObject`, `HeadObject` and `PutObject` in path style. */
export function answerS3(
  { objects, unchecked }: S3Backend,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): void {
  const location = locate(request.url ?? '/');
  const { method = '' } = request;
  if (!['GET', 'HEAD', 'PUT'].includes(method) || location.key === '') {
    unchecked(`AWS call S3 ${method} ${location.key === '' ? 'of a bucket' : 'of an object'}`);
    return fail(response, 405, 'MethodNotAllowed');
  }
  if (method === 'PUT') {
    const chunked = request.headers['content-encoding']?.includes('aws-chunked') === true;
    objects.put(location, chunked ? unchunk(body) : body);
    response.writeHead(200, { etag: '"rehearsal"' }).end();
    return;
  }
  const content = objects.get(location);
  if (content === undefined) return fail(response, 404, 'NoSuchKey');
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': content.length });
  response.end(method === 'HEAD' ? undefined : Buffer.from(content));
}

function fail(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

function locate(url: string): ArtifactLocation {
  const [bucket = '', ...key] = new URL(url, 'http://localhost').pathname.slice(1).split('/');
  return { bucket, key: key.map(decodeURIComponent).join('/') };
}

/** Takes the payload out of the `aws-chunked` encoding: hexadecimal length, optional signature, data. */
function unchunk(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const end = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.subarray(at, end).toString(), 16);
    if (end < 0 || !(length > 0)) break;
    parts.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
  return Buffer.concat(parts);
}
