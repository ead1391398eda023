/** The release cannot be prepared; the message says why and what to do, for the person at the pipeline. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
}
