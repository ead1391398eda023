/** Names that `buildspec.yml` and the scripts share with the build project. */

/** Environment variables of a build. */
export const BUILD_ENV = {
  /** Name of the service: a folder under `app/`. */
  service: 'SERVICE',
  /** ECR repository that the image is pushed to, without a tag. */
  repositoryUri: 'REPOSITORY_URI',
  /** Platform of the image in the words of Docker, for example `linux/arm64`. */
  imagePlatform: 'IMAGE_PLATFORM',
  /** When the author made the commit; a source artifact has no git data, so the pipeline says it. */
  commitAuthorTime: 'COMMIT_AUTHOR_TIME',
  /** Version that is released again in place of building one; `none` builds the commit. */
  requestedVersion: 'REQUESTED_VERSION',
} as const;

/** Names of the report groups in the `reports` section. */
export const REPORT_GROUPS = { unitTests: 'unit-tests', coverage: 'coverage' } as const;

/**
 * Full name of a report group. CodeBuild makes it so from a short name in the buildspec.
 * Source: CodeBuild user guide, "Report group naming".
 */
export function reportGroupName(buildProject: string, group: string): string {
  return `${buildProject}-${group}`;
}
