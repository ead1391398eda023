import type { ScanReport } from './scan-report';

/** Basic scanning only: with enhanced scanning, ECR refuses a scan by hand. */
const RESCAN =
  'start a scan by hand with aws ecr start-image-scan (once a day for each image) and retry the stage';

const INSPECTOR =
  'with enhanced scanning, look at the image in Amazon Inspector and retry the stage when its findings are there';

const UNSUPPORTED =
  'ECR cannot scan this image, and scanning it again does not help: build on a base whose operating system it ' +
  'knows (a supported Alpine, Debian, Ubuntu or Amazon Linux), and push one image and no index of several, because ' +
  'what cannot be checked is not released';

/**
 * Ends of a scan without a result, and what to do about each.
 * Sources: Amazon ECR API reference, ImageScanStatus; Amazon ECR user guide, "Troubleshooting image scanning"; Amazon
 * Inspector user guide, "Configuring the Amazon ECR re-scan duration": an image that has expired stays so.
 */
const DEAD_ENDS: Readonly<Record<string, string>> = {
  FAILED: RESCAN,
  UNSUPPORTED_IMAGE: UNSUPPORTED,
  FINDINGS_UNAVAILABLE: `${INSPECTOR}; with basic scanning, ${RESCAN}`,
  SCAN_ELIGIBILITY_EXPIRED:
    'the image is too old for enhanced scanning and stays so: release a newer commit, or delete the image from the repository and build its commit again',
  LIMIT_EXCEEDED: `the registry has used up its scans: wait a day, then ${RESCAN}`,
  IMAGE_ARCHIVED: 'restore the image from the archive first, then retry the stage',
};

/** What to do about a scan that has ended without a result; undefined when it has not. */
export function deadEndAdvice({ status = '', description = '' }: ScanReport): string | undefined {
  // Basic scanning has no status for an image that it does not know; it fails with this as the reason.
  if (status === 'FAILED' && /unsupported ?image|not supported/i.test(description)) return UNSUPPORTED;
  return DEAD_ENDS[status];
}

/** What to do about a scan that is still without a result when nobody waits any longer. */
export function lateAdvice({ status, description }: ScanReport): string {
  if (status === undefined && description !== undefined) {
    return `ECR did not say whether there is a scan: retry the stage, and if there is none, ${RESCAN}`;
  }
  if (status === undefined) return `check that the repository scans on push, then ${RESCAN}`;
  return `retry the stage when the scan has ended; ${INSPECTOR}; with basic scanning, if it does not end, ${RESCAN}`;
}

/** What to do about a list of findings that is shorter than the scan's own count. */
export const TORN_LIST_ADVICE = `retry the stage, and if it stays so ${RESCAN}`;
