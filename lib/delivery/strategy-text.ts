import type { DeliveryInput } from '../config/delivery-input';
import { DELIVERY_DEFAULTS } from '../config/delivery-limits';
import type { Delivery } from '../config/schema';

/** Every form that a strategy can be written in; what stands in brackets may be left out. */
export const STRATEGY_FORMS = [
  'all-at-once',
  'blue-green[/bake 5m]',
  'canary:10%/5m[/bake 5m]',
  'linear:10%/1m[/bake 5m]',
  'rolling[/min 100%][/max 200%]',
] as const;

const PATTERN =
  /^(?:(?<controller>ecs|code-deploy)\/)?(?:(?<once>all-at-once)|(?<bare>blue-green)(?:\/bake (?<bareBake>\d+)m)?|(?<kind>canary|linear):(?<percent>\d+)%\/(?<interval>\d+)m(?:\/bake (?<bake>\d+)m)?|(?<rolling>rolling)(?:\/min (?<least>\d+)%)?(?:\/max (?<most>\d+)%)?)$/;

/**
 * Reads a strategy such as `canary:10%/5m` or `ecs/blue-green/bake 10m`. Whether the numbers are within their limits
 * is for the schema to say.
 * @throws Error that lists the legal forms
 */
export function parseStrategy(text: string): DeliveryInput {
  const found = PATTERN.exec(text.trim())?.groups;
  if (!found || (found.rolling && found.controller === 'code-deploy')) throw new Error(complaint(text));
  const { once, bare, kind, bareBake, bake, percent, interval, least, most } = found;
  const controller = found.controller && { controller: found.controller as 'ecs' | 'code-deploy' };
  if (once) return { kind: 'all-at-once', ...controller };
  if (bare) return { kind: 'blue-green', ...controller, ...(bareBake && { bakeMinutes: Number(bareBake) }) };
  if (kind) {
    return {
      kind: kind as 'canary' | 'linear',
      ...controller,
      percent: Number(percent),
      intervalMinutes: Number(interval),
      ...(bake && { bakeMinutes: Number(bake) }),
    };
  }
  return {
    kind: 'rolling',
    ...(least && { minHealthyPercent: Number(least) }),
    ...(most && { maxPercent: Number(most) }),
  };
}

/** The shortest text that `parseStrategy` reads as `delivery`. */
export function formatStrategy(delivery: Delivery): string {
  if (delivery.kind === 'rolling') {
    const { minHealthyPercent: least, maxPercent: most } = delivery;
    const min = least === DELIVERY_DEFAULTS.minHealthyPercent ? '' : `/min ${least}%`;
    const max = most === DELIVERY_DEFAULTS.maxPercent ? '' : `/max ${most}%`;
    return `rolling${min}${max}`;
  }
  const prefix = delivery.controller === DELIVERY_DEFAULTS.controller ? '' : `${delivery.controller}/`;
  if (delivery.kind === 'all-at-once') return `${prefix}all-at-once`;
  const { bakeMinutes } = delivery;
  const bake = bakeMinutes === DELIVERY_DEFAULTS.bakeMinutes ? '' : `/bake ${bakeMinutes}m`;
  if (delivery.kind === 'blue-green') return `${prefix}blue-green${bake}`;
  return `${prefix}${delivery.kind}:${delivery.percent}%/${delivery.intervalMinutes}m${bake}`;
}

function complaint(text: string): string {
  const forms = STRATEGY_FORMS.join(' | ');
  return `"${text}" is no strategy; allowed: ${forms}, with ecs/ or code-deploy/ in front of all but rolling, which only takes ecs/`;
}
