/** What the document that releases a version again and who starts it spell alike. */
export const RELEASE_AGAIN = {
  /** Name of the document of a pipeline. */
  documentName: (pipelineName: string): string => `${pipelineName}-release-again`,
  /** Its one parameter, the digest of an image. */
  version: 'Version',
  step: 'start',
  /** Output of the step: id of the execution that has begun. */
  output: 'execution',
} as const;
