import type { Json } from '../bus/match-pattern';
import type { EventRuleModel } from '../event-rule-model';
import type { Assembly, Entry } from './assembly';
import { asList, asObject, asText } from './json';
import { readFunctions } from './lambda-functions';

/**
 * Every rule that hands events to functions as they are. Schedules are left out, because a rehearsal has no days, and so
 * are targets of other kinds: they tell people or start builds, which are no part of a release.
 */
export function readEventRules(assembly: Assembly): EventRuleModel[] {
  const functions = new Set(readFunctions(assembly).functions.map(({ arn }) => arn));
  return assembly.ofType('AWS::Events::Rule').flatMap((entry) => {
    const functionArns = targetsOf(entry).filter((arn) => functions.has(arn));
    if (functionArns.length === 0 || entry.text('State', 'ENABLED') === 'DISABLED') return [];
    const pattern = entry.value('EventPattern');
    if (pattern === undefined) return [];
    return [{ arn: entry.attribute('Arn'), pattern: pattern as Json, functionArns }];
  });
}

/** Targets that get the event itself, and not something made of it. */
function targetsOf(entry: Entry): string[] {
  return asList(entry.peek('Targets')).flatMap((item) => {
    const target = asObject(item);
    const changed = ['Input', 'InputPath', 'InputTransformer'].some((name) => target[name] !== undefined);
    return changed ? [] : [asText(target.Arn)];
  });
}
