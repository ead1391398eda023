/** One known vulnerability in a package of the image. */
export interface Finding {
  /** For example `CVE-2026-12345`; undefined when the scan does not say. */
  readonly id: string | undefined;
  /** As the scan says it, in capitals; undefined when it does not say. */
  readonly severity: string | undefined;
  /** Package and version, as far as the scan says. */
  readonly package: string;
  /** Where the fix is: a version, or a page that tells. */
  readonly fix: string | undefined;
}

/** What ECR says about the scan of one image, all pages together. */
export interface ScanReport {
  /** `imageScanStatus.status`; undefined when there is no scan yet. */
  readonly status: string | undefined;
  /** Why, in the words of ECR. */
  readonly description: string | undefined;
  /** When the scan was completed; undefined when it was not. */
  readonly completedAt: Date | undefined;
  /** Undefined when the answer has no list; an empty one may be left out, see `counts`. */
  readonly findings: readonly Finding[] | undefined;
  /** Number of findings by severity, as ECR counts them. */
  readonly counts: Readonly<Record<string, number>>;
}

/** One page of `ecr:DescribeImageScanFindings`, as far as it is read. */
export interface ScanPage {
  readonly imageScanStatus?: { readonly status?: string; readonly description?: string };
  readonly imageScanFindings?: {
    readonly imageScanCompletedAt?: Date;
    readonly findingSeverityCounts?: Readonly<Partial<Record<string, number>>>;
    readonly findings?: readonly BasicFinding[];
    readonly enhancedFindings?: readonly EnhancedFinding[];
  };
}

interface BasicFinding {
  readonly name?: string;
  readonly severity?: string;
  readonly uri?: string;
  readonly attributes?: readonly { readonly key?: string; readonly value?: string }[];
}

interface EnhancedFinding {
  readonly severity?: string;
  readonly status?: string;
  readonly packageVulnerabilityDetails?: {
    readonly vulnerabilityId?: string;
    readonly sourceUrl?: string;
    readonly vulnerablePackages?: readonly VulnerablePackage[];
  };
}

interface VulnerablePackage {
  readonly name?: string;
  readonly version?: string;
  readonly fixedInVersion?: string;
}

/** No scan is known for the image. */
export const NO_SCAN: ScanReport = {
  status: undefined,
  description: undefined,
  completedAt: undefined,
  findings: undefined,
  counts: {},
};

/** Puts the pages of one answer together; basic and enhanced scanning are read alike. */
export function scanReport(pages: readonly ScanPage[]): ScanReport {
  const [first] = pages;
  const details = pages.flatMap(({ imageScanFindings }) => imageScanFindings ?? []);
  const lists = details.flatMap(({ findings, enhancedFindings }) => [
    ...(findings ? [findings.map(basic)] : []),
    ...(enhancedFindings ? [enhancedFindings.flatMap(enhanced)] : []),
  ]);
  const counts = Object.entries(details[0]?.findingSeverityCounts ?? {});
  return {
    status: first?.imageScanStatus?.status,
    description: first?.imageScanStatus?.description,
    completedAt: details[0]?.imageScanCompletedAt,
    findings: lists.length === 0 ? undefined : lists.flat(),
    counts: Object.fromEntries(counts.map(([severity, count]) => [severity.toUpperCase(), count ?? 0])),
  };
}

function basic({ name, severity, uri, attributes = [] }: BasicFinding): Finding {
  const attribute = (key: string): string | undefined =>
    attributes.find((candidate) => candidate.key === key)?.value;
  return {
    id: name,
    severity: severity?.toUpperCase(),
    package: packageText(attribute('package_name'), attribute('package_version')),
    fix: uri && `see ${uri}`,
  };
}

/** One finding for each package, because each has a fix of its own. */
function enhanced({ severity, packageVulnerabilityDetails: details }: EnhancedFinding): Finding[] {
  const packages = details?.vulnerablePackages?.length ? details.vulnerablePackages : [{}];
  return packages.map(({ name, version, fixedInVersion }: VulnerablePackage) => ({
    id: details?.vulnerabilityId,
    severity: severity?.toUpperCase(),
    package: packageText(name, version),
    fix: fixText(fixedInVersion, details?.sourceUrl),
  }));
}

function fixText(version: string | undefined, page: string | undefined): string | undefined {
  if (version && version !== 'NotAvailable') return `fixed in ${version}`;
  return page && `see ${page}`;
}

function packageText(name = 'a package without a name', version = ''): string {
  return `${name} ${version}`.trim();
}
