import { DescribeImageScanFindingsCommand } from '@aws-sdk/client-ecr';
import type { ECRClient } from '@aws-sdk/client-ecr';
import { plainText, truncate } from '../../app/shared/plain-text';
import { waiting, waitingSince } from '../pipeline/answer-job';
import type { Unfinished } from '../pipeline/answer-job';
import { artifactClient, only, readArtifact } from '../pipeline/job-artifacts';
import type { JobData } from '../pipeline/job-artifacts';
import { imageOf } from '../pipeline/release-documents';
import { ReleaseError } from '../pipeline/release-error';
import type { GateSettings } from './gate-settings';
import { judgeScan } from './judge-scan';
import type { Verdict } from './judge-scan';
import { NO_SCAN, scanReport } from './scan-report';
import type { ScanPage, ScanReport } from './scan-report';

/** What the gate works with. */
export interface Gate {
  readonly ecr: ECRClient;
  readonly settings: GateSettings;
  readonly now: Date;
}

/** A list of more pages than this is no list of findings in one image. */
const PAGES = 50;

/**
 * Looks at the scan of the image that was built.
 * @returns the verdict as output variable `scan`, or that the scan is not ready yet
 * @throws ReleaseError with the reason when the release must stop
 */
export async function gateRelease(data: JobData, gate: Gate): Promise<Record<string, string> | Unfinished> {
  const { now, settings } = gate;
  const since = waitingSince(data.continuationToken, now);
  const image = imageOf(await readArtifact(artifactClient(data), only(data.inputArtifacts, 'input')));
  const verdict = judgeScan({
    report: await reportOn(image, gate),
    rules: settings.rules,
    today: now.toISOString().slice(0, 10),
    waitedSeconds: (now.getTime() - since) / 1000,
    limitSeconds: settings.limitSeconds,
  });
  log(image, verdict);
  if (verdict.outcome === 'fail') throw new ReleaseError(verdict.message);
  return verdict.outcome === 'wait' ? waiting(since) : { scan: truncate(plainText(verdict.message), 1000) };
}

async function reportOn(image: string, { ecr, settings }: Gate): Promise<ScanReport> {
  const { registryId, repositoryName, imageDigest } = partsOf(image, settings.repository);
  const pages: ScanPage[] = [];
  let nextToken: string | undefined;
  do {
    const request = { registryId, repositoryName, imageId: { imageDigest }, maxResults: 1000, nextToken };
    try {
      const { nextToken: next, ...page } = await ecr.send(new DescribeImageScanFindingsCommand(request));
      pages.push(page);
      nextToken = next;
    } catch (error) {
      return withoutAnswer(error as AwsFailure, image);
    }
    if (pages.length > PAGES) throw new ReleaseError(`the scan of ${image} has more than ${PAGES} pages`);
  } while (nextToken);
  return scanReport(pages);
}

interface AwsFailure extends Error {
  readonly $fault?: string;
  readonly $retryable?: object;
}

/** A scan that has not begun and a service that is busy are late; everything else needs a person. */
function withoutAnswer(error: AwsFailure, image: string): ScanReport {
  if (error.name === 'ScanNotFoundException') return NO_SCAN;
  if (error.$retryable || error.$fault === 'server') return { ...NO_SCAN, description: error.message };
  throw new ReleaseError(`cannot read the scan of ${image}: ${error.message}`);
}

function partsOf(
  image: string,
  repository: string,
): { registryId: string; repositoryName: string; imageDigest: string } {
  const [, registryId = '', repositoryName = '', imageDigest = ''] =
    /^(\d{12})\.dkr\.ecr\.[^/]+\/([^@]+)@(sha256:[0-9a-f]{64})$/.exec(image) ?? [];
  if (repositoryName === repository) return { registryId, repositoryName, imageDigest };
  throw new ReleaseError(
    `${image} is not in the repository ${repository}, whose images this pipeline releases`,
  );
}

function log(image: string, verdict: Verdict): void {
  process.stdout.write(`${JSON.stringify({ level: 'info', image, ...verdict })}\n`);
}
