import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { CONTAINER_NAME } from '../../app/shared/contract';
import { ReleaseError } from './release-error';
import { HOOK_FUNCTION_PLACEHOLDER, RELEASE_FILES, TASK_DEFINITION_PLACEHOLDER } from './release-files';

/** When CodeDeploy asks whether green is good: it has test traffic, and no user sees it yet. */
const CHECKED_AT = 'AfterAllowTestTraffic';

/**
 * Lifecycle events that can have a hook in a deployment to ECS.
 * Source: CodeDeploy user guide, "AppSpec 'hooks' section for an Amazon ECS deployment".
 */
const HOOK_EVENTS = [
  'BeforeInstall',
  'AfterInstall',
  CHECKED_AT,
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
] as const;

const hookEntry = z
  .partialRecord(z.enum(HOOK_EVENTS), z.string().min(1))
  .refine((entry) => Object.keys(entry).length === 1, 'one event with its function; allowed: one an entry');

const UNCHECKED = `${CHECKED_AT} must be ${HOOK_FUNCTION_PLACEHOLDER}; without it a release is not checked`;

const hooks = z.array(hookEntry, `must be a list; in it, ${UNCHECKED}`).superRefine((entries, context) => {
  const events = entries.flatMap((entry) => Object.keys(entry));
  const twice = events.filter((event, index) => events.indexOf(event) !== index);
  for (const event of twice) context.addIssue(`${event} stands there twice; allowed: once`);
  if (entries.some((entry) => entry[CHECKED_AT] === HOOK_FUNCTION_PLACEHOLDER)) return;
  context.addIssue(UNCHECKED);
});

/** The template is one service, with what Prepare and CodePipeline fill in where it belongs. */
function templateFor(ports: readonly number[]) {
  const wrong = `must be a port of the container ${CONTAINER_NAME} (${ports.join(', ') || 'it has none'})`;
  return z.object({
    version: z.union([z.literal(0), z.literal('0.0')], 'must be 0.0'),
    Resources: z
      .array(
        z.strictObject({
          TargetService: z.strictObject({
            Type: z.literal('AWS::ECS::Service'),
            Properties: z.looseObject({
              TaskDefinition: z.literal(
                TASK_DEFINITION_PLACEHOLDER,
                `must be ${TASK_DEFINITION_PLACEHOLDER}; any other would be released in place of the new version`,
              ),
              LoadBalancerInfo: z.strictObject({
                ContainerName: z.literal(CONTAINER_NAME),
                ContainerPort: z
                  .union([z.int(), z.string().regex(/^\d+$/).transform(Number)], wrong)
                  .refine((port) => ports.includes(port), wrong),
              }),
            }),
          }),
        }),
      )
      .length(1, 'one service; allowed: exactly one'),
    Hooks: hooks,
  });
}

/**
 * The AppSpec of one environment, with its hook filled in; the task definition is left to CodePipeline. It is written
 * anew from what was understood and checked, so no reader can understand it in another way: without comments,
 * anchors or quotes.
 * @param ports what the container of the service listens on
 * @throws ReleaseError that names every problem, when a release by this template would not be checked or not be the
 * release that was built
 */
export function appSpecFor(template: string, hookFunction: string, ports: readonly number[]): string {
  const { success, data, error } = templateFor(ports).safeParse(parsed(template));
  if (!success) {
    const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'document'}: ${message}`);
    throw new ReleaseError(`${RELEASE_FILES.appSpec} cannot be released: ${problems.join('; ')}`);
  }
  const filled = data.Hooks.map((entry) =>
    Object.fromEntries(
      Object.entries(entry).map(([event, name]) => [
        event,
        name === HOOK_FUNCTION_PLACEHOLDER ? hookFunction : name,
      ]),
    ),
  );
  // A number would be written as 0, and CodeDeploy takes 0.0 only. YAML 1.1 is what the most readers understand.
  const rest = stringify(
    { Resources: data.Resources, Hooks: filled },
    { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false },
  );
  return `version: 0.0\n${rest}`;
}

function parsed(template: string): unknown {
  try {
    return parse(template, { merge: true, logLevel: 'error' });
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new ReleaseError(`${RELEASE_FILES.appSpec} is not YAML: ${line.replace(/:$/, '')}`);
  }
}
