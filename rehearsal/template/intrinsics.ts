import { asList, asNumber, asObject, asText, isObject, type Json, type JsonObject } from './json';
import { hasUnknown, unknownValue } from './unknown';

/** What the intrinsic functions of one stack's template need to know. */
export interface Scope {
  readonly region: string;
  readonly mappings: JsonObject;
  resolve(value: Json | undefined): Json | undefined;
  ref(name: string): Json | undefined;
  attribute(logicalId: string, attribute: string): Json | undefined;
  condition(name: string): boolean;
  exported(name: string): Json | undefined;
  output(stackName: string, outputName: string, region: string): Json | undefined;
}

type IntrinsicFunction = (argument: Json, scope: Scope) => Json | undefined;

/**
 * The intrinsic functions that this reader resolves, by their key in a template. Undefined means "no value".
 * Source: the intrinsic function reference of CloudFormation.
 */
export const FUNCTIONS: Readonly<Record<string, IntrinsicFunction>> = {
  Ref: (name, scope) => scope.ref(asText(name)),
  Condition: (name, scope) => scope.condition(asText(name)),
  'Fn::GetAtt': getAttribute,
  'Fn::Join': join,
  'Fn::Sub': substitute,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': (argument, scope) => {
    const [name, yes, no] = asList(argument);
    return scope.resolve(scope.condition(asText(name)) ? yes : no);
  },
  'Fn::Base64': (value, scope) => Buffer.from(asText(scope.resolve(value))).toString('base64'),
  'Fn::FindInMap': findInMap,
  'Fn::GetAZs': (region, scope) => zones(asText(scope.resolve(region)) || scope.region),
  'Fn::ImportValue': (name, scope) => scope.exported(asText(scope.resolve(name))),
  'Fn::GetStackOutput': getStackOutput,
  'Fn::Length': (value, scope) => asList(scope.resolve(value)).length,
  'Fn::ToJsonString': (value, scope) => JSON.stringify(scope.resolve(value)),
  'Fn::Equals': (pair, scope) => {
    const [left, right] = asList(scope.resolve(pair));
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::Not': (list, scope) => scope.resolve(asList(list)[0]) !== true,
  'Fn::And': (list, scope) => asList(list).every((item) => scope.resolve(item) === true),
  'Fn::Or': (list, scope) => asList(list).some((item) => scope.resolve(item) === true),
};

function getAttribute(argument: Json, scope: Scope): Json | undefined {
  const path = Array.isArray(argument) ? argument.map((part) => asText(scope.resolve(part as Json))) : [];
  const [logicalId = '', ...rest] = Array.isArray(argument) ? path : asText(argument).split('.');
  return scope.attribute(logicalId, rest.join('.'));
}

function join(argument: Json, scope: Scope): Json {
  const [separator, parts] = asList(argument);
  return asList(scope.resolve(parts))
    .map((part) => (isObject(part) ? JSON.stringify(part) : asText(part)))
    .join(asText(separator));
}

function substitute(argument: Json, scope: Scope): Json {
  const [template, variables] = Array.isArray(argument) ? asList(argument) : [argument];
  const own = asObject(variables);
  return asText(template).replace(/\$\{([^{}]*)\}/g, (_whole, expression: string) => {
    if (expression.startsWith('!')) return `\${${expression.slice(1)}}`;
    const name = expression.trim();
    if (name in own) return asText(scope.resolve(own[name]));
    const dot = name.indexOf('.');
    return asText(dot < 0 ? scope.ref(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1)));
  });
}

/** A list that came from splitting an unknown text has one unknown element, whichever is selected. */
function select(argument: Json, scope: Scope): Json | undefined {
  const [index, list] = asList(argument);
  const from = scope.resolve(list);
  const items = typeof from === 'string' ? [from] : asList(from);
  const unknown = items.find((item) => typeof item === 'string' && hasUnknown(item));
  return items[asNumber(scope.resolve(index), 0)] ?? unknown ?? unknownValue('Fn::Select out of range');
}

function split(argument: Json, scope: Scope): Json {
  const [separator, source] = asList(argument);
  const text = asText(scope.resolve(source));
  return hasUnknown(text) ? [text] : text.split(asText(separator));
}

function findInMap(argument: Json, scope: Scope): Json | undefined {
  const [map, top, second, options] = asList(argument);
  const row = asObject(scope.mappings[asText(scope.resolve(map))])[asText(scope.resolve(top))];
  const found = asObject(row)[asText(scope.resolve(second))] ?? scope.resolve(asObject(options).DefaultValue);
  return found ?? unknownValue(`Fn::FindInMap ${asText(map)}`);
}

function getStackOutput(argument: Json, scope: Scope): Json | undefined {
  const { StackName, OutputName, Region } = asObject(scope.resolve(argument));
  return scope.output(asText(StackName), asText(OutputName), asText(Region) || scope.region);
}

function zones(region: string): Json {
  return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
}
