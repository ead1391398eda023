import {
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { ObjectStore } from '../../../../rehearsal/pipeline/artifacts';
import { Parameters } from '../../../../rehearsal/pipeline/endpoint/parameters';
import { AwsEndpoint } from '../../../../rehearsal/pipeline/endpoint/server';

const parameters = new Parameters([
  { name: '/shop/a', value: '1' },
  { name: '/shop/b', value: '2' },
]);
const endpoint = new AwsEndpoint({
  account: '1',
  objects: new ObjectStore(),
  services: { AmazonSSM: parameters.operations() },
  commands: {},
  unchecked: () => undefined,
});
let ssm: SSMClient;

beforeAll(async () => {
  ssm = new SSMClient({
    endpoint: await endpoint.listen(),
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
});

afterAll(() => endpoint.close());

describe('the Parameter Store, asked by the real client', () => {
  it('gets several at once and lists the names that it does not have', async () => {
    const { Parameters: found, InvalidParameters } = await ssm.send(
      new GetParametersCommand({ Names: ['/shop/b', '/none', '/shop/a'] }),
    );
    expect(found).toMatchObject([
      { Name: '/shop/b', Value: '2', Type: 'String', Version: 1 },
      { Name: '/shop/a', Value: '1' },
    ]);
    expect(InvalidParameters).toEqual(['/none']);
  });

  it('gets one by its ARN', async () => {
    const Name = 'arn:aws:ssm:eu-central-1:123456789012:parameter/shop/a';
    expect((await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Name).toBe('/shop/a');
  });

  it('makes a new one without Overwrite and counts its versions', async () => {
    const put = { Name: '/shop/new', Value: 'x', Type: 'String' as const };
    expect(await ssm.send(new PutParameterCommand(put))).toMatchObject({ Version: 1, Tier: 'Standard' });
    await expect(ssm.send(new PutParameterCommand(put))).rejects.toThrow('Use the Overwrite option');
    expect((await ssm.send(new PutParameterCommand({ ...put, Overwrite: true }))).Version).toBe(2);
  });

  it.each([
    ['no name', { Name: '', Value: 'x' }, 'the member Name must be a text that is not empty'],
    ['no value', { Name: '/shop/c', Value: '' }, 'the member Value must be a text that is not empty'],
  ])('refuses %s and changes nothing', async (_what, put, message) => {
    const refused = ssm.send(new PutParameterCommand(put));
    await expect(refused).rejects.toMatchObject({ name: 'ValidationException', message });
    expect(parameters.value(put.Name)).toBeUndefined();
  });

  it('has a history of the value of now only', async () => {
    const { Parameters: values } = await ssm.send(new GetParameterHistoryCommand({ Name: '/shop/a' }));
    expect(values?.map(({ Value }) => Value)).toEqual([parameters.value('/shop/a')]);
  });

  it('counts a change by CloudFormation as a version too', async () => {
    parameters.set('/shop/b', '3');
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/shop/b' }));
    expect(Parameter).toMatchObject({ Value: '3', Version: 2 });
  });
});
