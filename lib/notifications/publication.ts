import { plainText, truncate } from '../../app/shared/plain-text';
import type { Notice, NoticeKind } from './notice';

/** What `sns:Publish` takes, apart from the topic. */
export interface Publication {
  readonly Subject: string;
  readonly MessageStructure: 'json';
  readonly Message: string;
  readonly MessageAttributes: Readonly<
    Record<string, { readonly DataType: 'String'; readonly StringValue: string }>
  >;
}

const EMOJI: Readonly<Record<NoticeKind, string>> = {
  started: ':rocket:',
  'waiting-for-approval': ':raised_hand:',
  failed: ':x:',
  'rolled-back': ':rewind:',
  recovered: ':white_check_mark:',
  drifted: ':compass:',
  'incident-opened': ':rotating_light:',
  'incident-resolved': ':white_check_mark:',
};

/** SNS takes fewer than 100 characters as a subject. */
const SUBJECT_LENGTH = 99;

/** Far below the 256 KB of SNS; a message is there to be read. */
const LINE_LENGTH = 2000;

/**
 * Writes a notice once for each kind of subscriber: plain text for people, and for HTTPS, which is how Amazon Q
 * Developer in chat applications listens, its own form; it drops every other text without a word.
 * Source: Amazon SNS developer guide, "platform-specific payloads"; Amazon Q Developer in chat applications
 * administrator guide, "Custom notifications".
 */
export function publication(notice: Notice, eventId: string): Publication {
  return {
    Subject: subject(notice.title),
    MessageStructure: 'json',
    Message: JSON.stringify({
      default: emailText(notice),
      https: JSON.stringify(chatMessage(notice, eventId)),
    }),
    MessageAttributes: {
      kind: { DataType: 'String', StringValue: notice.kind },
      service: { DataType: 'String', StringValue: notice.service },
    },
  };
}

function emailText({ title, lines, links }: Notice): string {
  const addresses = links.map(({ text, url }) => `${text}: ${url}`);
  return [cut(title), '', ...lines.map(cut), '', ...addresses, ''].join('\n');
}

function chatMessage({ kind, service, title, lines, links, thread }: Notice, id: string): object {
  const addresses = links.map(({ text, url }) => `<${url}|${text}>`).join(' | ');
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: `${EMOJI[kind]} ${escaped(cut(title))}`,
      description: [...lines.map((line) => escaped(cut(line))), addresses].join('\n'),
      keywords: [service, kind],
    },
    metadata: { threadId: thread, summary: title, eventType: kind },
  };
}

/** A commit message may hold anything; in the markup of chat, `<!channel>` would call everyone. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function subject(title: string): string {
  const ascii = title
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^\x20-\x7e]+/g, ' ');
  return ascii.trim().slice(0, SUBJECT_LENGTH);
}

function cut(line: string): string {
  return truncate(plainText(line), LINE_LENGTH);
}
