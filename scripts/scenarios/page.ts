import type { RehearsalResult } from '../../rehearsal/events';
import { SCENARIOS } from '../../rehearsal/scenarios';
import { table } from '../docs/markdown';

/** The page that says which alarms each scenario sets off, as Markdown. */
export function scenarioAlarmsPage(results: readonly RehearsalResult[]): string {
  const of = (service: string): RehearsalResult[] => results.filter((result) => result.service === service);
  const services = [...new Set(results.map(({ service }) => service))];
  return [
    '# Which alarms a bad release sets off',
    'Made by `npm run docs:scenarios`: each scenario was rehearsed, and the alarms that were red at some time are ' +
      'listed. An alarm that ends in `impaired` calls people; the ones of a release take it back before it comes to that.',
    ...services.flatMap((service) => [
      `## A release of ${service}`,
      table(
        ['scenario', 'what is wrong', 'outcome', 'ended by', 'alarms that went off'],
        of(service).map(row),
      ),
    ]),
    '## Watched in every run',
    watched(results),
  ]
    .join('\n\n')
    .concat('\n');
}

function row({ scenario, outcome, stoppedAt = '', alarms }: RehearsalResult): string[] {
  const names = shortNames(alarms);
  const red = alarms.flatMap(({ state }, index) => (state === 'ALARM' ? [`\`${names[index]}\``] : []));
  const about = SCENARIOS.find(({ name }) => name === scenario)?.description ?? '';
  return [`\`${scenario}\``, about, outcome, stoppedAt, red.length === 0 ? 'none' : red.join(', ')];
}

function watched(results: readonly RehearsalResult[]): string {
  return [...new Set(results.flatMap(({ alarms }) => shortNames(alarms)))]
    .sort()
    .map((name) => `- \`${name}\``)
    .join('\n');
}

/** Names without project and environment, which every name of one environment begins with. */
function shortNames(alarms: RehearsalResult['alarms']): string[] {
  const names = alarms.map(({ name }) => name);
  const { length } = commonStart(names);
  return names.map((name) => name.slice(length));
}

/** What all names begin with, up to a dash. */
function commonStart(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = first.length;
  while (!others.every((name) => name.startsWith(first.slice(0, length)))) length -= 1;
  return first.slice(0, first.slice(0, length).lastIndexOf('-') + 1);
}
