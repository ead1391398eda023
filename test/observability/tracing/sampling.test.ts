import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { traceGroups } from '../../../lib/observability/tracing/groups';
import { samplingRules } from '../../../lib/observability/tracing/sampling';
import type { SamplingRule } from '../../../lib/observability/tracing/sampling';
import { shortName } from '../../../lib/observability/tracing/short-name';
import { testEnvironment, testService } from '../../shared/test-config';

const sandbox = testEnvironment();
const rules = samplingRules('shop', sandbox);
const rule = (what: string) => rules.find((candidate) => candidate.what === what);

describe('sampling rules', () => {
  it('are few: an account has room for 25 in a region', () => {
    expect(rules.map(({ what }) => what)).toEqual(['health', 'ready', 'orders', 'for-storefront', 'rest']);
  });

  it('never trace a health check', () => {
    for (const [what, urlPath] of [
      ['health', '/health'],
      ['ready', '/ready'],
    ] as const) {
      expect(rule(what)).toMatchObject({ urlPath, reservoirSize: 0, fixedRate: 0, priority: 100 });
    }
  });

  it('trace more of the orders, whichever service takes them, than of anything else', () => {
    expect(rule('orders')).toMatchObject({ httpMethod: 'POST', urlPath: '/api/orders', fixedRate: 0.5 });
    expect(rule('orders')?.reservoirSize).toBeGreaterThan(rule('for-storefront')?.reservoirSize ?? Infinity);
  });

  it('keep a reservoir for each service that visitors call, so that a quiet one is seen', () => {
    const second = testService('storefront', { name: 'admin' });
    const made = samplingRules('shop', { ...sandbox, services: [...sandbox.services, second] });
    const own = made.filter(({ what }) => what.startsWith('for-'));
    expect(own.map(({ serviceName, reservoirSize, fixedRate }) => [serviceName, reservoirSize, fixedRate])).toEqual([
      ['storefront', 1, 0.05],
      ['admin', 1, 0.05],
    ]); // prettier-ignore
  });

  it('decide in the order: paths that are never traced, orders, services, the rest', () => {
    expect(rules.map(({ priority }) => priority)).toEqual([100, 100, 200, 1000, 2000]);
  });

  it('fit only requests of this environment', () => {
    for (const { attributes } of rules) expect(attributes).toEqual({ deployment_environment: 'sandbox' });
  });

  it.each([
    [0, 0],
    [0.5, 0.005],
    [33.333, 0.33333],
    [100, 1],
  ])('take %d percent as the share %d', (percent, share) => {
    const tracing = { ...sandbox.tracing, percent, checkoutPercent: percent };
    const made = samplingRules('shop', { ...sandbox, tracing });
    expect(made.map(({ fixedRate }) => fixedRate)).toEqual([0, 0, share, share, share]);
  });
});

describe('groups', () => {
  it('are the traces with a fault and the slow ones, by the slowest objective of a public service', () => {
    const slow = testService('storefront', {
      name: 'admin',
      objective: { ...testService('storefront').objective, latencyMs: 1500 },
    });
    const patient = testService('catalog', {
      objective: { ...testService('catalog').objective, latencyMs: 9000 },
    });
    const services = [patient, testService('storefront'), slow];
    expect(traceGroups('shop', { ...sandbox, services })).toEqual([
      {
        what: 'faults',
        groupName: 'shop-sandbox-faults',
        filterExpression: 'annotation.deployment_environment = "sandbox" AND fault = true',
      },
      {
        what: 'slow',
        groupName: 'shop-sandbox-slow',
        filterExpression: 'annotation.deployment_environment = "sandbox" AND responsetime > 1.5',
      },
    ]);
  });

  it('go by the internal services where nobody else can call', () => {
    const [, slow] = traceGroups('shop', { ...sandbox, services: [testService('catalog')] });
    expect(slow?.filterExpression).toMatch(/responsetime > 0\.8$/);
  });
});

describe('names', () => {
  it('are readable while they fit into 32 characters', () => {
    expect(shortName('shop', 'sandbox', 'orders')).toBe('shop-sandbox-orders');
    expect(shortName('a'.repeat(20), 'b'.repeat(11))).toBe(`${'a'.repeat(20)}-${'b'.repeat(11)}`);
  });

  it('keep the word that tells what it is when they do not', () => {
    expect(shortName('devops-on-aws', 'sandbox', 'for', 'storefront')).toMatch(
      /^devops-on-aws-[0-9a-f]{6}-storefront$/,
    );
  });

  it('stay apart and fit when project, environment and service have the longest names', () => {
    const project = 'p'.repeat(20);
    const names = ['e'.repeat(20), `${'e'.repeat(19)}f`].flatMap((name) => {
      const long = { ...sandbox, name, services: [testService('storefront', { name: 's'.repeat(20) })] };
      return [
        ...samplingRules(project, long).map(({ ruleName }) => ruleName),
        ...traceGroups(project, long).map(({ groupName }) => groupName),
      ];
    });
    expect(new Set(names).size).toBe(14);
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]{1,32}$/);
  });
});

it('docs/tracing.md tells the rules as they are', () => {
  const page = readFileSync(resolve(__dirname, '../../../docs/tracing.md'), 'utf8');
  const shown = ['health', 'orders', 'for-storefront', 'rest'].map((what) => {
    const { reservoirSize, fixedRate } = rule(what) as SamplingRule;
    return [reservoirSize || 'none', fixedRate === 0 ? 'none' : `${fixedRate * 100} %`].join(' | ');
  });
  const rows = [...page.matchAll(/^\| (?:health|orders|of each|that nobody)[^|]*\| (.*?) +\| (.*?) +\|$/gm)];
  expect(rows.map(([, reservoir, share]) => `${reservoir} | ${share}`)).toEqual(shown);
});
