import { project } from '../../bin/environments';
import { project as stagingProduction } from '../../bin/staging-production';
import { synthesize, templatesOf } from '../shared/assembly';
import type { TemplateData } from '../shared/assembly';
import { project as twoAccounts } from '../shared/two-accounts';

/** Logical ids of the same template that a value names. */
function named(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return (inner as string[]).slice(0, 1);
    return named(inner);
  });
}

/** All that exists before the resource `id`, by references and by `DependsOn`. */
function waitsFor({ Resources }: TemplateData, id: string, seen = new Set<string>()): Set<string> {
  const resource = Resources[id];
  for (const next of [...named(resource?.Properties), ...[resource?.DependsOn ?? []].flat()]) {
    if (seen.has(next)) continue;
    seen.add(next);
    waitsFor({ Resources }, next, seen);
  }
  return seen;
}

/** The role and the log of a function. */
function partsOf({ Resources }: TemplateData, functionId: string): string[] {
  const { Role, LoggingConfig } = Resources[functionId]?.Properties ?? {};
  return [...named(Role), ...named(LoggingConfig)];
}

/** The policies beside the role of a function. */
function policiesOf({ Resources }: TemplateData, functionId: string): string[] {
  const [role = ''] = named(Resources[functionId]?.Properties?.Role);
  return Object.entries(Resources)
    .filter(([, { Type }]) => /^AWS::IAM::(?:Managed)?Policy$/.test(Type))
    .filter(([, { Properties }]) => named(Properties?.Roles).includes(role))
    .map(([id]) => id);
}

const templates = [project, stagingProduction, twoAccounts].flatMap((input) => [
  ...templatesOf(synthesize(input)),
]);
const custom = templates.flatMap(([stack, template]) =>
  Object.entries(template.Resources)
    .filter(([, { Type }]) => /^Custom::|^AWS::CloudFormation::CustomResource$/.test(Type))
    .map(([id, { Type, Properties }]) => ({
      stack,
      template,
      id,
      Type,
      token: named(Properties?.ServiceToken),
    })),
);

it('looks at every kind of custom resource', () => {
  expect([...new Set(custom.map(({ Type }) => Type))].sort()).toEqual([
    'Custom::ApprovalRules',
    'Custom::CDKContainerImageBuild',
    'Custom::LiveTraffic',
    'Custom::S3AutoDeleteObjects',
    'Custom::VpcRestrictDefaultSG',
  ]);
});

it('calls no function of a custom resource before its role is there, nor after its log is gone', () => {
  const early = custom.flatMap(({ stack, template, id, token: [functionId = ''] }) => {
    const before = waitsFor(template, id);
    return [functionId, ...partsOf(template, functionId)]
      .filter((part) => !before.has(part))
      .map((part) => `${stack}/${id} does not wait for ${part}`);
  });
  expect(early).toEqual([]);
});

it('makes no policy of such a function that nothing waits for', () => {
  // Two resources may share a function, and the first of them need less.
  const waited = new Set(
    custom.flatMap(({ stack, template, id }) =>
      [...waitsFor(template, id)].map((each) => `${stack}/${each}`),
    ),
  );
  const policies = custom.flatMap(({ stack, template, token: [functionId = ''] }) =>
    policiesOf(template, functionId).map((id) => `${stack}/${id}`),
  );
  expect(policies.length).toBeGreaterThan(2);
  expect(policies.filter((id) => !waited.has(id))).toEqual([]);
});
