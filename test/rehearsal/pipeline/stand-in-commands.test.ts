import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ObjectStore } from '../../../rehearsal/pipeline/artifacts';
import { awsCommand } from '../../../rehearsal/pipeline/aws-command';
import { childEnvironment } from '../../../rehearsal/pipeline/child-environment';
import { AwsError } from '../../../rehearsal/pipeline/endpoint/aws-error';
import { AwsEndpoint } from '../../../rehearsal/pipeline/endpoint/server';
import { Processes } from '../../../rehearsal/pipeline/processes';
import { writeCommands } from '../../../rehearsal/pipeline/stand-in-commands';
import { temporaryDirectory } from './temporary';

describe('the commands at the front of PATH', () => {
  it('pass docker and aws on to the rehearsal, with output and status', async () => {
    const directory = temporaryDirectory();
    writeCommands(directory);
    const calls: unknown[] = [];
    const endpoint = new AwsEndpoint({
      account: '1',
      services: {},
      objects: new ObjectStore(),
      unchecked: () => undefined,
      commands: {
        docker: (call) => {
          calls.push(call);
          return { status: 4, stdout: 'out\n', stderr: 'err\n' };
        },
      },
    });
    const url = await endpoint.listen();
    const processes = new Processes();
    const child = processes.start('sh', ['-c', 'docker push "a b"'], {
      cwd: directory,
      env: { PATH: `${directory}${delimiter}${process.env.PATH ?? ''}`, AWS_ENDPOINT_URL: url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const status = await new Promise((resolve) => child.once('close', resolve));
    endpoint.close();
    expect(status).toBe(4);
    expect(printed.split('\n').sort()).toEqual(['', 'err', 'out']);
    expect(calls).toMatchObject([
      { arguments: ['push', 'a b'], workingDirectory: directory, environment: { AWS_ENDPOINT_URL: url } },
    ]);
  });

  it('do nothing for npm ci and call the real npm for the rest', () => {
    const real = temporaryDirectory({ npm: '#!/bin/sh\necho "real $*"\n' });
    execFileSync('chmod', ['+x', join(real, 'npm')]);
    const directory = temporaryDirectory();
    writeCommands(directory, real);
    const npm = (...words: string[]): string =>
      execFileSync(join(directory, 'npm'), words, { encoding: 'utf8' });
    expect(npm('ci', '--prefer-offline')).toBe('the packages of the working tree are used\n');
    expect(npm('run', 'bundle', '--', 'web')).toBe('real run bundle -- web\n');
    expect(readFileSync(join(directory, 'npm'), 'utf8')).not.toContain('PATH');
  });
});

describe('childEnvironment', () => {
  const access = { endpoint: 'http://127.0.0.1:1', region: 'eu-central-1' };

  it('leaves nothing that leads to a real account or changes how Node.js runs', () => {
    const inherited = {
      HOME: '/home/me',
      AWS_PROFILE: 'prod',
      AWS_ACCESS_KEY_ID: 'AKIAREAL',
      AWS_ENDPOINT_URL_S3: 'https://s3',
      NODE_OPTIONS: '--inspect',
      DOCKER_HOST: 'tcp://x',
      HTTPS_PROXY: 'http://p',
      FAULTS: 'unhealthy',
      npm_config_x: 'y',
      CODEBUILD_BUILD_ID: '1',
    };
    const environment = childEnvironment(access, inherited);
    expect(environment).toMatchObject({
      HOME: '/home/me',
      AWS_ENDPOINT_URL: access.endpoint,
      AWS_REGION: 'eu-central-1',
    });
    expect(JSON.stringify(environment)).not.toMatch(
      /AKIAREAL|"prod"|https:|--inspect|tcp:|unhealthy|npm_config|CODEBUILD/,
    );
    expect(environment.AWS_CONFIG_FILE).toBe('/dev/null');
  });
});

describe('the aws stand-in', () => {
  const unchecked: string[] = [];
  const aws = awsCommand({
    account: '123456789012',
    unchecked: (what) => unchecked.push(what),
    ecr: {
      DescribeImages: (input) => {
        const [id] = input.imageIds as { imageTag: string }[];
        if (id?.imageTag !== 'v1') throw new AwsError('ImageNotFoundException', 'not there');
        return { imageDetails: [{ imageDigest: 'sha256:1', input }] };
      },
    },
  });
  const run = (line: string) => aws({ arguments: line.split(' '), workingDirectory: '/' });

  it('describes an image and selects what a query wants', async () => {
    const line = 'ecr describe-images --region x --repository-name shop --image-ids imageTag=v1';
    const { stdout } = await run(`${line} --query imageDetails[0].imageDigest --output text`);
    expect(stdout).toBe('sha256:1\n');
    expect(JSON.parse((await run(line)).stdout)).toMatchObject({
      imageDetails: [{ input: { repositoryName: 'shop', imageIds: [{ imageTag: 'v1' }] } }],
    });
  });

  it('fails as the real one does, with the code of the error', async () => {
    const { status, stderr } = await run(
      'ecr describe-images --repository-name shop --image-ids imageTag=v2',
    );
    expect(status).toBe(254);
    expect(stderr).toContain(
      'An error occurred (ImageNotFoundException) when calling the DescribeImages operation: not there',
    );
  });

  it('signs in to the registry and says who calls', async () => {
    expect((await run('ecr get-login-password --region x')).stdout).toBe('rehearsal\n');
    expect((await run('sts get-caller-identity --query Account --output text')).stdout).toBe(
      '123456789012\n',
    );
  });

  it('reports what it does not know', async () => {
    expect((await run('s3 cp a b')).status).toBe(254);
    expect(unchecked).toEqual(['aws s3 cp']);
  });
});
