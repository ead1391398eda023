import type { IncomingHttpHeaders } from 'node:http';
import { VARIANT_MEMBER } from './contract';

/** The longest baggage that is looked at; https://www.w3.org/TR/baggage/#limits */
const MAX_BAGGAGE = 8_192;
/** Lower-case words: nothing that could carry a person's data or break a log line. */
const VARIANT = /^[a-z0-9][a-z0-9._-]{0,31}$/;

/**
 * The variant that the W3C `baggage` header names. Everybody can send the header, so only a short plain word is
 * believed; anything else counts as no variant.
 */
export function readVariant(headers: IncomingHttpHeaders): string | undefined {
  const { baggage } = headers;
  if (typeof baggage !== 'string' || baggage.length > MAX_BAGGAGE) return undefined;
  for (const member of baggage.split(',')) {
    const [pair = ''] = member.split(';', 1);
    const equals = pair.indexOf('=');
    if (equals === -1 || pair.slice(0, equals).trim() !== VARIANT_MEMBER) continue;
    const value = pair.slice(equals + 1).trim();
    return VARIANT.test(value) ? value : undefined;
  }
  return undefined;
}

/** The header that hands a variant on; other members of a caller's baggage stay here. */
export function baggageOf(variant: string | undefined): Record<string, string> {
  return variant === undefined ? {} : { baggage: `${VARIANT_MEMBER}=${variant}` };
}
