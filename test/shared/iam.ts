import type { Template } from 'aws-cdk-lib/assertions';
import type { TemplateData } from './assembly';

/** One role of an assembly, flattened to what a reviewer compares. */
export interface RoleData {
  /** `<stack>/<logical id without its hash>`. */
  readonly key: string;
  /** Services and accounts that may assume the role. */
  readonly assumedBy: readonly string[];
  /** Names of AWS managed policies. */
  readonly managed: readonly string[];
  /** `action on resource`, one line each, sorted. */
  readonly grants: readonly string[];
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Every role in `templates` with the statements of its inline and attached policies. */
export function rolesOf(templates: ReadonlyMap<string, TemplateData>): RoleData[] {
  return [...templates].flatMap(([stack, template]) =>
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Type === 'AWS::IAM::Role')
      .map(([id, role]) => {
        const statements = [...inlineOf(role.Properties), ...attachedTo(id, template)];
        return {
          key: `${stack}/${withoutHash(id)}`,
          assumedBy: principalsOf(role.Properties?.AssumeRolePolicyDocument),
          managed: listOf(role.Properties?.ManagedPolicyArns).map(render),
          grants: [...new Set(statements.flatMap(grantsOf))].sort(),
        };
      }),
  );
}

function inlineOf(properties: TemplateData['Resources'][string]['Properties']): Statement[] {
  return listOf(properties?.Policies).flatMap((policy) =>
    statementsOf((policy as { PolicyDocument: unknown }).PolicyDocument),
  );
}

function attachedTo(roleId: string, template: TemplateData): Statement[] {
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy')
    .filter(({ Properties }) =>
      listOf(Properties?.Roles).some((role) => render(role) === `\${${withoutHash(roleId)}}`),
    )
    .flatMap(({ Properties }) => statementsOf(Properties?.PolicyDocument));
}

function statementsOf(document: unknown): Statement[] {
  return (document as { Statement: Statement[] }).Statement;
}

function grantsOf(statement: Statement): string[] {
  const prefix = statement.Effect === 'Allow' ? '' : 'DENY ';
  const condition = statement.Condition === undefined ? '' : ` if ${render(statement.Condition)}`;
  return listOf(statement.Action).flatMap((action) =>
    listOf(statement.Resource).map(
      (resource) => `${prefix}${String(action)} on ${render(resource)}${condition}`,
    ),
  );
}

function principalsOf(document: unknown): string[] {
  return statementsOf(document).flatMap((statement) => {
    const principal = (statement as unknown as { Principal: Record<string, unknown> }).Principal;
    return Object.values(principal).flatMap((value) => listOf(value).map(render));
  });
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** Every statement in the roles of one template, as it stands there. */
export function statementsIn(
  template: Pick<Template, 'findResources'>,
): Pick<Statement, 'Action' | 'Resource'>[] {
  const roles = Object.values(template.findResources('AWS::IAM::Role')) as {
    Properties?: TemplateData['Resources'][string]['Properties'];
  }[];
  return roles.flatMap(({ Properties }) => inlineOf(Properties));
}

/** An intrinsic function as a short string: `${Id}`, `${Id.Attribute}`, `${Stack:Output}`. */
function render(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(render).join(', ')}]`;
  const [[key, argument] = ['', '']] = Object.entries(value);
  if (key === 'Ref') return `\${${withoutHash(String(argument))}}`;
  if (key === 'Fn::GetAtt') {
    const [id = '', attribute = ''] = argument as string[];
    return `\${${withoutHash(id)}.${attribute}}`;
  }
  if (key === 'Fn::Join')
    return (argument as [string, unknown[]])[1].map(render).join((argument as [string])[0]);
  if (key === 'Fn::ImportValue') return `\${import ${withoutHash(render(argument))}}`;
  if (key === 'Fn::GetStackOutput') {
    const { StackName, OutputName } = argument as { StackName: string; OutputName: string };
    return `\${${StackName}:${withoutHash(OutputName)}}`;
  }
  if (key.startsWith('Fn::')) return `${key.slice(4)}(${listOf(argument).map(render).join(', ')})`;
  return JSON.stringify(value, (_, inner: unknown) => (isIntrinsic(inner) ? render(inner) : inner));
}

function isIntrinsic(value: unknown): boolean {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0]?.startsWith('Fn::') === true);
}

/** A logical id without the eight characters that CDK appends. */
function withoutHash(id: string): string {
  return id.replaceAll(/(?<=[A-Za-z])[0-9A-F]{8}(?![0-9A-Za-z])/g, '');
}
