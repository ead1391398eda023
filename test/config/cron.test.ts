import { cronProblem } from '../../lib/config/cron';

it.each([
  '* * 9-15 ? * MON-THU *',
  '* * * * * ? *',
  '* * * ? * * *',
  '* 0-29 9,14 ? * 2-6 *',
  '* */15 0-6/2 1,15 JAN-NOV ? 2026-2030',
  '* 0 22 L * ? *',
  '* 0 22 L-3 * ? *',
  '* 0 22 LW * ? *',
  '* 0 22 15W * ? *',
  '* * 1 ? * FRI#2 *',
  '* * 1 ? * 6L *',
  '* 59 23 31 12 ? 2199',
])('takes %s', (text) => {
  expect(cronProblem(text)).toBeUndefined();
});

it.each([
  ['', 'it has 1 fields instead of 7'],
  ['* 9-15 ? * MON-THU *', 'it has 6 fields instead of 7'],
  ['*  * 9-15 ? * MON-THU *', 'it has 8 fields instead of 7'],
  ['0 * 9-15 ? * MON-THU *', 'its first field, the seconds, is not *'],
  ['* 60 * ? * * *', 'its minutes 60 cannot be'],
  ['* -1 * ? * * *', 'its minutes -1 cannot be'],
  ['* * 24 ? * * *', 'its hours 24 cannot be'],
  ['* * 17-9 ? * * *', 'its hours 17-9 cannot be'],
  ['* * 9-12-15 ? * * *', 'its hours 9-12-15 cannot be'],
  ['* * 9- ? * * *', 'its hours 9- cannot be'],
  ['* * 9, ? * * *', 'its hours 9, cannot be'],
  ['* * 9/0 ? * * *', 'its hours 9/0 cannot be'],
  ['* * 9/2/2 ? * * *', 'its hours 9/2/2 cannot be'],
  ['* * L ? * * *', 'its hours L cannot be'],
  ['* * * 0 * ? *', 'its day of month 0 cannot be'],
  ['* * * 32 * ? *', 'its day of month 32 cannot be'],
  ['* * * ? 13 * *', 'its month 13 cannot be'],
  ['* * * ? MON * *', 'its month MON cannot be'],
  ['* * * ? jan * *', 'its month jan cannot be'],
  ['* * * ? * 0 *', 'its day of week 0 cannot be'],
  ['* * * ? * 8 *', 'its day of week 8 cannot be'],
  ['* * * ? * FRI-MON *', 'its day of week FRI-MON cannot be'],
  ['* * * ? * FRI#6 *', 'its day of week FRI#6 cannot be'],
  ['* * * ? * * 1969', 'its year 1969 cannot be'],
  ['* * * ? * * 2200', 'its year 2200 cannot be'],
  ['* * * * * * *', 'exactly one of day of month and day of week must be ?'],
  ['* * * ? * ? *', 'exactly one of day of month and day of week must be ?'],
])('refuses %j: %s', (text, problem) => {
  expect(cronProblem(text)).toBe(problem);
});
