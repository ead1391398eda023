import type { VerifyParameters } from './release-target';

/** The part of a CodePipeline invocation that *Verify* reads. */
export interface JobEvent {
  readonly 'CodePipeline.job': {
    readonly id: string;
    readonly data?: {
      readonly actionConfiguration?: { readonly configuration?: { readonly UserParameters?: string } };
    };
  };
}

/** True for a job of CodePipeline. */
export function isPipelineJob(event: object): event is JobEvent {
  return 'CodePipeline.job' in event;
}

/**
 * The image that production must answer with.
 * @throws Error when the parameters are not JSON or name no image
 */
export function expectedImage(event: JobEvent): string {
  const text = event['CodePipeline.job'].data?.actionConfiguration?.configuration?.UserParameters ?? '';
  const parameters = parse(text);
  if (typeof parameters?.image === 'string' && parameters.image !== '') return parameters.image;
  throw new Error(
    `UserParameters is ${text || 'empty'}; it must be JSON such as {"image":"repository@sha256:…"}`,
  );
}

function parse(text: string): Partial<VerifyParameters> | undefined {
  try {
    return JSON.parse(text) as Partial<VerifyParameters>;
  } catch {
    return undefined;
  }
}
