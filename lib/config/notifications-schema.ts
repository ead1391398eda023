import { z } from 'zod';
import { say, strict } from './field-kinds';
import { emailList } from './text-forms';

const workspaceSaid = say(
  'the id of a Slack workspace, T and capital letters or digits',
  'copy it from the console of Amazon Q Developer in chat applications',
);
const channelSaid = say(
  'the id of a Slack channel, C or G and capital letters or digits',
  'copy the end of the link to the channel, not its name',
);

const slack = strict(
  {
    workspaceId: z.string(workspaceSaid).regex(/^T[A-Z0-9]{5,20}$/, workspaceSaid),
    channelId: z.string(channelSaid).regex(/^[CG][A-Z0-9]{5,20}$/, channelSaid),
  },
  'a workspace and a channel',
);

/** Part of the toolchain: who hears about releases. */
export const notificationsSchema = strict(
  {
    emails: emailList.default([]),
    slack: slack.optional(),
  },
  'e-mail addresses and a chat channel',
);
