/**
 * Files that a release is made of. The build writes the first group, Prepare the second; the deploy actions
 * read them by these names.
 */
export const RELEASE_FILES = {
  /** `{ "ImageURI": "<repository>@sha256:…" }`, the form that the CodeDeploy action wants. */
  imageDetail: 'imageDetail.json',
  /** How CodeDeploy replaces the tasks; the build copies the template of this repository. */
  appSpec: 'appspec.yml',
  /** Who, what and when: see `Release`. */
  release: 'release.json',
  /** What the bundle holds, in CycloneDX form. */
  billOfMaterials: 'sbom.cdx.json',
  /** Task definition of one environment with the new image; CodeDeploy registers it. */
  taskDefinition: 'taskdef.json',
  /** `[{ "name": "<container>", "imageUri": "…" }]`, the form that the ECS action wants. */
  imageDefinitions: 'imagedefinitions.json',
} as const;

/** Stands in `appspec.yml` for the name of the environment's hook function; Prepare fills it in. */
export const HOOK_FUNCTION_PLACEHOLDER = '<HOOK_FUNCTION>';

/** Stands in `appspec.yml` for the task definition; CodePipeline fills it in when it registers one. */
export const TASK_DEFINITION_PLACEHOLDER = '<TASK_DEFINITION>';

/** Content of `release.json`. */
export interface Release {
  readonly service: string;
  /** Version label and image tag. */
  readonly version: string;
  /** Full commit id. */
  readonly commit: string;
  /** When the author made the commit, ISO 8601. */
  readonly authorTime: string;
  /** Image by digest. */
  readonly image: string;
}
