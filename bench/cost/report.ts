import type { Charge } from './charge';
import { IDLE } from './idle';
import { isFree, useOf } from './kinds';
import { HOURS_PER_MONTH, PRICES, type Price, type PriceId } from './prices';
import { listOf, resourcesOf, type StackTemplate } from './template';

/** One line of the bill for a month in which nothing happens. */
interface CostLine {
  readonly stack: string;
  readonly what: string;
  readonly quantity: number;
  readonly price: Price;
  readonly usdPerMonth: number;
}

/** What a cloud assembly costs. */
export interface CostReport {
  /** Idle, in the order of the stacks, the dearest first in each. */
  readonly lines: readonly CostLine[];
  /** What AWS gives every account for nothing, as far as the lines use it; the amounts are negative. */
  readonly allowances: readonly CostLine[];
  /** Sum of lines and allowances in US dollars for a month. */
  readonly usdPerMonth: number;
  /** Sum of the lines alone, for an account that uses its allowances for something else. */
  readonly listUsdPerMonth: number;
  /** Prices that only use brings. */
  readonly byUse: readonly PriceId[];
  /** `stack: what` of everything that may cost money and has no price here; nothing is dropped silently. */
  readonly notPriced: readonly string[];
}

/** Metrics of Container Insights for each service (11) and for its task family (6). */
const INSIGHTS_METRICS_PER_SERVICE = 17;
/**
 * Gigabytes of log that the whole idle project writes in a month: flow logs, Container Insights and the
 * functions of the last deployment. The services do not log health checks. An estimate, not a measurement.
 */
const IDLE_LOG_GB = 0.5;

/** Prices every resource of the stacks as if nothing used them, and lists what use adds. */
export function costOf(stacks: readonly StackTemplate[]): CostReport {
  const charges = [...stacks.flatMap(chargesOf), ...insightsOfServices(stacks), ...idleLogs(stacks)];
  const lines = stacks.flatMap(({ stack }) =>
    merged(charges.filter((charge) => charge.stack === stack)).sort((a, b) => b.usdPerMonth - a.usdPerMonth),
  );
  const resources = stacks.flatMap((stack) => Object.values(stack.resources));
  const allowances = allowancesFor(lines);
  return {
    lines,
    allowances,
    usdPerMonth: total([...lines, ...allowances]),
    listUsdPerMonth: total(lines),
    byUse: [...new Set(resources.flatMap((resource) => useOf(resource) ?? []))].sort(),
    notPriced: [
      ...charges.filter(({ price }) => price === undefined).map(({ stack, what }) => `${stack}: ${what}`),
      ...stacks.flatMap(unknownTypes),
    ],
  };
}

function total(lines: readonly CostLine[]): number {
  return lines.reduce((sum, line) => sum + line.usdPerMonth, 0);
}

function allowancesFor(lines: readonly CostLine[]): CostLine[] {
  return [...new Set(lines.map(({ price }) => price))].flatMap((price) => {
    if (!price.free) return [];
    const used = lines.filter((line) => line.price === price).reduce((sum, line) => sum + line.quantity, 0);
    const quantity = -Math.min(used, price.free.quantity);
    const usdPerMonth = quantity * perMonth(price);
    return [{ stack: '', what: 'Free every month', quantity, price, usdPerMonth }];
  });
}

interface PlacedCharge extends Charge {
  readonly stack: string;
}

function chargesOf(template: StackTemplate): PlacedCharge[] {
  return Object.entries(template.resources).flatMap(([id, { Type, Properties }]) => {
    const pricer = IDLE.get(Type);
    const found = pricer?.({ id, properties: Properties ?? {}, stack: template }) ?? [];
    return found.map((charge) => ({ ...charge, stack: template.stack }));
  });
}

function unknownTypes({ stack, resources }: StackTemplate): string[] {
  const unknown = Object.entries(resources).filter(
    ([, resource]) => !IDLE.has(resource.Type) && !useOf(resource) && !isFree(resource.Type),
  );
  return unknown.map(([id, { Type }]) => `${stack}: ${Type} ${id}`);
}

/** The cluster is in another stack than its services, so the services count as soon as a cluster pays. */
function insightsOfServices(stacks: readonly StackTemplate[]): PlacedCharge[] {
  const paying = stacks
    .flatMap((stack) => resourcesOf(stack, 'AWS::ECS::Cluster'))
    .some(({ properties }) => listOf(properties.ClusterSettings).some(({ Value }) => Value === 'enabled'));
  if (!paying) return [];
  const services = stacks.flatMap((stack) => resourcesOf(stack, 'AWS::ECS::Service'));
  return services.map(({ stack }) => ({
    stack: stack.stack,
    what: 'Container Insights metrics',
    quantity: INSIGHTS_METRICS_PER_SERVICE,
    price: PRICES.customMetric,
  }));
}

function idleLogs(stacks: readonly StackTemplate[]): PlacedCharge[] {
  const writer = stacks.find((stack) => resourcesOf(stack, 'AWS::EC2::FlowLog').length > 0);
  if (!writer) return [];
  return [
    { stack: writer.stack, what: 'Logs, estimated', quantity: IDLE_LOG_GB, price: PRICES.logIngestion },
  ];
}

function merged(charges: readonly PlacedCharge[]): CostLine[] {
  const lines = new Map<string, CostLine>();
  for (const { stack, what, quantity, price } of charges) {
    if (!price) continue;
    const before = lines.get(what)?.quantity ?? 0;
    const sum = before + quantity;
    lines.set(what, { stack, what, quantity: sum, price, usdPerMonth: sum * perMonth(price) });
  }
  return [...lines.values()];
}

/** US dollars for one unit during a whole month. */
function perMonth({ usd, unit }: Price): number {
  return unit.endsWith('hour') ? usd * HOURS_PER_MONTH : usd;
}
