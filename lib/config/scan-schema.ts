import { z } from 'zod';
import { oneOf, say, strict } from './field-kinds';

/** The list goes to the function as an environment variable; all of these together may have 4 KB. */
const ALLOW_BYTES = 3000;

const idSaid = say(
  'the id of a vulnerability, for example CVE-2026-12345',
  'copy it from the scan, without spaces',
);

const reasonSaid = say('10 to 200 characters', 'say in one sentence why it does no harm here');

const expiresSaid = say('a day that exists, as YYYY-MM-DD', "for example '2027-03-31'");

const allowed = strict(
  {
    id: z.string(idSaid).regex(/^[A-Za-z][A-Za-z0-9]*-[A-Za-z0-9:._-]{3,60}$/, idSaid),
    reason: z.string(reasonSaid).trim().min(10, reasonSaid).max(200, reasonSaid),
    expires: z.string(expiresSaid).refine(isDay, expiresSaid),
  },
  'a vulnerability that is allowed for a time',
);

/** Severities that may be the least one that stops a release, the worst first. */
const BLOCK_FROM = ['critical', 'high', 'medium'] as const;

/** Part of the toolchain: which known vulnerabilities stop a release. */
export const scanSchema = strict(
  {
    blockFrom: oneOf(BLOCK_FROM, 'pick the least severity that stops a release').default('critical'),
    allow: z
      .array(allowed, say('a list of vulnerabilities', 'write a list, empty when none is allowed'))
      .refine(
        (list) => new Set(list.map(({ id }) => id)).size === list.length,
        say('each id once', 'remove the entry that is there twice'),
      )
      .refine(
        (list) => Buffer.byteLength(JSON.stringify(list)) <= ALLOW_BYTES,
        say(
          `entries of ${ALLOW_BYTES} bytes together`,
          'remove what is fixed by now, or shorten the reasons',
        ),
      )
      .default([]),
  },
  'a threshold and a list of exceptions',
);

/** Resolved rules of the scan gate. */
export type ScanRules = z.output<typeof scanSchema>;

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
