/** A function of the templates that is not run: what asks it goes on as if it had agreed. */
export interface FunctionNotRun {
  readonly name: string;
  readonly arn: string;
  /** In a clause. */
  readonly why: string;
}

/** One Lambda function and where its bundled code is. */
export interface FunctionModel {
  readonly name: string;
  readonly arn: string;
  /** Absolute path of the directory with the code, or the code itself, which Lambda puts into a file `index`. */
  readonly code: { readonly directory: string } | { readonly inline: string };
  /** For example `index.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}
