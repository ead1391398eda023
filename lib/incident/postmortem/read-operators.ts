import type { SSMClient } from '@aws-sdk/client-ssm';
import type { OperatorAction, Place } from '../../dora/history';
import { releaseHistory } from '../../ops/aws/release-history';
import type { ReleaseRecord } from '../../ops/release-history';
import { releaseParameterName } from '../../shared/names';

/** What people did to a place and left a note about, in the history of its release parameter. */
export async function operatorsOf(
  client: SSMClient,
  project: string,
  place: Place,
): Promise<OperatorAction[]> {
  const name = releaseParameterName(project, place.environment, place.service);
  return (await releaseHistory(client, name)).flatMap((record) => actionIn(record, place));
}

/** `break-glass <time> <image> by <who>: <reason>`, as `npm run ops` writes it. */
const BREAK_GLASS = /^break-glass \S+ (\S+) by (\S+): (.*)$/;

function actionIn({ at, note = '' }: ReleaseRecord, place: Place): OperatorAction[] {
  const [, image, by, reason] = BREAK_GLASS.exec(note) ?? [];
  if (at === undefined || image === undefined || by === undefined) return [];
  const what = `released ${image.split('@').at(-1)?.slice(0, 19) ?? image} past the alarms: ${reason ?? ''}`;
  return [{ at, by, what, place }];
}
