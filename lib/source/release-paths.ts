import { literalPattern } from '../shared/literal-pattern';

/**
 * Files that every image, or the release of every image, is made from. A change of one of them releases all
 * services; when in doubt a file is here, because a release too many does no harm and one too few goes unnoticed.
 *
 * Left out on purpose: `lib/`, `bin/` and `cdk.json`, because infrastructure comes by `cdk deploy`; `test/` and
 * `docs/`, because no image holds them; `app/placeholder/`, which `cdk deploy` builds.
 *
 * CodePipeline takes eight patterns in one filter, so with the folder of the service there may be seven here.
 */
export const SHARED_PATHS = [
  // Code that is bundled into every service.
  'app/shared/**',
  // Base image and the way the image is made.
  'app/Dockerfile',
  // Libraries, and the versions of the tools that check and bundle.
  'package*.json',
  // Language level of the bundle.
  'tsconfig.json',
  // Bundle, image, bill of materials, release files.
  'scripts/**',
  // The steps of the build.
  'buildspec.yml',
  // How CodeDeploy replaces the tasks.
  'appspec.yml',
] as const;

/** Patterns of the files whose change releases `service`; in them `**` is anything, `*` anything but a slash. */
export function releasePaths(service: string): readonly string[] {
  return [`app/${service}/**`, ...SHARED_PATHS];
}

/** The services of `services` that a change of `changed` files releases, in the order of `services`. */
export function changedServices(services: readonly string[], changed: Iterable<string>): string[] {
  const paths = [...changed];
  return services.filter((service) => {
    const patterns = releasePaths(service).map(expressionOf);
    return paths.some((path) => patterns.some((pattern) => pattern.test(path)));
  });
}

function expressionOf(pattern: string): RegExp {
  const body = pattern
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : literalPattern(part)))
    .join('');
  return new RegExp(`^${body}$`, 's');
}
