import type { Aftermath, DeliveryNumbers } from '../aftermath';
import type { RehearsalResult } from '../events';
import { duration, percent, plural } from './numbers';

/** What the functions that watch deliveries made of a run, as label and text; the DORA line comes last. */
export function aftermathFacts({ aftermath }: Pick<RehearsalResult, 'aftermath'>): [string, string][] {
  if (aftermath === undefined) return [];
  const { incidents, messages, dora, doraAfterRecovery } = aftermath;
  return [
    ['watchers', watchersText(aftermath)],
    ...incidents.map((incident): [string, string] => {
      const end = incident.resolved ? 'over with the next good release' : 'not over';
      return ['incident', `${incident.title} (${incident.severity}, ${end})`];
    }),
    ...(messages.length === 0 ? [] : [['told', messages.join('; ')] as [string, string]]),
    ['dora', dora === undefined ? 'nothing was deployed, so nothing was measured' : doraText(dora)],
    ...(doraAfterRecovery === undefined
      ? []
      : [
          ['dora, then', `${doraText(doraAfterRecovery)}, with the next release (played)`] as [
            string,
            string,
          ],
        ]),
  ];
}

function watchersText({ delivered, failed }: Aftermath): string {
  if (failed.length === 0)
    return `${plural(delivered, 'event')} reached the functions that watch releases; none failed`;
  return `FAILED on ${failed.length} of ${plural(delivered, 'event')}: ${failed.join('; ')}`;
}

/** The five metrics of DORA in a line. */
export function doraText(numbers: DeliveryNumbers): string {
  const { deployments = 0, leadTimeSeconds, failPercent, recoverySeconds, reworkPercent } = numbers;
  const none = 'none yet';
  const time = (seconds: number | undefined): string => (seconds === undefined ? none : duration(seconds));
  const share = (value: number | undefined): string => (value === undefined ? none : percent(value));
  const leadTime =
    deployments > 0 && leadTimeSeconds === undefined
      ? 'not known (the commit is younger than this run in cloud time)'
      : time(leadTimeSeconds);
  return (
    `frequency ${plural(deployments, 'change')} in 30 days, lead time ${leadTime}, ` +
    `fail rate ${share(failPercent)}, recovery ${time(recoverySeconds)}, rework ${share(reworkPercent)}`
  );
}
