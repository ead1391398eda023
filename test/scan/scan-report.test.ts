import { scanReport } from '../../lib/scan/scan-report';

const completedAt = new Date('2026-11-20T10:00:00Z');

/** A page of basic scanning. Source: Amazon ECR API reference, DescribeImageScanFindings. */
const basicPage = {
  imageScanStatus: { status: 'COMPLETE', description: 'The scan was completed successfully.' },
  imageScanFindings: {
    imageScanCompletedAt: completedAt,
    findingSeverityCounts: { CRITICAL: 1, HIGH: 1 },
    findings: [
      {
        name: 'CVE-2026-1111',
        severity: 'CRITICAL',
        uri: 'https://nvd.example.com/CVE-2026-1111',
        attributes: [
          { key: 'package_version', value: '3.5.1-r0' },
          { key: 'package_name', value: 'openssl' },
        ],
      },
    ],
  },
};

/** A page of enhanced scanning. Source: Amazon ECR user guide, "Retrieving the findings for enhanced scans". */
const enhancedPage = {
  imageScanStatus: { status: 'ACTIVE', description: 'Continuous scan is selected for image.' },
  imageScanFindings: {
    imageScanCompletedAt: completedAt,
    findingSeverityCounts: { HIGH: 1 },
    enhancedFindings: [
      {
        severity: 'HIGH',
        status: 'ACTIVE',
        type: 'PACKAGE_VULNERABILITY',
        packageVulnerabilityDetails: {
          vulnerabilityId: 'CVE-2026-2222',
          sourceUrl: 'https://example.com/CVE-2026-2222',
          vulnerablePackages: [
            { name: 'fastify', version: '5.0.0', fixedInVersion: '5.0.1' },
            { name: 'undici', version: '7.0.0', fixedInVersion: 'NotAvailable' },
          ],
        },
      },
    ],
  },
};

it('reads basic scanning: id, severity, package, version and the page about it', () => {
  expect(scanReport([basicPage])).toEqual({
    status: 'COMPLETE',
    description: 'The scan was completed successfully.',
    completedAt,
    findings: [
      {
        id: 'CVE-2026-1111',
        severity: 'CRITICAL',
        package: 'openssl 3.5.1-r0',
        fix: 'see https://nvd.example.com/CVE-2026-1111',
      },
    ],
    counts: { CRITICAL: 1, HIGH: 1 },
  });
});

it('reads enhanced scanning: one finding for each package, with its fixed version', () => {
  expect(scanReport([enhancedPage])).toMatchObject({
    status: 'ACTIVE',
    findings: [
      { id: 'CVE-2026-2222', severity: 'HIGH', package: 'fastify 5.0.0', fix: 'fixed in 5.0.1' },
      { package: 'undici 7.0.0', fix: 'see https://example.com/CVE-2026-2222' },
    ],
  });
});

it('puts the findings of all pages together', () => {
  const second = {
    ...basicPage,
    imageScanFindings: { ...basicPage.imageScanFindings, findings: [{ name: 'CVE-2' }, { name: 'CVE-3' }] },
  };
  expect(scanReport([basicPage, second]).findings?.map(({ id }) => id)).toEqual([
    'CVE-2026-1111',
    'CVE-2',
    'CVE-3',
  ]);
});

it('knows an empty list from none', () => {
  const page = (details: object) => ({
    imageScanStatus: { status: 'COMPLETE' },
    imageScanFindings: { imageScanCompletedAt: completedAt, ...details },
  });
  expect(scanReport([page({ findings: [] })]).findings).toEqual([]);
  expect(scanReport([page({ enhancedFindings: [] })]).findings).toEqual([]);
  expect(scanReport([page({})]).findings).toBeUndefined();
  expect(scanReport([{ imageScanStatus: { status: 'COMPLETE' } }])).toEqual({
    status: 'COMPLETE',
    description: undefined,
    completedAt: undefined,
    findings: undefined,
    counts: {},
  });
});

it('makes nothing up when there is nothing', () => {
  expect(scanReport([])).toMatchObject({ status: undefined, findings: undefined, completedAt: undefined });
  expect(scanReport([{}])).toMatchObject({ status: undefined, findings: undefined });
});

it('keeps a finding of which little is known', () => {
  const details = {
    findings: [{}],
    enhancedFindings: [{}, { packageVulnerabilityDetails: { vulnerablePackages: [] } }],
  };
  const nothing = { id: undefined, severity: undefined, package: 'a package without a name', fix: undefined };
  expect(scanReport([{ imageScanFindings: details }]).findings).toEqual([nothing, nothing, nothing]);
});

it('writes severities in capitals, in findings and counts', () => {
  const details = { findingSeverityCounts: { critical: 2 }, findings: [{ severity: 'critical' }] };
  const { findings, counts } = scanReport([{ imageScanFindings: details }]);
  expect([findings?.[0]?.severity, counts]).toEqual(['CRITICAL', { CRITICAL: 2 }]);
});
