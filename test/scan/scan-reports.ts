import type { Finding, ScanReport } from '../../lib/scan/scan-report';

/** A finding of basic scanning. */
export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    id: 'CVE-2026-1111',
    severity: 'CRITICAL',
    package: 'openssl 3.5.1-r0',
    fix: 'see https://nvd.example.com/CVE-2026-1111',
    ...changes,
  };
}

/** A completed scan of these findings, which counts what it lists. */
export function completed(findings: readonly Finding[], changes: Partial<ScanReport> = {}): ScanReport {
  const counts: Record<string, number> = {};
  for (const { severity } of findings) if (severity) counts[severity] = (counts[severity] ?? 0) + 1;
  return {
    status: 'COMPLETE',
    description: 'in the words of ECR',
    completedAt: new Date('2026-11-20T10:00:00Z'),
    findings,
    counts,
    ...changes,
  };
}
