import { awsCommand } from '../../../rehearsal/pipeline/aws-command';
import type { CommandAnswer } from '../../../rehearsal/pipeline/docker/command';
import type { AwsInput } from '../../../rehearsal/pipeline/endpoint/aws-error';

function setUp() {
  const inputs: AwsInput[] = [];
  const unchecked: string[] = [];
  const aws = awsCommand({
    account: '123456789012',
    unchecked: (what) => unchecked.push(what),
    ecr: {
      DescribeImages: (input) => {
        inputs.push(input);
        return { imageDetails: [{ imageTags: ['v1', 'v2'], size: 7 }] };
      },
      BatchGetImage: () => {
        throw new TypeError('a mistake of the rehearsal');
      },
    },
  });
  const run = async (...words: string[]): Promise<CommandAnswer> =>
    aws({ arguments: words, workingDirectory: '/' });
  return { inputs, unchecked, run };
}

const DESCRIBE = ['ecr', 'describe-images', '--repository-name', 'shop'];

describe('the words of an aws command', () => {
  it.each([
    [
      [...DESCRIBE, '--image-ids', 'imageTag=v1', 'imageTag=v2'],
      [{ imageTag: 'v1' }, { imageTag: 'v2' }],
    ],
    [
      [...DESCRIBE, '--image-ids=imageTag=v1,imageDigest=sha256:a=b'],
      [{ imageTag: 'v1', imageDigest: 'sha256:a=b' }],
    ],
    [['--region', 'eu-central-1', '--output', 'json', ...DESCRIBE], undefined],
    [['--no-cli-pager', '--profile', 'x', ...DESCRIBE, '--region=x', '--debug'], undefined],
  ])('%j become the request', async (words, imageIds) => {
    const { run, inputs, unchecked } = setUp();
    expect((await run(...words)).status).toBe(0);
    expect(inputs).toEqual([{ repositoryName: 'shop', ...(imageIds === undefined ? {} : { imageIds }) }]);
    expect(unchecked).toEqual([]);
  });

  it.each([
    [['--version'], 'aws-cli/2.27.0 (rehearsal stand-in)\n'],
    [['configure', 'set', 'default.region', 'eu-west-1'], '\n'],
    [
      ['ecr', 'get-login', '--no-include-email', '--region', 'eu-west-1'],
      'docker login -u AWS -p rehearsal https://123456789012.dkr.ecr.eu-west-1.amazonaws.com\n',
    ],
  ])('%j is what builds begin with', async (words, stdout) => {
    const { run, unchecked } = setUp();
    expect(await run(...words)).toEqual({ status: 0, stdout, stderr: '' });
    expect(unchecked).toEqual([]);
  });

  it('may begin with the region, also to sign in', async () => {
    const { run } = setUp();
    expect((await run('--region', 'x', 'ecr', 'get-login-password')).stdout).toBe('rehearsal\n');
  });
});

describe('the output of an aws command', () => {
  it.each([
    [['--query', 'imageDetails[0].imageTags[1]', '--output', 'text'], 'v2\n'],
    [['--query', 'imageDetails[0].imageTags[1]'], '"v2"\n'],
    [['--query', 'imageDetails[0].size', '--output', 'text'], '7\n'],
    [['--query', 'imageDetails[1].size', '--output', 'text'], 'None\n'],
    [['--query', 'other.path'], 'null\n'],
    [['--query', 'imageDetails[0].imageTags', '--output', 'json'], '[\n    "v1",\n    "v2"\n]\n'],
  ])('with %j is %j', async (flags, stdout) => {
    expect(await setUp().run(...DESCRIBE, ...flags)).toEqual({ status: 0, stdout, stderr: '' });
  });

  it('names the caller in full', async () => {
    const { stdout } = await setUp().run('sts', 'get-caller-identity');
    expect(JSON.parse(stdout)).toEqual({
      UserId: 'REHEARSAL',
      Account: '123456789012',
      Arn: 'arn:aws:sts::123456789012:assumed-role/rehearsal/rehearsal',
    });
  });
});

describe('a command that the stand-in cannot answer', () => {
  it.each([
    [['ecr', 'delete-repository'], 'aws ecr delete-repository'],
    [['ssm', 'describe-images'], 'aws ssm describe-images'],
    [['ecr'], 'aws ecr '],
    [[], 'aws  '],
  ])('%j is recorded and ends with status 254', async (words, what) => {
    const { run, unchecked } = setUp();
    const { status, stdout, stderr } = await run(...words);
    expect({ status, stdout }).toEqual({ status: 254, stdout: '' });
    expect(stderr).toContain(`${what}: the rehearsal's stand-in does not know this command`);
    expect(unchecked).toEqual([what]);
  });

  it('does not pass a mistake of the rehearsal off as an answer of AWS', async () => {
    await expect(setUp().run('ecr', 'batch-get-image')).rejects.toThrow('a mistake of the rehearsal');
  });
});
