import type { Problem } from './rules';

/** An objective that nothing watches would only look like one: an internal service is watched where users come in. */
export function objectiveRules(
  { exposure, objective }: { readonly exposure: 'public' | 'internal'; readonly objective: unknown },
  path: string,
): Problem[] {
  if (exposure === 'public' || objective === undefined) return [];
  const message =
    'allowed: only for a public service; fix: give the objective to the services that call this one';
  return [{ path: `${path}.objective`, got: objective, message }];
}
