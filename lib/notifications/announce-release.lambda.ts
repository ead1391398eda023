import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import { noticeAbout } from './announce';
import { publication } from './publication';
import { RecentIds } from './recent-ids';
import { readEvent } from './release-event';
import { ReleaseViews } from './release-views';
import { ANNOUNCE_ENV, WatchedReleases } from './watched-releases';

const sns = new SNSClient(AWS_TIMEOUTS);
const clients = {
  codePipeline: new CodePipelineClient(AWS_TIMEOUTS),
  codeDeploy: new CodeDeployClient(AWS_TIMEOUTS),
};
const announced = new RecentIds(500);

/** Tells people what happened to a release; throws only when it could not, so that Lambda tries again. */
export async function handler(input: unknown): Promise<void> {
  const event = readEvent(input, WatchedReleases.fromEnvironment(process.env));
  if ('ignored' in event) return log('ignored', { reason: event.ignored });
  const { id, type } = event;
  if (announced.has(id)) return log('ignored', { id, reason: 'the event was delivered before' });
  const views = ReleaseViews.fromEnvironment(process.env);
  const notice = await noticeAbout(event, clients, views);
  if (!notice) return log('nothing to say', { id, type });
  const message = { TopicArn: process.env[ANNOUNCE_ENV.topic], ...publication(notice, id) };
  await sns.send(new PublishCommand(message));
  announced.add(id);
  log('announced', { id, kind: notice.kind, title: notice.title });
}

function log(message: string, fields: object): void {
  process.stdout.write(`${JSON.stringify({ level: 'info', message, ...fields })}\n`);
}
