import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ALLOWED_DRIFT } from '../../lib/drift/allow-list';
import { classifyStack, driftReport } from '../../lib/drift/classify';
import type { ResourceDrift, StackDrift } from '../../lib/drift/drift-model';
import { DRIFT_METRICS, DRIFT_RUNBOOK } from '../../lib/drift/drift-settings';
import { NOT_CHECKED } from '../../lib/drift/resource-kinds';
import { driftAlarmName } from '../../lib/incident/alarm-names';
import { driftLines } from '../../lib/ops/drift/drift-text';

const ROOT = resolve(__dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/drift.md'), 'utf8');

it('has a row for every drift that is by design, with its reason, and no other', () => {
  const [, section = ''] = page.split('## What drifts by design');
  const [table = ''] = section.split('\n## ');
  const rows = [...table.matchAll(/^\| (?:`(AWS::[\w:]+)`[^|]*|every type *)\|[^|]+\| ([^|]+?) *\|$/gm)];
  const told = rows.map(([, type = '*', because]) => `${type}: ${because}`);
  expect(told).toEqual(ALLOWED_DRIFT.map(({ type, because }) => `${type}: ${because}`));
});

it('names every type that CloudFormation may leave out, and no other', () => {
  const [, section = ''] = page.split('## What cannot be checked');
  const [text = ''] = section.split('\n## ');
  const types = [...text.matchAll(/`(AWS::[\w:]+)`/g)].map(([, type]) => type);
  expect(types.sort()).toEqual([...NOT_CHECKED].sort());
});

it('names the metrics and the alarm', () => {
  const alarm = driftAlarmName('<project>');
  const names = [DRIFT_METRICS.drifted, DRIFT_METRICS.unchecked, alarm];
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  const runbook = readFileSync(join(ROOT, DRIFT_RUNBOOK), 'utf8');
  expect(runbook).toContain(`\`${alarm}\``);
});

it('shows the report as the command writes it', () => {
  const inSync = (logicalId: string): ResourceDrift => ({
    logicalId,
    type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    status: 'IN_SYNC',
    differences: [],
  });
  const drifts: ResourceDrift[] = [
    {
      logicalId: 'SecurityGroup',
      type: 'AWS::EC2::SecurityGroup',
      physicalId: 'sg-0123',
      status: 'MODIFIED',
      differences: [
        {
          path: '/SecurityGroupIngress/1',
          kind: 'ADD',
          expected: 'null',
          actual: '{"CidrIp":"0.0.0.0/0","FromPort":22}',
        },
      ],
    },
    {
      logicalId: 'Service',
      type: 'AWS::ECS::Service',
      status: 'MODIFIED',
      differences: [{ path: '/DesiredCount', kind: 'NOT_EQUAL', expected: '1', actual: '3' }],
    },
    inSync('Blue'),
    inSync('Green'),
  ];
  const stack: StackDrift = {
    stack: 'shop-production-storefront',
    project: 'shop',
    resources: [...drifts, { logicalId: 'Policy', type: 'AWS::IAM::Policy' }].map(
      ({ logicalId, type, ...more }) => ({
        logicalId,
        type,
        ...('physicalId' in more && { physicalId: more.physicalId }),
      }),
    ),
    drifts,
  };
  const sample = /drift sample: begin -->\s*```\n([\s\S]*?)\n```/.exec(page)?.[1]?.split('\n') ?? [];
  const lines = driftLines(driftReport([classifyStack(stack)]));
  expect(lines.slice(0, sample.length)).toEqual(sample);
  expect(lines[sample.length]).toBe('');
});
