import type { Charge } from './charge';
import { IDLE } from './idle';
import { HOURS_PER_MONTH, PRICES, type Price, type PriceId } from './prices';
import { listOf, resourcesOf, type StackTemplate } from './template';
import { BY_USE, isFree } from './types-without-price';

/** One line of the bill for a month in which nothing happens. */
export interface CostLine {
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
  /** Sum of the lines in US dollars for a month. */
  readonly usdPerMonth: number;
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
  const types = new Set(stacks.flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type)));
  return {
    lines,
    usdPerMonth: lines.reduce((sum, line) => sum + line.usdPerMonth, 0),
    byUse: [...new Set([...types].sort().flatMap((type) => BY_USE.get(type) ?? []))],
    notPriced: [
      ...charges.filter(({ price }) => price === undefined).map(({ stack, what }) => `${stack}: ${what}`),
      ...stacks.flatMap(unknownTypes),
    ],
  };
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
    ([, { Type }]) => !IDLE.has(Type) && !BY_USE.has(Type) && !isFree(Type),
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
    const total = before + quantity;
    lines.set(what, { stack, what, quantity: total, price, usdPerMonth: total * perMonth(price) });
  }
  return [...lines.values()];
}

/** US dollars for one unit during a whole month. */
function perMonth({ usd, unit }: Price): number {
  return unit.endsWith('hour') ? usd * HOURS_PER_MONTH : usd;
}
