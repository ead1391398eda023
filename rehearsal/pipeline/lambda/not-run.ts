import type { RunContext } from '../action';

/**
 * Whether the templates define a function that is not run, which is then told as unchecked: it decides nothing. A function
 * that no template defines is another matter: whoever asks it fails.
 */
export function isNotRun(
  nameOrArn: string,
  { model, unchecked }: Pick<RunContext, 'model' | 'unchecked'>,
): boolean {
  const found = model.functionsNotRun?.find(({ name, arn }) => nameOrArn === name || nameOrArn === arn);
  if (found !== undefined) unchecked(found.name, `${found.why}, so it decides nothing`);
  return found !== undefined;
}
