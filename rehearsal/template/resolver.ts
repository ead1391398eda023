import { AssemblyError } from './assembly-error';
import { identify, partitionOf, type Identity } from './identity';
import { FUNCTIONS, type Scope } from './intrinsics';
import { asObject, asText, isObject, type Json } from './json';
import { KINDS } from './kinds';
import { Lookups } from './lookups';
import { resourceOf, whereIs, type Resource, type Stack } from './stack';
import { unknownValue } from './unknown';

/**
 * Resolves intrinsic functions of a whole assembly, across stacks, each value when it is first asked for.
 * A value that only a deployment can tell becomes a stand-in, see `unknownIn`.
 */
export class Resolver {
  private readonly lookups: Lookups;
  private readonly known = new Map<string, Json | undefined>();
  private readonly inProgress = new Set<string>();

  constructor(private readonly stacks: readonly Stack[]) {
    this.lookups = new Lookups(stacks, (value, stack) => this.resolve(value, stack));
  }

  /**
   * A value of a template with every function in it resolved; undefined stands for `AWS::NoValue`.
   * @throws AssemblyError when the value depends on itself.
   */
  resolve(value: Json | undefined, stack: Stack): Json | undefined {
    if (typeof value === 'string') return this.withDynamicReferences(value, stack);
    if (Array.isArray(value)) {
      return value
        .map((item) => this.resolve(item as Json, stack))
        .filter((item): item is Json => item !== undefined);
    }
    if (!isObject(value)) return value;
    const [key, ...others] = Object.keys(value);
    const intrinsic = key !== undefined && others.length === 0 ? FUNCTIONS[key] : undefined;
    if (key !== undefined && intrinsic !== undefined) {
      const result = intrinsic(value[key] ?? null, this.scope(stack));
      return typeof result === 'string' ? this.withDynamicReferences(result, stack) : result;
    }
    if (key?.startsWith('Fn::') && others.length === 0) return unknownValue(`${stack.label} ${key}`);
    const entries = Object.entries(value).map(([name, item]) => [name, this.resolve(item, stack)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  }

  /** True unless the resource has a condition that does not hold. */
  exists(resource: Resource): boolean {
    return resource.condition === undefined || this.condition(resource.stack, resource.condition);
  }

  /** Value of a stored parameter, as a stack of this account and region reads it; a stand-in when there is none. */
  storedParameter(name: string, stack: Stack): string {
    const key = `parameter ${name} in ${stack.account}/${stack.region}`;
    return asText(this.once(key, () => this.lookups.storedParameter(name, stack)));
  }

  /** What `Ref` gives for a resource. */
  ref(resource: Resource): string {
    return asText(this.once(`${whereIs(resource)} Ref`, () => this.refOf(resource)));
  }

  /** What `Fn::GetAtt` gives for a resource. */
  attribute(resource: Resource, name: string): Json | undefined {
    return this.once(`${whereIs(resource)}.${name}`, () => this.attributeOf(resource, name));
  }

  private scope(stack: Stack): Scope {
    return {
      region: stack.region,
      mappings: asObject(stack.template.Mappings),
      resolve: (value) => this.resolve(value, stack),
      ref: (name) => this.refByName(stack, name),
      attribute: (logicalId, name) => {
        const resource = resourceOf(stack, logicalId);
        return resource
          ? this.attribute(resource, name)
          : unknownValue(`${stack.label}/${logicalId}.${name}`);
      },
      condition: (name) => this.condition(stack, name),
      exported: (name) => this.lookups.exported(name, stack) ?? unknownValue(`export ${name}`),
      output: (stackName, outputName, region) =>
        this.output(
          this.stacks.find((other) => other.name === stackName && other.region === region),
          outputName,
        ) ?? unknownValue(`output ${outputName} of stack ${stackName}`),
    };
  }

  private refByName(stack: Stack, name: string): Json | undefined {
    const pseudo: Record<string, Json | undefined> = {
      'AWS::AccountId': stack.account,
      'AWS::NoValue': undefined,
      'AWS::NotificationARNs': [],
      'AWS::Partition': partitionOf(stack.region),
      'AWS::Region': stack.region,
      'AWS::StackId': `arn:${partitionOf(stack.region)}:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/0`,
      'AWS::StackName': stack.name,
      'AWS::URLSuffix': stack.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com',
    };
    if (name in pseudo) return pseudo[name];
    const resource = resourceOf(stack, name);
    if (resource !== undefined) return this.ref(resource);
    return this.once(`${stack.label} parameter ${name}`, () => this.parameter(stack, name));
  }

  /** A nested stack's parameters come from its parent; others have their default. */
  private parameter(stack: Stack, name: string): Json | undefined {
    const declared = asObject(asObject(stack.template.Parameters)[name]);
    const parent = stack.parent && resourceOf(stack.parent.stack, stack.parent.logicalId);
    const passed = parent && asObject(parent.properties.Parameters)[name];
    const value = parent && passed !== undefined ? this.resolve(passed, parent.stack) : declared.Default;
    const type = asText(declared.Type);
    if (value === undefined || value === null) return unknownValue(`${stack.label} parameter ${name}`);
    const text = type.startsWith('AWS::SSM::Parameter::Value<')
      ? this.storedParameter(asText(value), stack)
      : asText(value);
    const isList = type === 'CommaDelimitedList' || type.includes('List<');
    return isList && !Array.isArray(value) ? text.split(',').map((item) => item.trim()) : text;
  }

  private refOf(resource: Resource): string {
    return KINDS[resource.type]?.ref(this.identity(resource)) ?? this.identity(resource).name;
  }

  private attributeOf(resource: Resource, name: string): Json | undefined {
    const { type, stack, logicalId } = resource;
    const rule = KINDS[type]?.attributes[name];
    if (rule !== undefined) return rule(this.identity(resource));
    const nested = this.stacks.find(
      ({ parent }) => parent?.stack === stack && parent.logicalId === logicalId,
    );
    if (nested && name.startsWith('Outputs.')) {
      const output = this.output(nested, name.slice('Outputs.'.length));
      if (output !== undefined) return output;
    }
    if (type.startsWith('AWS::') && type !== 'AWS::CloudFormation::CustomResource') {
      const [, service = '', kind = ''] = type.toLowerCase().split('::');
      if (name === 'Arn') return this.identity(resource).arn(service, `${kind}/${this.ref(resource)}`);
      const property = this.resolve(resource.properties[name], stack);
      if (property !== undefined) return property;
    }
    return unknownValue(`${whereIs(resource)}.${name}`);
  }

  private output(stack: Stack | undefined, name: string): Json | undefined {
    const output = asObject(stack?.template.Outputs)[name];
    if (stack === undefined || output === undefined) return undefined;
    return this.once(`${stack.label} output ${name}`, () => this.resolve(asObject(output).Value, stack));
  }

  private condition(stack: Stack, name: string): boolean {
    const value = asObject(stack.template.Conditions)[name];
    return this.once(`${stack.label} condition ${name}`, () => this.resolve(value, stack)) === true;
  }

  private identity(resource: Resource): Identity {
    const kind = KINDS[resource.type];
    return identify(resource, kind?.nameProperty, kind?.longestName ?? 255, (property) =>
      this.resolve(resource.properties[property], resource.stack),
    );
  }

  private withDynamicReferences(text: string, stack: Stack): string {
    if (!text.includes('{{resolve:')) return text;
    return text.replace(/\{\{resolve:([^:{}]+):([^{}]*)\}\}/g, (_whole, service: string, rest: string) =>
      service === 'ssm'
        ? this.storedParameter(rest.replace(/:\d+$/, ''), stack)
        : unknownValue(`dynamic reference ${service}:${rest}`),
    );
  }

  private once(key: string, make: () => Json | undefined): Json | undefined {
    if (this.known.has(key)) return this.known.get(key);
    if (this.inProgress.has(key)) {
      throw new AssemblyError({
        where: key,
        got: `a value that depends on itself (${[...this.inProgress, key].join(' -> ')})`,
        allowed: 'references without a circle',
        fix: 'Break the circle in the app and synthesize again.',
      });
    }
    this.inProgress.add(key);
    try {
      const value = make();
      this.known.set(key, value);
      return value;
    } finally {
      this.inProgress.delete(key);
    }
  }
}
