/** One Lambda function and where its bundled code is. */
export interface FunctionModel {
  readonly name: string;
  readonly arn: string;
  /** Absolute path of the directory with the code. */
  readonly codeDirectory: string;
  /** For example `index.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}
