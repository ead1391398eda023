import type { Unchecked } from '../model';
import { asList, asNumber, asText, isObject, type Json, type JsonObject } from './json';
import type { Resolver } from './resolver';
import { resourcesOf, whereIs, type Resource, type Stack } from './stack';
import { unknownIn } from './unknown';

/** The resources of an assembly that would be made, and what could not be acted out of them. */
export class Assembly {
  /** Every resource whose condition holds. */
  readonly resources: readonly Entry[];
  private readonly notes = new Map<string, Unchecked>();

  constructor(
    readonly stacks: readonly Stack[],
    readonly resolver: Resolver,
  ) {
    this.resources = stacks
      .flatMap((stack) => resourcesOf(stack))
      .filter((resource) => resolver.exists(resource))
      .map((resource) => new Entry(resource, this));
  }

  /** Resources of one type. */
  ofType(type: string): Entry[] {
    return this.resources.filter((entry) => entry.type === type);
  }

  /** Notes once that something at `where` is not acted out. */
  report(where: string, what: string): void {
    this.notes.set(`${where} ${what}`, { where, what });
  }

  /** Everything noted, by place. */
  get unchecked(): readonly Unchecked[] {
    return [...this.notes.values()].sort((a, b) => (a.where < b.where ? -1 : a.where > b.where ? 1 : 0));
  }
}

/** One resource with its resolved properties. A path is property names joined by dots. */
export class Entry {
  readonly type: string;
  readonly where: string;

  constructor(
    readonly resource: Resource,
    private readonly assembly: Assembly,
  ) {
    this.type = resource.type;
    this.where = whereIs(resource);
  }

  /** Label of the stack that makes it. */
  get stack(): string {
    return this.resource.stack.label;
  }

  /** What `Ref` gives. */
  get ref(): string {
    return this.assembly.resolver.ref(this.resource);
  }

  /** What `Fn::GetAtt` gives, as text. */
  attribute(name: string): string {
    return asText(this.assembly.resolver.attribute(this.resource, name));
  }

  /** The resolved value at a path; what is unknown in it is noted, because something acted out needs it. */
  value(path: string): Json | undefined {
    const value = this.peek(path);
    for (const unknown of unknownIn(value)) {
      this.assembly.report(
        `${this.where}.${path}`,
        `depends on ${unknown}, which only a deployment can tell`,
      );
    }
    return value;
  }

  /** Like `value`, for callers that can do without it: unknown values are not noted. */
  peek(path: string): Json | undefined {
    const [first = '', ...rest] = path.split('.');
    const { properties, stack } = this.resource;
    return rest.reduce<Json | undefined>(
      (value, name) => (isObject(value) ? value[name] : undefined),
      this.assembly.resolver.resolve(properties[first], stack),
    );
  }

  /** Every property, resolved; unknown values are not noted. */
  get properties(): JsonObject {
    const { properties, stack } = this.resource;
    const resolved = this.assembly.resolver.resolve(properties, stack);
    return isObject(resolved) ? resolved : {};
  }

  text(path: string, fallback = ''): string {
    return asText(this.value(path)) || fallback;
  }

  number(path: string, fallback: number): number {
    return asNumber(this.value(path), fallback);
  }

  list(path: string): readonly Json[] {
    return asList(this.value(path));
  }

  /** Notes that a property (or the resource) is not acted out. */
  report(path: string, what: string): void {
    this.assembly.report(path === '' ? this.where : `${this.where}.${path}`, what);
  }
}
