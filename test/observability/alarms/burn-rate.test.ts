import {
  BURN_WINDOWS,
  burnFactor,
  burnThreshold,
  windowLabel,
} from '../../../lib/observability/alarms/burn-rate';
import type { BurnWindows } from '../../../lib/observability/alarms/burn-rate';

const { fast, slow } = BURN_WINDOWS;

it.each<[string, BurnWindows, number]>([
  ['2 % of the budget in an hour', fast, 14.4],
  ['5 % of the budget in six hours', slow, 6],
  ['10 % of the budget in three days', { longMinutes: 4320, shortMinutes: 360, budgetShare: 0.1 }, 1],
  ['all of the budget in thirty days', { longMinutes: 43_200, shortMinutes: 3600, budgetShare: 1 }, 1],
])('%s is a known burn rate', (_, windows, factor) => {
  expect(burnFactor(windows)).toBe(factor);
});

it.each<[number, BurnWindows, number]>([
  [99.9, fast, 1.44],
  [99.9, slow, 0.6],
  [99.99, fast, 0.144],
  [99, fast, 14.4],
  [99, slow, 6],
  [95, fast, 72],
])('an objective of %d %% has a threshold without stray digits', (good, windows, threshold) => {
  expect(burnThreshold(good, windows)).toBe(threshold);
});

it.each(Object.values(BURN_WINDOWS))('the short window is a twelfth of the long one', (windows) => {
  expect(windows.longMinutes / windows.shortMinutes).toBe(12);
});

it.each([
  [5, '5m'],
  [30, '30m'],
  [60, '1h'],
  [90, '90m'],
  [360, '6h'],
])('%d minutes are called %s', (minutes, label) => {
  expect(windowLabel(minutes)).toBe(label);
});
