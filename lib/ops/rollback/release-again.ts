import { GetAutomationExecutionCommand, StartAutomationExecutionCommand } from '@aws-sdk/client-ssm';
import { RELEASE_AGAIN } from '../../pipeline/release-again-contract';
import { OperationError } from '../errors';
import type { Session } from '../session';

/** Automation starts a pipeline within seconds. */
const LOOKS = 60;
const PAUSE_MS = 1000;

/**
 * Starts a pipeline with an earlier version, through the document that may do just that; resolves to the id of the new
 * execution.
 * @throws OperationError when the pipeline was not started
 */
export async function releaseAgain(
  { clients: { opsCenter: ssm }, clock }: Pick<Session, 'clients' | 'clock'>,
  pipeline: string,
  digest: string,
): Promise<string> {
  const { AutomationExecutionId } = await ssm.send(
    new StartAutomationExecutionCommand({
      DocumentName: RELEASE_AGAIN.documentName(pipeline),
      Parameters: { [RELEASE_AGAIN.version]: [digest] },
    }),
  );
  for (let look = 0; look < LOOKS; look += 1) {
    const { AutomationExecution: { Outputs = {}, AutomationExecutionStatus: status, FailureMessage } = {} } =
      await ssm.send(new GetAutomationExecutionCommand({ AutomationExecutionId }));
    const [execution] = Outputs[`${RELEASE_AGAIN.step}.${RELEASE_AGAIN.output}`] ?? [];
    if (status === 'Success' && execution) return execution;
    if (status !== 'Pending' && status !== 'InProgress') {
      const reason = FailureMessage ?? 'it gave no reason';
      throw new OperationError(`${pipeline} was not started (automation ${String(status)}): ${reason}`);
    }
    await clock.wait(PAUSE_MS);
  }
  throw new OperationError(
    `automation ${String(AutomationExecutionId)} has not started ${pipeline} yet; look at it: aws ssm get-automation-execution --automation-execution-id ${String(AutomationExecutionId)}`,
  );
}
