import { AssemblyError } from './assembly-error';
import { asObject, asText, type Json } from './json';
import { resourcesOf, type Stack } from './stack';
import { unknownValue } from './unknown';

type Resolve = (value: Json | undefined, stack: Stack) => Json | undefined;

interface Published {
  readonly name: Json | undefined;
  readonly stack: Stack;
  readonly value: Json | undefined;
}

/** What stacks publish by name: exports and stored (SSM) parameters. */
export class Lookups {
  private readonly exports: readonly Published[];
  private readonly stored: readonly Published[];

  constructor(
    stacks: readonly Stack[],
    private readonly resolve: Resolve,
  ) {
    this.exports = stacks.flatMap((stack) =>
      Object.values(asObject(stack.template.Outputs))
        .map((output) => asObject(output))
        .filter((output) => output.Export !== undefined)
        .map((output) => ({ name: asObject(output.Export).Name, stack, value: output.Value })),
    );
    this.stored = stacks.flatMap((stack) =>
      resourcesOf(stack)
        .filter((resource) => resource.type === 'AWS::SSM::Parameter')
        .map(({ properties }) => ({ name: properties.Name, stack, value: properties.Value })),
    );
  }

  /** Value of an export of the account and region of `from`; undefined when no stack exports that name. */
  exported(name: string, from: Stack): Json | undefined {
    return this.find(this.exports, name, from);
  }

  /** Value that a parameter of the assembly has at its first deployment, or a stand-in. */
  storedParameter(name: string, from: Stack): string {
    const value = this.find(this.stored, name, from);
    return value === undefined ? unknownValue(`parameter ${name}`) : asText(value);
  }

  /** Literal names first: resolving the others may need the very value that is looked for. */
  private find(all: readonly Published[], name: string, from: Stack): Json | undefined {
    const near = all.filter(({ stack }) => stack.account === from.account && stack.region === from.region);
    const found =
      near.find((entry) => entry.name === name) ?? near.find((entry) => this.nameOf(entry) === name);
    return found && this.resolve(found.value, found.stack);
  }

  /** A name that depends on what is being looked for is another one. */
  private nameOf({ name, stack }: Published): string | undefined {
    if (typeof name === 'string') return name;
    try {
      return asText(this.resolve(name, stack));
    } catch (error) {
      if (error instanceof AssemblyError) return undefined;
      throw error;
    }
  }
}
