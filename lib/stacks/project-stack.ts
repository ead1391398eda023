import { Fn, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';

export interface ProjectStackProps extends StackProps {
  /** What the stack is for, shown in the CloudFormation console. */
  readonly description: string;
}

/** Base of every stack: two availability zones without a lookup, so that synthesis never needs an account. */
export abstract class ProjectStack extends Stack {
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}
