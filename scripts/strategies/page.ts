import { count, duration, percent } from '../../rehearsal/cli/numbers';
import { table } from '../docs/markdown';
import type { StrategyRun } from './run';

/** The page that the rehearsals of all strategies make, as Markdown. */
export function strategyRunsPage(
  runs: readonly StrategyRun[],
  { speed, rate, service }: { readonly speed: number; readonly rate: number; readonly service: string },
): string {
  const of = (scenario: string): StrategyRun[] => runs.filter(({ result }) => result.scenario === scenario);
  return [
    '# What each strategy does with a release',
    `Made by \`npm run docs:strategies\`: ${service} was rehearsed with every strategy and both controllers, a good ` +
      `release and one that fails every fourth request, at ${rate} requests per second and ${speed} cloud seconds per ` +
      'second. Times are cloud time; they change a little from run to run, outcomes do not.',
    '## A good release (`healthy`)',
    table(
      ['strategy', 'controller', 'outcome', 'requests', 'failed', 'deployment took', 'most tasks'],
      of('healthy').map(goodRow),
    ),
    '## A bad release (`error-spike`)',
    'The smoke checks cannot find this fault, because a second attempt succeeds. Only an alarm can, and it needs about ' +
      'a minute of real users. _Found_ counts from the first user on the new version, _undone_ from there until its ' +
      'last task was gone.',
    table(
      ['strategy', 'controller', 'outcome', 'failed', 'of the requests', 'found', 'undone', 'most tasks'],
      of('error-spike').map(badRow),
    ),
    'Where the outcome is `released`, nothing takes the bad version back: the old one is gone before an alarm can go ' +
      'off. That is what `all-at-once` means, with both controllers.',
  ]
    .join('\n\n')
    .concat('\n');
}

function goodRow({ strategy, result, deploySeconds, peakPercent }: StrategyRun): string[] {
  const { outcome, window } = result;
  return [
    `\`${strategy}\``,
    result.strategy.controller,
    outcome,
    count(window.total),
    count(window.failed),
    duration(deploySeconds),
    `${peakPercent} %`,
  ];
}

function badRow({ strategy, result, peakPercent }: StrategyRun): string[] {
  const { outcome, window, cloudSeconds } = result;
  const undone = outcome === 'rolled-back';
  return [
    `\`${strategy}\``,
    result.strategy.controller,
    outcome,
    `${count(window.failed)} of ${count(window.total)}`,
    percent(window.failedPercent),
    undone ? duration(cloudSeconds.detect) : 'never',
    undone ? duration(cloudSeconds.rollback) : 'never',
    `${peakPercent} %`,
  ];
}
