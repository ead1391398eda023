import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ObjectStore } from '../../../../rehearsal/pipeline/artifacts';
import { AwsEndpoint } from '../../../../rehearsal/pipeline/endpoint/server';

const objects = new ObjectStore();
const unchecked: string[] = [];
const endpoint = new AwsEndpoint({
  account: '1',
  objects,
  services: {},
  commands: {},
  unchecked: (what) => unchecked.push(what),
});
let s3: S3Client;
let url = '';

beforeAll(async () => {
  url = await endpoint.listen();
  s3 = new S3Client({
    endpoint: url,
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
});

afterAll(() => endpoint.close());

const place = { Bucket: 'artifacts', Key: 'pipeline/Build/1' };

describe('the S3 stand-in, asked by the real client', () => {
  it('gives the size of an object without its content', async () => {
    objects.put({ bucket: 'artifacts', key: 'pipeline/Build/1' }, new Uint8Array(5));
    expect((await s3.send(new HeadObjectCommand(place))).ContentLength).toBe(5);
    await expect(s3.send(new HeadObjectCommand({ ...place, Key: 'none' }))).rejects.toMatchObject({
      name: 'NotFound',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('replaces an object, also by an empty one, and keeps buckets apart', async () => {
    await s3.send(new PutObjectCommand({ ...place, Body: 'one' }));
    await s3.send(new PutObjectCommand({ ...place, Body: 'two' }));
    await s3.send(new PutObjectCommand({ ...place, Bucket: 'other', Body: new Uint8Array() }));
    const read = async (Bucket: string): Promise<string | undefined> => {
      const { Body } = await s3.send(new GetObjectCommand({ ...place, Bucket }));
      return Body?.transformToString();
    };
    expect([await read('artifacts'), await read('other')]).toEqual(['two', '']);
  });

  it('stores a body that looks like a call of another service', async () => {
    await s3.send(new PutObjectCommand({ ...place, Body: 'Action=GetCallerIdentity' }));
    expect(Buffer.from(objects.get({ bucket: place.Bucket, key: place.Key }) ?? []).toString()).toBe(
      'Action=GetCallerIdentity',
    );
  });

  it('reads the chunks of a streamed body, with and without signatures', async () => {
    const body = '4;chunk-signature=ab\r\nwx\r\n\r\n1\r\nz\r\n0;chunk-signature=cd\r\n\r\n';
    await fetch(`${url}/b/k`, { method: 'PUT', headers: { 'content-encoding': 'aws-chunked,gzip' }, body });
    expect(Buffer.from(objects.get({ bucket: 'b', key: 'k' }) ?? []).toString()).toBe('wx\r\nz');
  });

  it.each([
    ['to delete', new DeleteObjectCommand(place), 'AWS call S3 DELETE of an object'],
    ['to list a bucket', new ListObjectsV2Command({ Bucket: 'artifacts' }), 'AWS call S3 GET of a bucket'],
  ])('refuses %s, and records it', async (_what, command, what) => {
    unchecked.length = 0;
    await expect(s3.send(command as DeleteObjectCommand)).rejects.toMatchObject({
      name: 'MethodNotAllowed',
      $metadata: { httpStatusCode: 405 },
    });
    expect(unchecked).toEqual([what]);
  });
});

describe('the query protocol', () => {
  it.each([
    ['Action=GetCallerIdentity&Version=2011-06-15', 200, 'assumed-role/rehearsal', []],
    ['Version=2011-06-15&Action=AssumeRole', 400, 'InvalidAction', ['AWS call AssumeRole']],
  ])('answers %s', async (body, status, text, recorded) => {
    unchecked.length = 0;
    const response = await fetch(url, { method: 'POST', body });
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(text);
    expect(unchecked).toEqual(recorded);
  });
});

describe('the JSON protocol', () => {
  it('answers a mistake of the rehearsal itself with InternalFailure, not with a hung call', async () => {
    const broken = new AwsEndpoint({
      account: '1',
      objects,
      commands: {},
      unchecked: () => undefined,
      services: {
        S: {
          Throw: () => {
            throw new TypeError('no cloud');
          },
          Nothing: () => undefined,
        },
      },
    });
    const base = await broken.listen();
    const call = async (target: string, body = ''): Promise<[number, unknown]> => {
      const response = await fetch(base, { method: 'POST', headers: { 'x-amz-target': target }, body });
      return [response.status, await response.json()];
    };
    expect(await call('S.Throw')).toEqual([500, { __type: 'InternalFailure', message: 'no cloud' }]);
    expect(await call('S.Nothing')).toEqual([200, {}]);
    expect((await call('S.Nothing', '{'))[0]).toBe(500);
    expect(await call('S')).toMatchObject([400, { __type: 'UnknownOperationException' }]);
    broken.close();
    broken.close();
    await expect(fetch(base)).rejects.toThrow('fetch failed');
  });
});
