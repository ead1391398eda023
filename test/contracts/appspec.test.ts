import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { CONTAINER_NAME, CONTAINER_PORT } from '../../app/shared/contract';
import { project } from '../../bin/environments';
import { pipelineShape } from '../../lib/ops/aws/pipeline';
import { HOOK_FUNCTION_PLACEHOLDER, RELEASE_FILES } from '../../lib/pipeline/release-files';
import { synthesize, templatesOf } from '../shared/assembly';

interface AppSpec {
  readonly version: number;
  readonly Resources: readonly {
    readonly TargetService: {
      readonly Type: string;
      readonly Properties: {
        readonly TaskDefinition: string;
        readonly LoadBalancerInfo: { readonly ContainerName: string; readonly ContainerPort: number };
      };
    };
  }[];
  readonly Hooks: readonly Readonly<Record<string, string>>[];
}

const appSpec = parse(readFileSync(resolve(__dirname, '..', '..', RELEASE_FILES.appSpec), 'utf8')) as AppSpec;
const target = appSpec.Resources[0]?.TargetService;
const templates = templatesOf(synthesize(project));
const resourcesOf = (stack: string, type: string) =>
  Object.values(templates.get(stack)?.Resources ?? {}).filter(({ Type }) => Type === type);

it('replaces the tasks of one ECS service', () => {
  expect(appSpec.version).toBe(0);
  expect(appSpec.Resources).toHaveLength(1);
  expect(target?.Type).toBe('AWS::ECS::Service');
});

it('leaves the task definition to CodePipeline, in its spelling', () => {
  expect(target?.Properties.TaskDefinition).toBe('<TASK_DEFINITION>');
});

it('sends traffic to the container and port that the services listen on', () => {
  expect(target?.Properties.LoadBalancerInfo).toEqual({
    ContainerName: CONTAINER_NAME,
    ContainerPort: CONTAINER_PORT,
  });
});

it('names a container and port that the synthesized task definition has', () => {
  const [definition] = resourcesOf('sandbox-storefront', 'AWS::ECS::TaskDefinition');
  expect(definition?.Properties?.ContainerDefinitions).toContainEqual(
    expect.objectContaining({
      Name: target?.Properties.LoadBalancerInfo.ContainerName,
      PortMappings: [
        expect.objectContaining({ ContainerPort: target?.Properties.LoadBalancerInfo.ContainerPort }),
      ],
    }),
  );
});

it('asks the hook once, when green has test traffic and no user sees it yet', () => {
  expect(appSpec.Hooks).toEqual([{ AfterAllowTestTraffic: HOOK_FUNCTION_PLACEHOLDER }]);
});

it('gets its hook from the stack of the service', () => {
  const text = JSON.stringify(resourcesOf('storefront-Pipeline', 'AWS::CodePipeline::Pipeline'));
  const [, output] = /hookFunction.{0,120}?"OutputName":"(\w+)"/.exec(text) ?? [];
  const outputs = (templates.get('sandbox-storefront') as { Outputs?: object } | undefined)?.Outputs;

  expect(JSON.stringify((outputs as Record<string, unknown> | undefined)?.[String(output)])).toMatch(
    /"Ref":"VerificationVerifyFunction\w+"/,
  );
});

describe('who deploys without the pipeline reads from the pipeline how it deploys', () => {
  /** A template says `ActionTypeId` where the API says `actionTypeId`; what a configuration holds is the same in both. */
  function asApi(value: unknown, inConfiguration = false): unknown {
    if (Array.isArray(value)) return value.map((one) => asApi(one));
    if (typeof value !== 'object' || value === null) return value;
    if ('Fn::Join' in value) return (value['Fn::Join'] as [string, unknown[]])[1].map(textOf).join('');
    if ('Ref' in value || 'Fn::GetStackOutput' in value || 'Fn::GetAtt' in value) return 'resolved';
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        inConfiguration ? key : key.charAt(0).toLowerCase() + key.slice(1),
        asApi(inner, key === 'Configuration'),
      ]),
    );
  }
  const textOf = (part: unknown): string => (typeof part === 'string' ? part : 'resolved');

  it.each([
    ['storefront', ['controller', 'application', 'group'], 'code-deploy'],
    ['catalog', ['controller', 'cluster', 'service'], 'ecs'],
  ])('%s', (service, keys, controller) => {
    const [pipeline] = resourcesOf(`${service}-Pipeline`, 'AWS::CodePipeline::Pipeline');
    const { releases } = pipelineShape(service, asApi(pipeline?.Properties) as object);
    expect(releases.map(({ name }) => name)).toEqual(['sandbox']);
    const deploy = releases[0]?.deploy ?? {};
    expect(Object.keys(deploy)).toEqual(keys);
    expect(Object.values(deploy)).toContain(controller);
    expect(Object.values(deploy)).not.toContain('');
  });
});
