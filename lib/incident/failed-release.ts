import { plainLine, plainText } from '../../app/shared/plain-text';
import type { Place } from '../dora/history';
import type { AwsEventOf, Ignored } from '../events/aws-event';
import { ecsOutcome } from '../notifications/release-event';
import type { WatchedReleases } from '../notifications/watched-releases';
import { placeText } from './incident';
import type { Trouble } from './incident';

/**
 * The release that an action of the pipeline says has failed, or why it says nothing. A person who does not approve is no
 * failure, and has a stage of their own.
 */
export function failedAction(
  { detail, time }: AwsEventOf<'action'>,
  releases: WatchedReleases,
): Trouble | Ignored {
  const { pipeline, stage: environment, action, state, type } = detail;
  const place = releases.placeOfStage(pipeline, environment);
  if (!place) return { ignored: `${pipeline} releases nothing of this project in ${environment}` };
  if (state !== 'FAILED' || type.category === 'Approval') return { ignored: `${action} is ${state}` };
  const reason = detail['execution-result']?.['external-execution-summary'] ?? '';
  const what = `the release of ${placeText(place)} failed at ${action}`;
  return { ...release(place, time, said(what, reason)), execution: detail['execution-id'] };
}

/** The release that ECS says it took back or gave up, or why it says nothing. */
export function failedOnEcs(
  { detail, time, resources }: AwsEventOf<'ecs'>,
  releases: WatchedReleases,
): Trouble | Ignored {
  const [arn = ''] = resources;
  const { eventName, reason } = detail;
  const place = releases.placeOfEcsService(arn);
  const outcome = ecsOutcome(eventName, reason);
  if (!place) return { ignored: `service ${arn} is not of this project` };
  if (!outcome) return { ignored: `${eventName} is no rollback: ${reason}` };
  const where = placeText(place);
  const what =
    outcome === 'rollback'
      ? `ECS took ${where} back to the version before`
      : `ECS gave up the deployment of ${where}`;
  return release(place, time, said(what, reason));
}

function release(place: Place, began: string, what: string): Trouble {
  return { cause: 'release', place, began, what };
}

/** What happened, with the first line of why. */
function said(what: string, reason: string): string {
  const why = plainLine(plainText(reason).trim().split('\n')[0] ?? '', 300).replace(/\.$/, '');
  return why === '' ? what : `${what}: ${why}`;
}
