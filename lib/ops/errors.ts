/** Bad usage: the message is the one line that the person reads; exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The operation did not succeed; the message says what and what to do next; exit status 1. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
}

/** Something answered a call of AWS that is not AWS, for example the sign-in page of a network. */
export class NotAwsError extends Error {
  override readonly name = 'NotAwsError';
}

/** The person pressed Ctrl-C; the message says what goes on without them; exit status 130. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
