import { asObject, asText, type Json } from './json';
import { resourcesOf, type Stack } from './stack';
import { unknownValue } from './unknown';

type Resolve = (value: Json | undefined, stack: Stack) => Json | undefined;

interface Named {
  readonly name: string;
  readonly stack: Stack;
  readonly value: Json | undefined;
}

/** What stacks publish by name: exports and stored (SSM) parameters. Indexed when first needed. */
export class Lookups {
  private exportsByName?: readonly Named[];
  private storedByName?: readonly Named[];

  constructor(
    private readonly stacks: readonly Stack[],
    private readonly resolve: Resolve,
  ) {}

  /** Value of an export of the account and region of `from`; undefined when no stack exports that name. */
  exported(name: string, from: Stack): Json | undefined {
    this.exportsByName ??= this.stacks.flatMap((stack) => this.exportsOf(stack));
    return this.find(this.exportsByName, name, from);
  }

  /** Value that a parameter of the assembly has at its first deployment, or a stand-in. */
  storedParameter(name: string, from: Stack): string {
    if (this.storedByName === undefined) {
      // A parameter whose own name is read from another parameter finds nothing: the index is still empty.
      this.storedByName = [];
      this.storedByName = this.stacks.flatMap((stack) => this.parametersOf(stack));
    }
    const value = this.find(this.storedByName, name, from);
    return value === undefined ? unknownValue(`parameter ${name}`) : asText(value);
  }

  private find(all: readonly Named[], name: string, { account, region }: Stack): Json | undefined {
    const found = all.find(
      (entry) => entry.name === name && entry.stack.account === account && entry.stack.region === region,
    );
    return found && this.resolve(found.value, found.stack);
  }

  private exportsOf(stack: Stack): Named[] {
    return Object.values(asObject(stack.template.Outputs)).flatMap((output) => {
      const { Export, Value } = asObject(output);
      const name = asText(this.resolve(asObject(Export).Name, stack));
      return name === '' ? [] : [{ name, stack, value: Value }];
    });
  }

  private parametersOf(stack: Stack): Named[] {
    return resourcesOf(stack)
      .filter((resource) => resource.type === 'AWS::SSM::Parameter')
      .flatMap(({ properties }) => {
        const name = asText(this.resolve(properties.Name, stack));
        return name === '' ? [] : [{ name, stack, value: properties.Value }];
      });
  }
}
