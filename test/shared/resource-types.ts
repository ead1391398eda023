import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A property of a resource type, or of a type within one. */
interface PropertyFacts {
  readonly type: PropertyType;
  readonly documentation?: string;
  readonly defaultValue?: unknown;
  readonly required?: boolean;
  readonly causesReplacement?: 'yes' | 'no' | 'maybe';
}

interface PropertyType {
  readonly type: string;
  readonly element?: PropertyType;
  readonly types?: readonly PropertyType[];
  readonly reference?: { readonly $ref: string };
}

type Properties = Readonly<Record<string, PropertyFacts>>;

interface Database {
  readonly schema: {
    readonly resource: {
      readonly entities: readonly { readonly cloudFormationType: string; readonly properties: Properties }[];
    };
    readonly typeDefinition: {
      readonly entities: readonly { readonly $id: string; readonly properties: Properties }[];
    };
  };
}

/** CloudFormation's own description of its resource types, as the command line of the CDK has it for `cdk diff`. */
const { resource, typeDefinition } = (
  JSON.parse(
    gunzipSync(readFileSync(resolve(__dirname, '../../node_modules/aws-cdk/db.json.gz'))).toString('utf8'),
  ) as Database
).schema;
const types = new Map(resource.entities.map((type) => [type.cloudFormationType, type.properties]));
const definitions = new Map(typeDefinition.entities.map(({ $id, properties }) => [$id, properties]));

/** What CloudFormation says of a property of a resource type; undefined when it has no such property. */
export function propertyOf(type: string, property: string): PropertyFacts | undefined {
  return types.get(type)?.[property];
}

/** A single value in the properties of a resource, and what CloudFormation says of its property. */
export interface Leaf {
  /** Like `/LoadBalancers/0/ContainerPort`. */
  readonly path: string;
  readonly value: string | number | boolean;
  readonly facts: PropertyFacts;
}

/** Every single value in the properties of a resource of this type that its description knows. */
export function leavesOf(type: string, properties: object): Leaf[] {
  return within(types.get(type) ?? {}, properties, '');
}

function within(known: Properties, value: object, path: string): Leaf[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const facts = known[key];
    return facts ? at(facts, facts.type, inner, `${path}/${key}`) : [];
  });
}

function at(facts: PropertyFacts, type: PropertyType, value: unknown, path: string): Leaf[] {
  if (['string', 'number', 'boolean'].includes(typeof value)) {
    return [{ path, value: value as Leaf['value'], facts }];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (type.types) return type.types.flatMap((one) => at(facts, one, value, path));
  if (type.reference) return within(definitions.get(type.reference.$ref) ?? {}, value, path);
  const { element } = type;
  return element
    ? Object.entries(value).flatMap(([key, inner]) => at(facts, element, inner, `${path}/${key}`))
    : [];
}
