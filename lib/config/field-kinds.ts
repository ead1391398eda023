import { z } from 'zod';

/** `allowed` and `fix` become the end of the error line: `path: got …; allowed: …; fix: …`. */
export const say = (allowed: string, fix: string) => ({ error: `allowed: ${allowed}; fix: ${fix}` });

/** A whole number in a range. */
export const whole = (from: number, to: number, unit: string, fix = 'pick a whole number in that range') => {
  const said = say(`a whole number from ${from} to ${to}${unit && ` ${unit}`}`, fix);
  return z.int(said).min(from, said).max(to, said);
};

/** A name of lower-case letters, digits and hyphens. */
export const label = (what: string, from: number, to: number) => {
  const said = say(
    `${from} to ${to} lower-case letters, digits and hyphens, a letter first and no hyphen last`,
    `give the ${what} a name of that form`,
  );
  return z
    .string(said)
    .min(from, said)
    .max(to, said)
    .regex(/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/, said);
};

/** One of a few words. */
export const oneOf = <const T extends readonly string[]>(values: T, fix: string) =>
  z.enum(values, say(values.map((value) => `'${value}'`).join(' or '), fix));

/** Yes or no. */
export const flag = z.boolean(say('true or false', 'write true or false'));

/** An object that knows its fields and takes no others. */
export const strict = <T extends z.core.$ZodLooseShape>(shape: T, what: string) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `does not know ${issue.keys.map((key) => `'${key}'`).join(', ')}; allowed: ${Object.keys(shape).join(', ')}; fix: remove it or correct its spelling`
        : `allowed: ${what}; fix: write an object with ${Object.keys(shape).join(', ')}`,
  });

const emailSaid = say('an e-mail address', "for example 'team@example.com'");

/** E-mail addresses, each once. */
export const emailList = z
  .array(
    z.string(emailSaid).regex(/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/, emailSaid),
    say('a list of e-mail addresses', 'write a list'),
  )
  .refine(
    (list) => new Set(list).size === list.length,
    say('each address once', 'remove the one that is there twice'),
  );
