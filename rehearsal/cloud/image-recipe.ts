/** The words of a `docker build`; paths are absolute. */
export interface ImageRecipe {
  readonly context: string;
  readonly dockerfile: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly target?: string;
}
