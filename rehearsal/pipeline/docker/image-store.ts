import type { ImageStore, LocalImage } from '../../cloud/types';
import { digestOf } from './images';
import type { BuiltImage } from './images';
import { startedBy } from './needs-engine';

/** An image name taken apart, for example `host/name:tag@sha256:…`. */
export interface Reference {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Splits an image name; a port in the host is not a tag. */
export function parseReference(reference: string): Reference {
  const [name = '', digest] = reference.split('@');
  const colon = name.lastIndexOf(':');
  const hasTag = colon > name.lastIndexOf('/');
  return {
    repository: hasTag ? name.slice(0, colon) : name,
    ...(hasTag ? { tag: name.slice(colon + 1) } : {}),
    ...(digest === undefined ? {} : { digest }),
  };
}

/**
 * Stands in for the local Docker image cache and for ECR with immutable tags.
 * An image can be pulled by a task only after it was pushed.
 */
export class Images implements ImageStore {
  private readonly built = new Map<string, BuiltImage>();
  private readonly pushed = new Map<string, LocalImage>();

  /** Remembers what `docker build --tag` made. */
  tag(name: string, image: BuiltImage): void {
    this.built.set(withTag(name), image);
  }

  /** What `docker image inspect` would find, by tag or by `repository@digest` once pushed. */
  local(name: string): BuiltImage | undefined {
    return this.built.get(name.includes('@') ? name : withTag(name));
  }

  /**
   * Pushes a tagged image and returns its digest.
   * Throws when nothing has this tag, or when the repository has the tag with other content.
   */
  push(name: string): string {
    const tagged = withTag(name);
    const image = this.built.get(tagged);
    if (image === undefined) throw new Error(`An image does not exist locally with the tag: ${name}`);
    const digest = digestOf(image);
    const earlier = this.pushed.get(tagged);
    if (earlier !== undefined && earlier.digest !== digest) {
      throw new Error(
        `tag invalid: The image tag '${parseReference(tagged).tag ?? ''}' already exists in the repository ` +
          'and cannot be overwritten because the repository is immutable.',
      );
    }
    const { repository } = parseReference(tagged);
    const reference = `${repository}@${digest}`;
    this.built.set(reference, image);
    this.pushed
      .set(tagged, toLocal(image, digest, reference))
      .set(reference, toLocal(image, digest, reference));
    return digest;
  }

  /** Every image that was pushed, once. */
  all(): LocalImage[] {
    return [...new Map([...this.pushed.values()].map((image) => [image.digest, image])).values()];
  }

  find(reference: string): LocalImage | undefined {
    const { repository, digest } = parseReference(reference);
    return this.pushed.get(digest === undefined ? withTag(reference) : `${repository}@${digest}`);
  }
}

function withTag(name: string): string {
  const { repository, tag } = parseReference(name);
  return `${repository}:${tag ?? 'latest'}`;
}

function toLocal(image: BuiltImage, digest: string, reference: string): LocalImage {
  const [program = '', ...rest] = startedBy([...image.entrypoint, ...image.command]);
  return {
    digest,
    reference,
    rootDirectory: image.rootDirectory,
    command: [/(^|\/)node$/.test(program) ? 'node' : program, ...rest],
    environment: { ...image.environment },
    workingDirectory: image.workingDirectory,
    ...(image.faultPlanted && { faultPlanted: true }),
    ...(image.faultsAround && { faultsAround: image.faultsAround }),
    ...(image.standsIn && { standsIn: true }),
    ...(image.needsEngine !== undefined && { needsEngine: image.needsEngine }),
    ...(image.recipe && { recipe: image.recipe }),
  };
}
