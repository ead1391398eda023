import { z } from 'zod';
import { cronProblem } from './cron';
import { say, strict } from './field-kinds';

const cronSaid = "seven fields separated by one space: '*' minutes hours day-of-month month day-of-week year";
const cronFix = "for example '* * 9-15 ? * MON-THU *'";
const zoneSaid = say('a name of the IANA time zone database', "for example 'Europe/Berlin' or 'UTC'");

/** Name of a time zone. */
export const timeZoneSchema = z.string(zoneSaid).refine(isTimeZone, zoneSaid);

/** Part of an environment: when releases may begin. */
export const changeWindowSchema = strict(
  {
    cron: z.string(say(cronSaid, cronFix)).superRefine((text, context) => {
      const problem = cronProblem(text);
      if (problem === undefined) return;
      const { error } = say(cronSaid, `${problem}; ${cronFix}`);
      context.addIssue({ code: 'custom', message: error });
    }),
    timeZone: timeZoneSchema,
  },
  'a cron expression and a time zone',
);

/** Resolved change window. */
export type ChangeWindow = z.output<typeof changeWindowSchema>;

/** JavaScript takes any spelling of a zone, and offsets too; CodePipeline takes the name as the database has it. */
function isTimeZone(name: string): boolean {
  if (!/^(?:UTC|[A-Z][A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+)$/.test(name)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}
