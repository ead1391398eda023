import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { judgeScan } from '../../lib/scan/judge-scan';
import { scanReport } from '../../lib/scan/scan-report';
import { findScenario, plantFiles, SCENARIOS } from '../../rehearsal/scenarios';
import { testConfig } from '../shared/test-config';
import { temporaryDirectory } from './pipeline/temporary';

describe('scenarios', () => {
  it('are found by name, and an unknown name lists them', () => {
    expect(() => findScenario('x')).toThrow(/rejected-approval, drift$/);
    expect(findScenario('unhealthy').expected).toMatchObject({ outcome: 'rolled-back' });
    expect(() => findScenario('slw')).toThrow(
      'unknown scenario "slw"; there are: healthy, failing-tests, critical-cve, crash-on-boot, unhealthy, ' +
        'failing-hook, error-spike, slow, dependency-failure, memory-leak',
    );
  });

  it('plant a failing test only in the directory of the rehearsed service', () => {
    const directory = temporaryDirectory();
    plantFiles(findScenario('failing-tests'), 'catalog', directory);
    expect(existsSync(join(directory, 'test/app/catalog/rehearsal-failing.test.ts'))).toBe(true);
    for (const scenario of SCENARIOS.filter(({ files }) => files === undefined))
      plantFiles(scenario, 'x', '/nowhere');
  });

  it('critical-cve has a finding that the gate stops as it ships', () => {
    const { findings = [] } = findScenario('critical-cve');
    const report = scanReport([
      {
        imageScanStatus: { status: 'COMPLETE' },
        imageScanFindings: { imageScanCompletedAt: new Date(), findings },
      },
    ]);
    const { scan } = testConfig().toolchain;
    const verdict = judgeScan({
      report,
      rules: scan,
      today: '2026-11-20',
      waitedSeconds: 0,
      limitSeconds: 900,
    });
    expect(verdict).toMatchObject({
      outcome: 'fail',
      message: expect.stringContaining('CVE-2026-00000 CRITICAL in openssl 3.5.0-r0, see https://') as string,
    });
  });
});
