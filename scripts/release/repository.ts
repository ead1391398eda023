import { CommandError, run } from './command';

const URI =
  /^(?<registry>(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?)\/(?<name>[a-z0-9][a-z0-9/._-]*)$/;

/** An ECR repository, seen through the AWS and Docker command lines. */
export class Repository {
  private constructor(
    readonly uri: string,
    private readonly registry: string,
    private readonly scope: readonly string[],
    private readonly name: string,
  ) {}

  /**
   * @param uri for example `111122223333.dkr.ecr.us-east-1.amazonaws.com/devops-on-aws/storefront`
   * @throws CommandError with exit code 2 when the URI is no ECR repository
   */
  static fromUri(uri: string): Repository {
    const { registry, account, region, name } = URI.exec(uri)?.groups ?? {};
    if (!registry || !account || !region || !name) {
      const allowed = '<account>.dkr.ecr.<region>.amazonaws.com/<name>';
      throw new CommandError(`REPOSITORY_URI: got '${uri}'; allowed: ${allowed}, without a tag`, 2);
    }
    return new Repository(uri, registry, ['--region', region, '--registry-id', account], name);
  }

  /** Digest of the image with this tag or digest (`sha256:…`); undefined when the repository has none. */
  async digestOf(id: string): Promise<string | undefined> {
    const key = id.startsWith('sha256:') ? 'imageDigest' : 'imageTag';
    const wanted = ['--repository-name', this.name, '--image-ids', `${key}=${id}`];
    const form = ['--query', 'imageDetails[0].imageDigest', '--output', 'text'];
    try {
      return await run('aws', ['ecr', 'describe-images', ...this.scope, ...wanted, ...form], {
        capture: true,
      });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (error.output.includes('ImageNotFoundException')) return undefined;
      throw new CommandError(`${error.message}: ${error.output.trim()}`, error.exitCode);
    }
  }

  /** Pushes a local image that is tagged `<uri>:<tag>`. */
  async push(tag: string): Promise<void> {
    await this.signIn();
    await run('docker', ['push', `${this.uri}:${tag}`]);
  }

  /** Labels of an image of this repository; pulls it. */
  async labelsOf(image: string): Promise<Readonly<Record<string, string>>> {
    await this.signIn();
    await run('docker', ['pull', '--quiet', image]);
    const form = ['--format', '{{json .Config.Labels}}'];
    const text = await run('docker', ['image', 'inspect', ...form, image], { capture: true });
    return (JSON.parse(text) as Record<string, string> | null) ?? {};
  }

  private async signIn(): Promise<void> {
    await signIn(['ecr', 'get-login-password', ...this.scope.slice(0, 2)], this.registry);
  }
}

/**
 * Signs in to the public registry of the base images. It gives whoever is not signed in one request a second for
 * each address, and the builds of many accounts leave from the same addresses. Its tokens come from one region.
 */
export async function signInForBaseImages(): Promise<void> {
  await signIn(['ecr-public', 'get-login-password', '--region', 'us-east-1'], 'public.ecr.aws');
}

async function signIn(tokenCommand: readonly string[], registry: string): Promise<void> {
  const password = await run('aws', tokenCommand, { capture: true });
  await run('docker', ['login', '--username', 'AWS', '--password-stdin', registry], { input: password });
}
