import { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import type { BuildDetail } from './check-result';
import { reportCheck } from './report-check';

const codeCommit = new CodeCommitClient(AWS_TIMEOUTS);

/** Reports a finished check build on its pull request. */
export async function handler({ detail }: { readonly detail: BuildDetail }): Promise<void> {
  await reportCheck(codeCommit, detail);
}
