/** Bad usage or configuration: the message is the one line that the person reads; exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
