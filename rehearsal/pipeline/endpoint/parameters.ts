import { AwsError, requiredString, stringList } from './aws-error';
import type { AwsInput, AwsOperation } from './aws-error';

interface Stored {
  readonly value: string;
  readonly version: number;
}

/** Stands in for the Parameter Store: values of the templates at first, later what was put. */
export class Parameters {
  private readonly stored = new Map<string, Stored>();

  constructor(initial: readonly { readonly name: string; readonly value: string }[]) {
    for (const { name, value } of initial) this.stored.set(name, { value, version: 1 });
  }

  /** Current value, if there is such a parameter. */
  value(name: string): string | undefined {
    return this.stored.get(name)?.value;
  }

  /** Sets a value as CloudFormation or an operator would. */
  set(name: string, value: string): void {
    this.stored.set(name, { value, version: (this.stored.get(name)?.version ?? 0) + 1 });
  }

  /** The operations of `AmazonSSM`. */
  operations(): Readonly<Record<string, AwsOperation>> {
    return {
      GetParameter: (input) => ({ Parameter: this.describe(requiredString(input, 'Name')) }),
      // Only the value of now is kept: who set it when is no part of a rehearsal.
      GetParameterHistory: (input) => ({ Parameters: [this.describe(requiredString(input, 'Name'))] }),
      GetParameters: (input) => this.getMany(stringList(input, 'Names')),
      PutParameter: (input) => this.put(input),
    };
  }

  private describe(nameOrArn: string): Record<string, unknown> {
    const name = nameOrArn.replace(/^arn:[^/]*:parameter(?=\/)/, '');
    const stored = this.stored.get(name);
    if (stored === undefined) throw new AwsError('ParameterNotFound', `there is no parameter ${name}`);
    return { Name: name, Type: 'String', Value: stored.value, Version: stored.version, DataType: 'text' };
  }

  private getMany(names: readonly string[]): unknown {
    const known = names.filter((name) => this.stored.has(name));
    return {
      Parameters: known.map((name) => this.describe(name)),
      InvalidParameters: names.filter((name) => !this.stored.has(name)),
    };
  }

  private put(input: AwsInput): unknown {
    const name = requiredString(input, 'Name');
    if (this.stored.has(name) && input.Overwrite !== true) {
      throw new AwsError('ParameterAlreadyExists', 'The parameter already exists. Use the Overwrite option.');
    }
    this.set(name, requiredString(input, 'Value'));
    return { Version: this.stored.get(name)?.version, Tier: 'Standard' };
  }
}
