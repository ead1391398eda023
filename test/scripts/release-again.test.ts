import type { Release } from '../../lib/pipeline/release-files';
import { releaseAgain } from '../../scripts/release/release-again';
import { requestedVersion } from '../../scripts/release/requested-version';
import { workshop } from './workshop';

const URI = '111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/storefront';
const DIGEST = `sha256:${'ab'.repeat(32)}`;
const COMMIT = 'fedcba9876543210fedcba9876543210fedcba98';
const PIPELINE = { REPOSITORY_URI: URI, CODEBUILD_RESOLVED_SOURCE_VERSION: '0'.repeat(40) };
const LABELS = {
  'org.opencontainers.image.title': 'storefront',
  'org.opencontainers.image.version': 'fedcba987654',
  'org.opencontainers.image.revision': COMMIT,
  'org.opencontainers.image.created': '2026-01-31T12:00:00.000Z',
};

/** A registry that holds one image. */
const AWS = `case "$*" in
  *get-login-password*) echo the-password ;;
  *imageTag=fedcba987654* | *imageDigest=${DIGEST}*) echo ${DIGEST} ;;
  *describe-images*) echo 'An error occurred (ImageNotFoundException): no such image' >&2; exit 254 ;;
esac`;
const DOCKER = `case "$1" in
  login) cat >/dev/null ;;
  image) echo '${JSON.stringify(LABELS)}' ;;
esac`;

describe('the requested version is', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['none', undefined],
    ['fedcba987654', 'fedcba987654'],
    [COMMIT, 'fedcba987654'],
    [DIGEST, DIGEST],
  ])('for %s: %s', (text, version) => {
    expect(requestedVersion({ REQUESTED_VERSION: text })).toBe(version);
  });

  it.each([
    'latest',
    'v1.2',
    'None',
    'fedcba98765',
    `${COMMIT}0`,
    COMMIT.toUpperCase(),
    'sha256:ab',
    `x@${DIGEST}`,
  ])('never %s', (text) => {
    expect(() => requestedVersion({ REQUESTED_VERSION: text })).toThrow(
      `VERSION: got '${text}'; allowed: none, the commit id of an earlier release (12 to 40 hexadecimal digits), or the digest of its image (sha256:…)`,
    );
  });
});

describe('a version that is released again', () => {
  let shop = workshop();

  beforeEach(() => {
    shop = workshop();
    shop.write('appspec.yml', 'TaskDefinition: <TASK_DEFINITION>\n');
    shop.program('aws', AWS);
    shop.program('docker', DOCKER);
  });

  afterEach(() => shop.remove());

  it('gets the files of a release from the image, without a build', async () => {
    const { code, stdout } = await shop.run('scripts/image.ts', ['storefront'], {
      ...PIPELINE,
      REQUESTED_VERSION: COMMIT,
    });

    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining(`${URI}@${DIGEST}`) as string,
    });
    expect(shop.calls().filter((call) => /docker (?:build|push)/.test(call))).toEqual([]);
    expect(shop.calls()).toContain(`docker pull --quiet ${URI}@${DIGEST}`);
    expect(JSON.parse(shop.read('build/release/imageDetail.json'))).toEqual({ ImageURI: `${URI}@${DIGEST}` });
    expect(JSON.parse(shop.read('build/release/release.json'))).toEqual({
      service: 'storefront',
      version: 'fedcba987654',
      commit: COMMIT,
      authorTime: '2026-01-31T12:00:00.000Z',
      image: `${URI}@${DIGEST}`,
    } satisfies Release);
    expect(shop.read('build/release/appspec.yml')).toBe(shop.read('appspec.yml'));
    expect(JSON.parse(shop.read('build/release/sbom.cdx.json'))).toMatchObject({
      bomFormat: 'CycloneDX',
      components: [],
      compositions: [{ aggregate: 'unknown', assemblies: ['storefront@fedcba987654'] }],
    });
  });

  it('leaves nothing to do for the other commands of the build', async () => {
    const outputs = await Promise.all(
      ['check-service', 'bundle', 'sbom', 'release-files'].map(async (script) => {
        const environment = { ...PIPELINE, REQUESTED_VERSION: COMMIT };
        const { code, stdout } = await shop.run(`scripts/${script}.ts`, ['storefront'], environment);
        return `${code} ${stdout}`;
      }),
    );

    expect(outputs.filter((output) => !/^0 fedcba987654 is released again: no .+\n$/.test(output))).toEqual(
      [],
    );
    expect(shop.calls()).toEqual([]);
  });

  it('stops the first command of the build when it can be none', async () => {
    const { code, stderr } = await shop.run('scripts/check-service.ts', ['storefront'], {
      ...PIPELINE,
      REQUESTED_VERSION: 'v1.2',
    });

    expect([code, stderr]).toEqual([2, expect.stringMatching(/^VERSION: got 'v1\.2'; allowed: .+\n$/)]);
  });
});

it.each([
  ['is not in the registry', undefined, LABELS, `VERSION: ${URI} holds no image 000000000000; fix: `],
  ['has no labels', DIGEST, {}, `VERSION: ${URI}@${DIGEST} has no label org.opencontainers.image.title; `],
  [
    'is of another service',
    DIGEST,
    { ...LABELS, 'org.opencontainers.image.title': 'catalog' },
    `VERSION: ${URI}@${DIGEST} is an image of catalog, not of storefront`,
  ],
])('a version is refused with one line when it %s', async (_, digest, labels, message) => {
  const repository = {
    uri: URI,
    digestOf: () => Promise.resolve(digest),
    labelsOf: () => Promise.resolve(labels),
  };

  await expect(releaseAgain('storefront', '000000000000', repository)).rejects.toMatchObject({
    message: expect.stringContaining(message) as string,
    exitCode: 2,
  });
});
