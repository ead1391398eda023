import { HOURS_PER_MONTH, PRICE_LIST, PRICES, type Price, type PriceId } from '../../bench/cost/prices';
import { releaseCost } from '../../bench/cost/release';
import { costOf, type CostReport } from '../../bench/cost/report';
import type { StackTemplate } from '../../bench/cost/template';
import { table } from './markdown';

/** What each price that depends on use is for. */
const USE: Readonly<Partial<Record<PriceId, string>>> = {
  betweenZones: 'Traffic between the zones',
  buildMinuteArm: 'Build minutes',
  buildMinuteX86: 'Build minutes, x86',
  customMetric: 'Metrics that the services write (3 for each service with traffic)',
  dataOut: 'Answers to the internet',
  functionRequests: 'Lambda calls',
  functionTime: 'Lambda run time',
  imageStorage: 'Images',
  loadBalancerUse: 'Load balancer capacity',
  logIngestion: 'Logs written',
  logStorage: 'Logs kept',
  natGatewayData: 'Traffic through NAT gateways',
  objectStorage: 'Artifacts and caches',
  pipelineMinute: 'Pipeline actions',
};

/** The generated sections of the cost page, by name. */
export function costSections(stacks: readonly StackTemplate[]): Readonly<Record<string, string>> {
  const report = costOf(stacks);
  return {
    total: totalText(report),
    idle: idleTable(report),
    stacks: stackTable(report),
    use: useTable(report),
    release: releaseTable(stacks),
    'not priced': report.notPriced.map((what) => `- ${what}`).join('\n') || 'Nothing.',
    pages: pageList(report),
  };
}

function totalText({ usdPerMonth, listUsdPerMonth }: CostReport): string {
  return [
    `Idle, the default project costs **${usdPerMonth.toFixed(2)} US dollars a month**`,
    `(${(usdPerMonth / HOURS_PER_MONTH).toFixed(3)} an hour) in an account of its own,`,
    `at the prices of ${PRICE_LIST.region} in ${PRICE_LIST.asOf}. It is ${listUsdPerMonth.toFixed(2)} where`,
    `other work already uses up what AWS gives every account each month.`,
  ].join(' ');
}

function idleTable({ lines, allowances, usdPerMonth }: CostReport): string {
  const rows = [...lines, ...allowances].map(({ stack, what, quantity, price, usdPerMonth: usd }) => [
    stack && `\`${stack}\``,
    what,
    String(quantity),
    `${dollars(price.usd)} / ${price.unit}`,
    usd.toFixed(2),
  ]);
  const total = ['', '**Total**', '', '', `**${usdPerMonth.toFixed(2)}**`];
  return table(['stack', 'what', 'quantity', 'unit price, USD', 'USD a month'], [...rows, total]);
}

function stackTable({ lines }: CostReport): string {
  const stacks = [...new Set(lines.map(({ stack }) => stack))];
  const rows = stacks.map((name) => {
    const own = lines.filter(({ stack }) => stack === name);
    return [`\`${name}\``, own.reduce((sum, line) => sum + line.usdPerMonth, 0).toFixed(2)];
  });
  return table(['stack', 'USD a month, idle'], rows);
}

function useTable({ byUse }: CostReport): string {
  const rows = byUse.map((id) => {
    const price: Price = PRICES[id];
    return [USE[id] ?? id, `${dollars(price.usd)} / ${price.unit}`, price.free?.text ?? 'none'];
  });
  return table(['what', 'unit price, USD', 'free every month in an account'], rows);
}

function releaseTable(stacks: readonly StackTemplate[]): string {
  const lines = releaseCost(stacks);
  const pipelines = [...new Set(lines.map(({ pipeline }) => pipeline))];
  const rows = pipelines.flatMap((name) => {
    const own = lines.filter(({ pipeline }) => pipeline === name);
    const total = own.reduce((sum, { usd }) => sum + usd, 0);
    return [
      ...own.map(({ what, quantity, price, usd }) => [
        `\`${name}\``,
        what,
        `${Number(quantity.toFixed(3))} ${price.unit}${quantity === 1 ? '' : 's'}`,
        usd.toFixed(4),
      ]),
      [`\`${name}\``, '**One release**', '', `**${total.toFixed(4)}**`],
    ];
  });
  return table(['pipeline', 'what', 'quantity', 'USD'], rows);
}

function pageList({ lines, byUse }: CostReport): string {
  const pages = [...lines.map(({ price }) => price.page), ...byUse.map((id) => PRICES[id].page)];
  return [...new Set(pages)]
    .sort()
    .map((page) => `- <${page}>`)
    .join('\n');
}

/** As many digits as the price list has. */
function dollars(usd: number): string {
  return usd < 0.0001 ? usd.toFixed(10) : String(usd);
}
