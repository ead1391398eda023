import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  endedBy,
  foundByAlarm,
  foundByChecks,
  foundSlow,
  KEPT,
  RELEASED,
  type Ending,
  type Safeguards,
} from './expectation';
import type { ScanFinding } from './pipeline/endpoint/ecr';
import { UsageError } from './usage-error';

/** A release to rehearse: what is wrong with it and what has to happen. */
export interface Scenario {
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** Value of `FAULTS` in the new image; absent when the image is sound. */
  readonly faults?: string;
  /** Value of `FAULTS` in the image that runs before the release; absent when that one is sound. */
  readonly faultsBefore?: string;
  /** What the person says who is asked; absent: yes. */
  readonly approval?: 'rejected';
  /** Files added to the source copy, by path; `SERVICE` in a path stands for the service's name. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the scan of the new image finds; absent when it finds nothing. */
  readonly findings?: readonly ScanFinding[];
  /** What the run must have shown for the fault to be the cause: a part of a line that was printed or told. */
  readonly evidence?: string;
  /** Ends that make the rehearsal a success; where they depend on the safeguards of the service, those that may. */
  readonly expected: Ending | ((safeguards: Safeguards) => readonly Ending[]);
}

/** The ends that make a rehearsal of this scenario a success. */
export function expectedEndings({ expected }: Scenario, safeguards: Safeguards): readonly Ending[] {
  return typeof expected === 'function' ? expected(safeguards) : [expected];
}

/** Tasks that never take traffic: nobody notices, and they are given up or an alarm on their health goes off. */
const NEVER_HEALTHY = endedBy('rolled-back', ['tasks', 'alarm']);

/** All scenarios, in the order in which they are listed. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'healthy', description: 'a good version is released', expected: RELEASED },
  {
    name: 'failing-tests',
    description: 'a unit test of the service fails: the build stops before there is an image',
    files: {
      'test/app/SERVICE/rehearsal-failing.test.ts':
        "it('fails, because the scenario failing-tests wants it', () => expect('broken').toBe('sound'));\n",
    },
    evidence: 'the scenario failing-tests wants it',
    expected: endedBy('stopped', ['build']),
  },
  {
    name: 'critical-cve',
    description:
      'the new image has a known critical vulnerability: the scan gate stops it before any environment',
    findings: [
      {
        name: 'CVE-2026-00000',
        severity: 'CRITICAL',
        uri: 'https://nvd.nist.gov/vuln/detail/CVE-2026-00000',
        attributes: [
          { key: 'package_name', value: 'openssl' },
          { key: 'package_version', value: '3.5.0-r0' },
        ],
      },
    ],
    evidence: 'CVE-2026-00000',
    expected: endedBy('stopped', ['gate']),
  },
  {
    name: 'crash-on-boot',
    description: 'the new version ends right after it starts',
    faults: 'crash-on-boot',
    expected: NEVER_HEALTHY,
  },
  {
    name: 'unhealthy',
    description: 'the new version runs, but its health checks fail',
    faults: 'unhealthy',
    expected: NEVER_HEALTHY,
  },
  {
    name: 'failing-hook',
    description: 'every request to the new version fails: the smoke checks find it before users do',
    faults: 'error-rate=1',
    expected: foundByChecks,
  },
  {
    name: 'error-spike',
    description:
      'every fourth request to the new version fails: smoke checks pass on retry, an alarm catches it',
    faults: 'error-rate=0.25',
    expected: foundByAlarm,
  },
  {
    name: 'slow',
    description: 'the new version answers, but far too slowly',
    faults: 'latency-ms=1500',
    expected: foundSlow,
  },
  {
    name: 'dependency-failure',
    description: 'the new version cannot reach the services that it calls; one that calls none is not harmed',
    faults: 'dependency-failure',
    expected: (safeguards) => (safeguards.callsOthers ? foundByChecks(safeguards) : [RELEASED]),
  },
  {
    name: 'memory-leak',
    description:
      'each request to the new version keeps a little memory for ever: no release lasts long enough to show it',
    faults: 'memory-leak-mb=0.5',
    expected: KEPT,
  },
  {
    name: 'alarm-already-red',
    description:
      'the version that runs fails every fourth request: its alarm is red when the release comes, and keeps it out',
    faultsBefore: 'error-rate=0.25',
    // Users have the bad version before the release comes, and keep it.
    expected: endedBy('stopped', ['entry'], 100),
  },
  {
    name: 'rejected-approval',
    description: 'the person who is asked before the environment says no',
    approval: 'rejected',
    expected: endedBy('stopped', ['approval']),
  },
];

/** The scenario without a release; it is no member of the list, because nothing of a release is in it. */
export const DRIFT_SCENARIO = 'drift';

/** The scenario of this name. Throws a UsageError that lists the names. */
export function findScenario(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  throw new UsageError(
    `unknown scenario "${name}"; there are: ${[...SCENARIOS.map((each) => each.name), DRIFT_SCENARIO].join(', ')}`,
  );
}

/** Adds the scenario's files to a copy of the source. */
export function plantFiles({ files = {} }: Scenario, service: string, directory: string): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path.replaceAll('SERVICE', service));
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
  }
}
