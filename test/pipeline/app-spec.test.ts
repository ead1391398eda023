import { parse } from 'yaml';
import { appSpecFor } from '../../lib/pipeline/app-spec';
import { appSpec } from './release-sources';

const filled = (template: string): string => appSpecFor(template, 'hook-function', [8080]);

/** What every template means that is accepted below. */
const MEANING = {
  version: 0,
  Resources: [
    {
      TargetService: {
        Type: 'AWS::ECS::Service',
        Properties: {
          TaskDefinition: '<TASK_DEFINITION>',
          LoadBalancerInfo: { ContainerName: 'app', ContainerPort: 8080 },
        },
      },
    },
  ],
  Hooks: [{ AfterAllowTestTraffic: 'hook-function' }],
};

it.each<[string, string]>([
  ['as the project ships it', appSpec()],
  ['as JSON', JSON.stringify(parse(appSpec()), undefined, '\t')],
  ['with its placeholders in quotes', appSpec({ taskDefinition: '"<TASK_DEFINITION>"' })],
  ['with a version that is text', appSpec({ version: "'0.0'" })],
  ['with a port that is text', appSpec({ port: '"8080"' })],
  [
    'with an anchor',
    appSpec({
      container: '&name app',
      hooks: 'x: *name\nHooks: [{ AfterAllowTestTraffic: <HOOK_FUNCTION> }]',
    }),
  ],
  [
    'with a merged hook',
    appSpec({ hooks: 'x: &x { AfterAllowTestTraffic: <HOOK_FUNCTION> }\nHooks:\n  - <<: *x' }),
  ],
  ['with Windows line breaks', appSpec().replaceAll('\n', '\r\n')],
])('understands a template %s, and writes it anew', (_, template) => {
  const text = filled(template);

  expect(parse(text)).toEqual(MEANING);
  // The spelling that CodePipeline looks for, and the version that CodeDeploy does not take as 0.
  expect(text).toMatch(/^version: 0\.0\n/);
  expect(text).toMatch(/^ +TaskDefinition: <TASK_DEFINITION>$/m);
  expect(text).not.toMatch(/[#&*]/);
});

it('leaves other hooks and properties of the service as they are', () => {
  const template = appSpec({
    resources: '        PlatformVersion: "no"',
    hooks: 'Hooks:\n  - BeforeInstall: own-function\n  - AfterAllowTestTraffic: <HOOK_FUNCTION>',
  });

  const { Resources, Hooks } = parse(filled(template), { version: '1.1' }) as typeof MEANING;
  expect(Hooks).toEqual([{ BeforeInstall: 'own-function' }, { AfterAllowTestTraffic: 'hook-function' }]);
  expect(Resources[0]?.TargetService.Properties).toMatchObject({ PlatformVersion: 'no' });
});

const UNCHECKED = 'AfterAllowTestTraffic must be <HOOK_FUNCTION>; without it a release is not checked';

describe('refuses a template whose release would not be checked', () => {
  it.each<[string, string]>([
    ['without hooks, though its comment names the placeholder', ''],
    ['with an empty list', 'Hooks: []'],
    ['with nothing in it', 'Hooks:'],
    ['with the hook in a comment', 'Hooks:\n  # - AfterAllowTestTraffic: <HOOK_FUNCTION>'],
    ['with a function of its own', 'Hooks:\n  - AfterAllowTestTraffic: own-function'],
    ['with the placeholder inside other text', 'Hooks:\n  - AfterAllowTestTraffic: not-<HOOK_FUNCTION>'],
    ['with a blank behind the placeholder', 'Hooks:\n  - AfterAllowTestTraffic: "<HOOK_FUNCTION> "'],
    ['with the hook at another event', 'Hooks:\n  - AfterAllowTraffic: <HOOK_FUNCTION>'],
    ['with a map in place of the list', 'Hooks:\n  AfterAllowTestTraffic: <HOOK_FUNCTION>'],
    ['with the placeholder alone', 'Hooks: <HOOK_FUNCTION>'],
    ['under another key', 'hooks:\n  - AfterAllowTestTraffic: <HOOK_FUNCTION>'],
  ])('%s', (_, hooks) => {
    expect(() => filled(appSpec({ hooks }))).toThrow(UNCHECKED);
  });
});

describe('refuses a template that CodeDeploy would refuse, or could read in another way', () => {
  const hook = 'Hooks:\n  - AfterAllowTestTraffic: <HOOK_FUNCTION>';
  it.each<[string, string, string]>([
    [
      'one hook twice',
      appSpec({ hooks: `${hook}\n  - AfterAllowTestTraffic: own-function` }),
      'AfterAllowTestTraffic stands there twice',
    ],
    [
      'two hooks in one entry',
      appSpec({ hooks: `${hook}\n    BeforeInstall: own-function` }),
      'Hooks.0: one event with its function; allowed: one an entry',
    ],
    [
      'a list of functions',
      appSpec({ hooks: 'Hooks:\n  - AfterAllowTestTraffic: [<HOOK_FUNCTION>, own-function]' }),
      'Hooks.0.AfterAllowTestTraffic: Invalid input: expected string, received array',
    ],
    [
      'an event that does not exist',
      appSpec({ hooks: `${hook}\n  - AfterAll: x` }),
      'Unrecognized key: "AfterAll"',
    ],
    ['a key twice', appSpec({ hooks: `${hook}\nHooks: []` }), 'is not YAML: Map keys must be unique at line'],
    ['two documents', `${appSpec()}---\n${appSpec()}`, 'is not YAML: Source contains multiple documents'],
    ['two services', appSpec({ resources: '  - TargetService: {}' }), 'one service; allowed: exactly one'],
    [
      'a second resource beside it',
      appSpec({ resources: '    Other: {}' }),
      'Resources.0: Unrecognized key: "Other"',
    ],
    [
      'a task definition of its own',
      appSpec({ taskDefinition: 'arn:aws:ecs:us-east-1:111122223333:task-definition/own:7' }),
      'TaskDefinition: must be <TASK_DEFINITION>; any other would be released in place of the new version',
    ],
    ['no task definition', appSpec({ taskDefinition: '' }), 'TaskDefinition: must be <TASK_DEFINITION>'],
    ['another container', appSpec({ container: 'sidecar' }), 'ContainerName: Invalid input: expected "app"'],
    ['another port', appSpec({ port: '9090' }), 'ContainerPort: must be a port of the container app (8080)'],
    [
      'ports in a list',
      appSpec({ port: '[8080]' }),
      'ContainerPort: must be a port of the container app (8080)',
    ],
    ['another version', appSpec({ version: '1.0' }), 'version: must be 0.0'],
    ['tabs', appSpec().replaceAll('  ', '\t'), 'is not YAML: Tabs are not allowed as indentation at line'],
    ['brackets that do not close', 'Hooks: [', 'is not YAML: '],
    ['nothing', '', 'document: Invalid input: expected object, received null'],
    ['text', 'TaskDefinition <TASK_DEFINITION>, Hooks <HOOK_FUNCTION>', 'expected object, received string'],
  ])('%s', (_, template, message) => {
    expect(() => filled(template)).toThrow(message);
    expect(() => filled(template)).toThrow(/^appspec\.yml [^\n]+$/);
  });
});
