import { AwsError, requiredString } from './aws-error';
import type { AwsInput, AwsOperation } from './aws-error';

/** How a Lambda action's job ended. */
export type JobResult =
  | {
      readonly succeeded: true;
      readonly variables: Readonly<Record<string, string>>;
      /** Set when the work goes on: the function is asked again and gets the token back. */
      readonly continuationToken?: string;
    }
  | { readonly succeeded: false; readonly reason: string };

/** Answers of functions that CodePipeline and CodeDeploy wait for, by job or hook execution. */
export class Answers {
  private readonly jobs = new Map<string, (result: JobResult) => void>();
  private readonly hooks = new Map<string, (status: 'Succeeded' | 'Failed') => void>();

  /** Resolves when the job's result is put. */
  async waitForJob(id: string): Promise<JobResult> {
    return new Promise((resolve) => this.jobs.set(id, resolve));
  }

  /** Resolves when the status of the hook execution is put. */
  async waitForHook(deploymentId: string, executionId: string): Promise<'Succeeded' | 'Failed'> {
    return new Promise((resolve) => this.hooks.set(`${deploymentId}/${executionId}`, resolve));
  }

  /** The operations of `CodePipeline`. */
  pipelineOperations(): Readonly<Record<string, AwsOperation>> {
    return {
      PutJobSuccessResult: (input) => {
        const variables = (input.outputVariables ?? {}) as Record<string, string>;
        const token = input.continuationToken;
        return this.endJob(input, {
          succeeded: true,
          variables,
          ...(typeof token === 'string' ? { continuationToken: token } : {}),
        });
      },
      PutJobFailureResult: (input) => {
        const { message } = (input.failureDetails ?? {}) as { message?: string };
        return this.endJob(input, { succeeded: false, reason: message ?? 'the function reported a failure' });
      },
    };
  }

  /** The operations of `CodeDeploy`. */
  deployOperations(): Readonly<Record<string, AwsOperation>> {
    return { PutLifecycleEventHookExecutionStatus: (input) => this.endHook(input) };
  }

  private endJob(input: AwsInput, result: JobResult): unknown {
    const id = requiredString(input, 'jobId');
    const resolve = this.jobs.get(id);
    if (resolve === undefined) throw new AwsError('JobNotFoundException', `there is no job ${id}`);
    this.jobs.delete(id);
    resolve(result);
    return {};
  }

  private endHook(input: AwsInput): unknown {
    const executionId = requiredString(input, 'lifecycleEventHookExecutionId');
    const key = `${requiredString(input, 'deploymentId')}/${executionId}`;
    const status = requiredString(input, 'status');
    if (status !== 'Succeeded' && status !== 'Failed') {
      throw new AwsError(
        'InvalidLifecycleEventHookExecutionStatusException',
        `the status ${status} is not valid`,
      );
    }
    const resolve = this.hooks.get(key);
    if (resolve === undefined) {
      throw new AwsError(
        'InvalidLifecycleEventHookExecutionIdException',
        `there is no hook execution ${executionId}`,
      );
    }
    this.hooks.delete(key);
    resolve(status);
    return { lifecycleEventHookExecutionId: executionId };
  }
}
