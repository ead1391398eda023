import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCENARIOS } from '../../../rehearsal/scenarios';
import { scenarioAlarmsPage } from '../../../scripts/scenarios/page';
import { testResult } from '../../rehearsal/cli/result-fixture';

const alarms = (red: string) =>
  ['storefront-green-errors', 'storefront-impaired', 'catalog-errors'].map((name) => ({
    name: `shop-sandbox-${name}`,
    state: name === red ? 'ALARM' : 'OK',
  }));

const page = scenarioAlarmsPage([
  { ...testResult(), service: 'storefront', scenario: 'healthy', outcome: 'released', alarms: alarms('') },
  {
    ...testResult(),
    service: 'storefront',
    scenario: 'error-spike',
    outcome: 'rolled-back',
    stoppedAt: 'Deploy',
    alarms: alarms('storefront-green-errors'),
  },
  {
    ...testResult(),
    service: 'catalog',
    scenario: 'slow',
    outcome: 'rolled-back',
    alarms: alarms('catalog-errors'),
  },
]);
const row = (scenario: string): string =>
  page.split('\n').find((line) => line.startsWith(`| \`${scenario}\``)) ?? '';

it('says of each scenario which alarms were red, by names without project and environment', () => {
  expect(row('error-spike')).toMatch(
    /every fourth request .*\| rolled-back +\| Deploy +\| `storefront-green-errors` +\|$/,
  );
  expect(row('healthy')).toMatch(/\| released .*\| none +\|$/);
});

it('has a part for each service', () => {
  expect(page.match(/^## A release of .*$/gm)).toEqual([
    '## A release of storefront',
    '## A release of catalog',
  ]);
  expect(page.indexOf('`slow`')).toBeGreaterThan(page.indexOf('## A release of catalog'));
});

it('lists every alarm that is watched', () => {
  const list = page.slice(page.indexOf('## Watched'));
  expect(list.match(/- `[^`]+`/g)).toEqual([
    '- `catalog-errors`',
    '- `storefront-green-errors`',
    '- `storefront-impaired`',
  ]);
});

it('was made for every scenario that there is', () => {
  const kept = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'scenario-alarms.md'), 'utf8');
  const [storefront = ''] = kept.split('## A release of catalog');
  for (const { name } of SCENARIOS) expect(storefront).toContain(`| \`${name}\``);
});
