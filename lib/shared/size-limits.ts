import { readFileSync } from 'node:fs';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib';
import { deployedLength } from './deployed-length';

type Properties = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;

/** What AWS takes of one kind of text, and refuses only when it is deployed. */
interface SizeLimit {
  readonly type: string;
  readonly what: string;
  readonly most: number;
  /** The values that count together, of a resource and of those beside it. */
  readonly of: (properties: Properties, id: string, resources: Resources) => readonly unknown[];
}

/** Sources: IAM user guide, "IAM and AWS STS quotas"; Lambda developer guide, "Lambda quotas". */
const LIMITS: readonly SizeLimit[] = [
  {
    type: 'AWS::IAM::Role',
    what: 'permissions in the role',
    most: 10_240,
    of: ({ Policies }, id, resources) => [
      ...listOf(Policies).map(({ PolicyDocument }) => PolicyDocument),
      ...besideRole(id, resources),
    ],
  },
  {
    type: 'AWS::IAM::Role',
    what: 'trust policy of the role',
    most: 2048,
    of: ({ AssumeRolePolicyDocument }) => [AssumeRolePolicyDocument],
  },
  {
    type: 'AWS::IAM::ManagedPolicy',
    what: 'managed policy',
    most: 6144,
    of: ({ PolicyDocument }) => [PolicyDocument],
  },
  {
    type: 'AWS::Lambda::Function',
    what: 'environment variables of the function',
    most: 4096,
    of: ({ Environment = {} }) => [(Environment as { readonly Variables?: unknown }).Variables ?? {}],
  },
];

const FIX =
  'name resources by a pattern, or give some of the services or environments a project of their own';

/** Refuses, before anything is deployed, what has outgrown AWS with the number of services and environments. */
export class SizeLimits implements IPolicyValidationPlugin {
  readonly name = 'Size limits of AWS';

  validate({ stackTemplates }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = stackTemplates.flatMap(({ templatePath, region }) => {
      const { Resources = {} } = JSON.parse(readFileSync(templatePath, 'utf8')) as { Resources?: Resources };
      return outgrown(Resources, region).map(({ id, ruleName, description }): PolicyViolation => ({
        ruleName,
        description,
        fix: FIX,
        severity: 'error',
        violatingResources: [{ resourceLogicalId: id, templatePath, locations: [] }],
      }));
    });
    return { success: violations.length === 0, violations };
  }
}

/** What in a template is longer than AWS takes. */
export function outgrown(
  resources: Resources,
  region?: string,
): { readonly id: string; readonly ruleName: string; readonly description: string }[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties = {} }]) =>
    LIMITS.filter(({ type }) => type === Type).flatMap(({ what, most, of }) => {
      const length = of(Properties, id, resources).reduce<number>(
        (sum, each) => sum + deployedLength(each, region),
        0,
      );
      const description = `the ${what} ${id} has about ${length} characters; allowed: ${most}`;
      return length > most ? [{ id, ruleName: what, description }] : [];
    }),
  );
}

/** Documents of the policies that stand beside a role. */
function besideRole(id: string, resources: Resources): unknown[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .filter(({ Properties }) => listOf(Properties?.Roles).some(({ Ref }) => Ref === id))
    .map(({ Properties }) => Properties?.PolicyDocument);
}

function listOf(value: unknown): readonly Properties[] {
  return Array.isArray(value) ? (value as readonly Properties[]) : [];
}
