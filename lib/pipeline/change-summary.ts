import { plainLine, plainText, truncate } from '../../app/shared/plain-text';
import type { Release } from './release-files';

/** What is known of an execution of the pipeline. */
export interface KnownExecution {
  /** Full commit id of its source. */
  readonly commit: string;
  /** Message of that commit. */
  readonly message: string;
  /** Page that shows the commit; absent when the source gives none. */
  readonly url?: string;
  /** True when a person started it, who may have chosen the commit. */
  readonly byHand?: boolean;
  /** Version that it released again in place of its source; absent when it built its source. */
  readonly releasedAgain?: string;
}

/** What a repository tells of a commit. */
export interface KnownCommit {
  /** Name of the author; empty when the commit has none. */
  readonly author: string;
  readonly message: string;
}

/** What a person decides on at an approval. */
export interface Change {
  readonly environment: string;
  readonly release: Release;
  /** The execution that waits. */
  readonly current: KnownExecution;
  /** The last one that released to the environment; absent when there was none in the pipeline's memory. */
  readonly last?: KnownExecution | undefined;
  /** The commit that is released; absent when no repository can be asked. */
  readonly commit?: KnownCommit | undefined;
  /** The released branch, when nothing proves that the commit is on it. */
  readonly unproven?: string | undefined;
}

/** The summary is all of the message at an approval, and CodePipeline takes no longer one. */
const SUMMARY_LENGTH = 1000;
const SUBJECT_LENGTH = 200;

/** One paragraph that says what would be released and what is there now; at most 1000 characters. */
export function changeSummary({ environment, release, current, last, commit, unproven }: Change): string {
  const { service, version, authorTime, image } = release;
  const again = current.commit !== release.commit;
  const message = commit?.message ?? (again ? undefined : current.message);
  const subject = `${message === undefined ? '' : `, ${subjectOf(message)}`}${again ? ', released again' : ''}`;
  const author = commit?.author ? ` by ${subjectOf(commit.author).slice(1, -1)}` : '';
  const before = last
    ? `Released there last: ${last.releasedAgain ?? `${last.commit.slice(0, version.length)}, ${subjectOf(last.message)}`}.`
    : 'No release there that the pipeline remembers.';
  const digest = image.slice(image.indexOf('@') + 1);
  const summary = [
    `${service} ${version} to ${environment}${subject}.`,
    `Commit ${release.commit}${author}, made ${authorTime}.`,
    `Image ${digest}.`,
    unproven === undefined
      ? ''
      : `Started by hand: nothing proves that the commit is on ${unproven}, look before you agree.`,
    before,
  ].filter((sentence) => sentence !== '');
  return truncate(summary.join(' '), SUMMARY_LENGTH);
}

/** First line of a commit message, in quotes; connections wrap the message into JSON. */
function subjectOf(message: string): string {
  const [line = ''] = plainText(unwrapped(message)).trim().split('\n');
  return `"${plainLine(line, SUBJECT_LENGTH)}"`;
}

function unwrapped(message: string): string {
  try {
    const { CommitMessage: text } = JSON.parse(message) as { CommitMessage?: unknown };
    return typeof text === 'string' ? text : message;
  } catch {
    return message;
  }
}
