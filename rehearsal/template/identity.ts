import { asText } from './json';
import { fingerprint, type Resource } from './stack';

/** Partition of a region, for ARNs. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** What the physical name and the ARNs of one resource are made of. */
export interface Identity {
  readonly resource: Resource;
  /** Physical name: the one that the template gives, else made of stack name and logical id. */
  readonly name: string;
  /** Resolved text of a top-level property; empty when there is none. */
  text(property: string): string;
  /** ARN in the stack's account and region. */
  arn(service: string, path: string): string;
  /** The resource's own hexadecimal text. */
  hash(length: number): string;
}

/** Makes the identity of a resource; `read` resolves one of its top-level properties. */
export function identify(
  resource: Resource,
  nameProperty: string | undefined,
  longestName: number,
  read: (property: string) => unknown,
): Identity {
  const { region, account } = resource.stack;
  const given = nameProperty === undefined ? '' : asText(read(nameProperty));
  return {
    resource,
    name: given === '' ? generatedName(resource, longestName) : given,
    text: (property) => asText(read(property)),
    arn: (service, path) => `arn:${partitionOf(region)}:${service}:${region}:${account}:${path}`,
    hash: (length) => fingerprint(resource, length),
  };
}

/** Like CloudFormation, shortens both halves and adds a suffix when a service allows only short names. */
function generatedName(resource: Resource, longest: number): string {
  const name = `${resource.stack.name}-${resource.logicalId}`;
  if (name.length <= longest) return name;
  const suffix = fingerprint(resource, 12).toUpperCase();
  const half = Math.floor((longest - suffix.length - 2) / 2);
  return `${resource.stack.name.slice(0, half)}-${resource.logicalId.slice(0, half)}-${suffix}`;
}
