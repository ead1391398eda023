/** An alarm rule as CloudWatch reads it: true while the named alarm is red. */
export function isRed(alarmName: string): string {
  return `ALARM("${alarmName}")`;
}

/** True while every one of the rules is. */
export function allOf(rules: readonly string[]): string {
  return joined(rules, 'AND');
}

/** True while at least one of the rules is. */
export function anyOf(rules: readonly string[]): string {
  return joined(rules, 'OR');
}

function joined(rules: readonly string[], word: 'AND' | 'OR'): string {
  const [only, ...more] = rules;
  if (only === undefined) throw new Error('an alarm rule needs at least one alarm');
  return more.length === 0 ? only : `(${rules.join(` ${word} `)})`;
}
