import { z } from 'zod';
import { parseYaml } from './parse-yaml';

const schema = z.object({
  version: z.string().refine((text) => text !== '' && Number(text) === 0, 'only version 0.0 is known'),
  Resources: z
    .array(
      z.object({
        TargetService: z.object({
          Type: z.literal('AWS::ECS::Service'),
          Properties: z.looseObject({
            TaskDefinition: z.string().min(1),
            LoadBalancerInfo: z.object({
              ContainerName: z.string().min(1),
              ContainerPort: z.string().regex(/^\d+$/, 'not a port').transform(Number),
            }),
          }),
        }),
      }),
    )
    .length(1),
  Hooks: z
    .array(z.partialRecord(z.string(), z.string().min(1)))
    .or(z.literal(''))
    .optional(),
});

/** What CodeDeploy takes from an AppSpec for ECS. */
export interface AppSpec {
  /** The revision that was registered, or whatever stands in place of the placeholder. */
  readonly taskDefinition: string;
  readonly containerName: string;
  readonly containerPort: number;
  /** Function name by lifecycle event. */
  readonly hooks: Readonly<Record<string, string>>;
}

/** Lifecycle events that can have a hook in an ECS deployment. */
const HOOK_EVENTS = [
  'BeforeInstall',
  'AfterInstall',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
] as const;

/**
 * Reads an AppSpec after CodePipeline has put the task definition's ARN in place of `<TASK_DEFINITION>`.
 * A template without the placeholder is taken as it is, as CodeDeploy does. Throws one line that names every problem.
 */
export function readAppSpec(template: string, taskDefinitionArn: string): AppSpec {
  const document = parseYaml('the AppSpec', template.replaceAll('<TASK_DEFINITION>', taskDefinitionArn));
  const result = schema.safeParse(document);
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'document'}: ${message}`,
    );
    throw new Error(`the AppSpec is not valid: ${problems.join('; ')}`);
  }
  const hooks = Object.assign({}, ...(result.data.Hooks || [])) as Record<string, string>;
  const known: readonly string[] = HOOK_EVENTS;
  const unknown = Object.keys(hooks).filter((event) => !known.includes(event));
  if (unknown.length > 0) throw new Error(`the AppSpec has hooks for unknown events: ${unknown.join(', ')}`);
  const properties = result.data.Resources[0]?.TargetService.Properties;
  return {
    taskDefinition: properties?.TaskDefinition ?? '',
    containerName: properties?.LoadBalancerInfo.ContainerName ?? '',
    containerPort: properties?.LoadBalancerInfo.ContainerPort ?? 0,
    hooks,
  };
}
