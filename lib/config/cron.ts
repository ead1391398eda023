const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Words that stand for numbers, the first for `from`. */
  readonly words?: readonly string[];
  /** Matches what this field takes beside numbers, ranges and steps. */
  readonly special?: RegExp;
}

const FIELDS: readonly Field[] = [
  { name: 'minutes', from: 0, to: 59 },
  { name: 'hours', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31, special: /^(?:\?|L(?:-\d{1,2})?|LW|\d{1,2}W)$/ },
  { name: 'month', from: 1, to: 12, words: MONTHS },
  {
    name: 'day of week',
    from: 1,
    to: 7,
    words: DAYS,
    special: /^(?:\?|L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5]))$/,
  },
  { name: 'year', from: 1970, to: 2199 },
];

/**
 * What is wrong with a cron expression in the form of CodePipeline's deployment window; undefined when nothing is.
 * Source: CodePipeline user guide, "DeploymentWindow" rule reference.
 */
export function cronProblem(text: string): string | undefined {
  const [seconds, ...fields] = text.split(' ');
  if (fields.length !== FIELDS.length) return `it has ${fields.length + 1} fields instead of 7`;
  if (seconds !== '*') return 'its first field, the seconds, is not *';
  const wrong = FIELDS.find((field, index) => !fitsField(fields[index] ?? '', field));
  if (wrong) return `its ${wrong.name} ${fields[FIELDS.indexOf(wrong)]} cannot be`;
  const [, , dayOfMonth, , dayOfWeek] = fields;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    return 'exactly one of day of month and day of week must be ?';
  }
  return undefined;
}

function fitsField(text: string, field: Field): boolean {
  return text.split(',').every((part) => field.special?.test(part) === true || fitsRange(part, field));
}

/** `*`, a number, `a-b`, and each with a step: `a-b/n`. */
function fitsRange(part: string, field: Field): boolean {
  const [range = '', step, ...rest] = part.split('/');
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d{0,2}$/.test(step))) return false;
  if (range === '*') return true;
  const [first, last, ...more] = range.split('-').map((end) => numberOf(end, field));
  if (first === undefined || more.length > 0) return false;
  return range.includes('-') ? last !== undefined && first <= last : true;
}

function numberOf(text: string, { from, to, words = [] }: Field): number | undefined {
  const word = words.indexOf(text);
  const value = word >= 0 ? from + word : /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  return value >= from && value <= to ? value : undefined;
}
