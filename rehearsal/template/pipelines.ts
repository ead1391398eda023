import type { ActionModel, EntryRuleModel, PipelineModel, StageModel } from '../model';
import type { Assembly, Entry } from './assembly';
import { AssemblyError } from './assembly-error';
import { ACTIONS, ENTRY_RULES } from './coverage';
import { asList, asNumber, asObject, asText, type Json, type JsonObject } from './json';
import { texts } from './pairs';

/**
 * Every pipeline with its stages in order.
 * @throws AssemblyError when the assembly has none.
 */
export function readPipelines(assembly: Assembly, directory: string): PipelineModel[] {
  const pipelines = assembly.ofType('AWS::CodePipeline::Pipeline');
  if (pipelines.length === 0) {
    throw new AssemblyError({
      where: directory,
      got: `${assembly.stacks.length} stacks without a pipeline`,
      allowed: 'at least one AWS::CodePipeline::Pipeline',
      fix: 'Give the assembly of an app that has a delivery pipeline.',
    });
  }
  return pipelines.map((entry) => ({
    name: entry.ref,
    arn: entry.attribute('Arn'),
    stack: entry.stack,
    stages: entry.list('Stages').map((stage) => toStage(asObject(stage), entry)),
    ...variablesOf(entry),
  }));
}

function variablesOf(entry: Entry): Pick<PipelineModel, 'variables'> {
  const declared = entry.list('Variables').map((variable) => asObject(variable));
  if (declared.length === 0) return {};
  const values = declared.map(({ Name, DefaultValue }) => [asText(Name), asText(DefaultValue)]);
  return { variables: Object.fromEntries(values) as Record<string, string> };
}

function toStage(stage: JsonObject, entry: Entry): StageModel {
  const actions = asList(stage.Actions).map((action) => toAction(asObject(action)));
  for (const { name, category, provider } of actions) {
    const providers = ACTIONS[category] ?? [];
    if (providers.includes('*') || providers.includes(provider)) continue;
    entry.report(
      `Stages.${asText(stage.Name)}.${name}`,
      `${category} action of ${provider} is not acted out`,
    );
  }
  const entryRules = toEntryRules(stage, entry);
  return {
    name: asText(stage.Name),
    actions: actions.sort((a, b) => a.runOrder - b.runOrder),
    ...(entryRules.length > 0 && { entryRules }),
    ...(rollsBack(stage, entry) && { rollsBack: true }),
  };
}

function rollsBack(stage: JsonObject, entry: Entry): boolean {
  const { Result } = asObject(stage.OnFailure);
  if (Result === undefined || Result === 'ROLLBACK') return Result !== undefined;
  entry.report(`Stages.${asText(stage.Name)}.OnFailure`, `the result ${asText(Result)} is not acted out`);
  return false;
}

function toEntryRules(stage: JsonObject, entry: Entry): EntryRuleModel[] {
  const where = `Stages.${asText(stage.Name)}.BeforeEntry`;
  const conditions = asList(asObject(stage.BeforeEntry).Conditions).map(asObject);
  for (const { Result } of conditions) {
    if (asText(Result) !== 'FAIL') entry.report(where, `the result ${asText(Result)} is not acted out`);
  }
  const rules = conditions.flatMap(({ Rules }) => asList(Rules).map((rule) => toEntryRule(asObject(rule))));
  for (const { name, provider } of rules) {
    if (!ENTRY_RULES.includes(provider))
      entry.report(`${where}.${name}`, `a rule of ${provider} is not acted out`);
  }
  return rules;
}

function toEntryRule(rule: JsonObject): EntryRuleModel {
  return {
    name: asText(rule.Name),
    provider: asText(asObject(rule.RuleTypeId).Provider),
    configuration: texts(rule.Configuration),
  };
}

function toAction(action: JsonObject): ActionModel {
  const type = asObject(action.ActionTypeId);
  return {
    name: asText(action.Name),
    category: asText(type.Category),
    provider: asText(type.Provider),
    configuration: texts(action.Configuration),
    inputArtifacts: asList(action.InputArtifacts).map(artifactName),
    outputArtifacts: asList(action.OutputArtifacts).map(artifactName),
    runOrder: asNumber(action.RunOrder, 1),
    ...(action.Namespace !== undefined && { namespace: asText(action.Namespace) }),
  };
}

function artifactName(artifact: Json): string {
  return asText(asObject(artifact).Name);
}
