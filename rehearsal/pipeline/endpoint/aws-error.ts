/** An error as an AWS API answers it: the code is the shape's name, for example `ParameterNotFound`. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** Further members of the error, for example the id of what exists already. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** Input of an AWS operation: JSON members. */
export type AwsInput = Readonly<Record<string, unknown>>;

/** Answers one operation; throws `AwsError`. */
export type AwsOperation = (input: AwsInput) => unknown;

/** A required string member of an input. Throws the service's validation error. */
export function requiredString(input: AwsInput, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '') {
    throw new AwsError('ValidationException', `the member ${name} must be a text that is not empty`);
  }
  return value;
}

/** A list of strings, empty when the member is absent. */
export function stringList(input: AwsInput, name: string): string[] {
  const value = input[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
