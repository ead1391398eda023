import type { Release } from '../../lib/pipeline/release-files';
import { workshop } from './workshop';

const URI = '111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/storefront';
const DIGEST = `sha256:${'ab'.repeat(32)}`;
const PIPELINE = {
  REPOSITORY_URI: URI,
  IMAGE_PLATFORM: 'linux/arm64',
  CODEBUILD_RESOLVED_SOURCE_VERSION: '0123456789abcdef0123456789abcdef01234567',
  COMMIT_AUTHOR_TIME: '2026-01-31T12:00:00Z',
};
const DESCRIBE =
  'aws ecr describe-images --region us-east-1 --registry-id 111122223333 --repository-name shop/storefront ' +
  '--image-ids imageTag=0123456789ab --query imageDetails[0].imageDigest --output text';

/** A registry that knows an image from the moment it is pushed. */
const AWS = `case "$2" in
  get-login-password) echo the-password ;;
  describe-images)
    if [ -f "$STATE/pushed" ]; then echo ${DIGEST}
    else echo 'An error occurred (ImageNotFoundException): no such image' >&2; exit 254; fi ;;
esac`;
const DOCKER = `case "$1" in
  login) cat > "$STATE/password" ;;
  push) touch "$STATE/pushed" ;;
  build) echo "attestations: $BUILDX_NO_DEFAULT_ATTESTATIONS" >> "$STATE/calls" ;;
esac`;

let shop = workshop();

beforeEach(() => {
  shop = workshop();
  shop.write('build/services/storefront.js', '');
  shop.write('appspec.yml', 'TaskDefinition: <TASK_DEFINITION>\n');
  shop.program('aws', AWS);
  shop.program('docker', DOCKER);
});

afterEach(() => shop.remove());

it('builds for the platform, pushes under the version and names the image by digest', async () => {
  const { code, stdout } = await shop.run('scripts/image.ts', ['storefront'], PIPELINE);

  expect({ code, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({ code: 0, last: `${URI}@${DIGEST}` });
  expect(shop.calls()).toEqual([
    DESCRIBE,
    'aws ecr-public get-login-password --region us-east-1',
    'docker login --username AWS --password-stdin public.ecr.aws',
    'docker build --platform linux/arm64 --build-arg SERVICE=storefront --build-arg RELEASE_VERSION=0123456789ab ' +
      '--label org.opencontainers.image.title=storefront --label org.opencontainers.image.version=0123456789ab ' +
      `--label org.opencontainers.image.revision=${PIPELINE.CODEBUILD_RESOLVED_SOURCE_VERSION} ` +
      '--label org.opencontainers.image.created=2026-01-31T12:00:00.000Z ' +
      `--tag ${URI}:0123456789ab --file app/Dockerfile .`,
    'attestations: 1',
    'aws ecr get-login-password --region us-east-1',
    'docker login --username AWS --password-stdin 111122223333.dkr.ecr.us-east-1.amazonaws.com',
    `docker push ${URI}:0123456789ab`,
    DESCRIBE,
  ]);
  expect(shop.read('state/password')).toBe('the-password');
  expect(JSON.parse(shop.read('build/release/imageDetail.json'))).toEqual({ ImageURI: `${URI}@${DIGEST}` });
});

it('uses the image again that an earlier build of the commit pushed', async () => {
  shop.write('state/pushed', '');

  const { code, stdout } = await shop.run('scripts/image.ts', ['storefront'], PIPELINE);

  expect(code).toBe(0);
  expect(stdout).toContain('0123456789ab is already in the registry and is used again');
  expect(shop.calls()).toEqual([DESCRIBE]);
  expect(JSON.parse(shop.read('build/release/imageDetail.json'))).toEqual({ ImageURI: `${URI}@${DIGEST}` });
});

it('then writes who, what and when, and the AppSpec as it is', async () => {
  await shop.run('scripts/image.ts', ['storefront'], PIPELINE);
  const { code } = await shop.run('scripts/release-files.ts', ['storefront'], PIPELINE);

  expect(code).toBe(0);
  const release: Release = {
    service: 'storefront',
    version: '0123456789ab',
    commit: PIPELINE.CODEBUILD_RESOLVED_SOURCE_VERSION,
    authorTime: '2026-01-31T12:00:00.000Z',
    image: `${URI}@${DIGEST}`,
  };
  expect(JSON.parse(shop.read('build/release/release.json'))).toEqual(release);
  expect(shop.read('build/release/appspec.yml')).toBe(shop.read('appspec.yml'));
});

it('builds without a repository, pushes nothing and says so', async () => {
  const laptop = { ...PIPELINE, REPOSITORY_URI: '' };
  const { code, stdout } = await shop.run('scripts/image.ts', ['storefront'], laptop);

  expect(code).toBe(0);
  expect(stdout).toContain('built storefront:0123456789ab; REPOSITORY_URI is not set, so it was not pushed');
  expect(shop.calls().filter((call) => /push|login|^aws/.test(call))).toEqual([]);
});

describe('ends with one line and its exit code when', () => {
  const error = async (
    args: readonly string[],
    environment: Readonly<Record<string, string>> = PIPELINE,
    script = 'scripts/image.ts',
  ): Promise<string> => {
    const { code, stderr } = await shop.run(script, args, environment);
    return `${code}: ${stderr.trimEnd()}`;
  };

  it('there is no docker', async () => {
    expect(await error(['storefront'], { ...PIPELINE, REPOSITORY_URI: '', PATH: shop.directory })).toBe(
      '2: docker is not installed or not on the PATH; install it and try again',
    );
  });

  it('the build fails', async () => {
    shop.program('docker', 'if [ "$1" = build ]; then exit 17; fi');
    expect(await error(['storefront'])).toBe('1: docker build ended with exit code 17');
    expect(shop.calls().some((call) => call.startsWith('docker push'))).toBe(false);
  });

  it('the registry refuses', async () => {
    shop.program('aws', "echo 'AccessDeniedException: not authorized' >&2; exit 254");
    expect(await error(['storefront'])).toBe(
      '1: aws ecr ended with exit code 254: AccessDeniedException: not authorized',
    );
  });

  it('the push was lost', async () => {
    shop.program('docker', 'exit 0');
    expect(await error(['storefront'])).toBe('1: the registry does not show 0123456789ab after the push');
  });

  it.each(['shop/storefront', `${URI}:latest`, 'https://' + URI])('the repository is %s', async (uri) => {
    expect(await error(['storefront'], { ...PIPELINE, REPOSITORY_URI: uri })).toBe(
      `2: REPOSITORY_URI: got '${uri}'; allowed: <account>.dkr.ecr.<region>.amazonaws.com/<name>, without a tag`,
    );
  });

  it.each([
    [[], 'got no service; usage: npm run image -- catalog|storefront'],
    [['nope'], 'got nope; usage: npm run image -- catalog|storefront'],
    [['catalog', 'storefront'], 'got catalog storefront; usage: npm run image -- catalog|storefront'],
  ])('the services are %j', async (args, message) => {
    expect(await error(args)).toBe(`2: ${message}`);
  });

  it('the service is not bundled', async () => {
    expect(await error(['catalog'])).toBe(
      '2: build/services/catalog.js is not there; run npm run bundle -- catalog first',
    );
  });

  it('the release files are asked for without an image', async () => {
    expect(await error(['storefront'], PIPELINE, 'scripts/release-files.ts')).toBe(
      '2: build/release/imageDetail.json is not there; it is written when npm run image pushes an image',
    );
  });
});
