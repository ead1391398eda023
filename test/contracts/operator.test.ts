import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { project } from '../../bin/environments';
import { makeProgram, parseOps } from '../../lib/ops/command-line';
import type { PlaceStatus } from '../../lib/ops/status/place-status';
import { statusLines } from '../../lib/ops/status/status-text';

const ROOT = resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Says how to release past a red alarm. */
const RUNBOOK = 'docs/runbooks/alarm-already-red.md';

const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

/** Words of a shell line; quotes hold words together. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** Every line of a page that is meant to be typed: those in its shell blocks. */
function shellLinesOf(page: string): string[] {
  const blocks = [...read(page).matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => String(block));
  const lines = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  return lines.map((line) => line.trim().replaceAll(/ {2,}/g, ' '));
}

function examplesOf(page: string): string[] {
  return shellLinesOf(page).flatMap((line) => /^npm run ops -- (.*)$/.exec(line)?.[1] ?? []);
}

const examples = PAGES.flatMap((page) => examplesOf(page).map((line) => [page, line] as const));

describe('command lines in the docs', () => {
  it('are there', () => {
    const verbs = new Set(examples.map(([, line]) => line.split(' ')[0]));
    expect([...verbs].sort()).toEqual([
      'dora',
      'drift',
      'incidents',
      'postmortem',
      'releases',
      'rollback',
      'status',
    ]);
  });

  it.each(examples)('%s: %s', (_, line) => {
    const options = parseOps(wordsOf(line), () => undefined);
    const { services } = project.environments[0] ?? { services: [] };
    const known = ['storefront', ...services.map(({ name }) => name), undefined];
    expect(known).toContain(options?.service);
  });

  it('tell every flag of every command', () => {
    const page = read('docs/operating.md');
    const commands = makeProgram(
      () => undefined,
      () => undefined,
    ).commands;
    const flags = commands.flatMap(({ options }) => options.map(({ long }) => String(long)));
    expect(flags.length).toBeGreaterThan(20);
    expect(flags.filter((flag) => !page.includes(`\`${flag}\``))).toEqual([]);
    expect(
      commands.map((command) => command.name()).filter((name) => !page.includes(`| \`${name}\` `)),
    ).toEqual([]);
  });
});

it('shows the status as the command writes it', () => {
  const status: PlaceStatus = {
    service: 'storefront',
    environment: 'production',
    strategy: 'canary:10%/5m',
    released: { version: '4e1f0c77ab23', image: 'x', at: '2026-03-02T09:14:30Z' },
    running: {
      version: '4e1f0c77ab23',
      image: 'x',
      tasks: { running: 2, desired: 2 },
      targetGroup: 'green-group',
    },
    deployment: {
      id: 'd-K3XQ9ZB2T',
      status: 'InProgress',
      underWay: true,
      shares: [
        { label: 'Green', percent: 90 },
        { label: 'Blue', percent: 10 },
      ],
    },
    alarms: [
      { name: 'shop-production-storefront-blue-errors', state: 'ALARM' },
      { name: 'shop-production-storefront-green-errors', state: 'OK' },
    ],
    pipeline: {
      name: 'shop-storefront',
      status: 'InProgress',
      version: '9b0d5a61c4ee',
      blockedByConditions: false,
    },
  };
  const sample = /status sample: begin -->\s*```\n([\s\S]*?)\n```/.exec(read('docs/operating.md'))?.[1];
  expect(sample?.split('\n')).toEqual(statusLines(status));
});

/** A module and the modules of this project that it imports, directly or through others. */
function modulesOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || !existsSync(join(ROOT, file))) return seen;
  seen.add(file);
  for (const [, path] of read(file).matchAll(/^(?:import|\}) (?!type)[^;]*?from '(\.{1,2}\/[^']+)'/gm)) {
    modulesOf(join(dirname(file), `${String(path)}.ts`), seen);
  }
  return seen;
}

/** IAM actions behind the SDK commands and paginators that a command's modules import. */
function callsOf(...files: readonly string[]): string[] {
  const modules = files.flatMap((file) => [...modulesOf(`lib/ops/${file}-command.ts`)]);
  const calls = modules.flatMap((file) =>
    [...read(file).matchAll(/import \{([^}]+)\} from '@aws-sdk\/client-([\w-]+)'/g)].flatMap(
      ([, names, service]) =>
        [...String(names).matchAll(/\b(?:paginate(\w+)|(\w+)Command)\b/g)].map(
          ([, paged, single]) => `${String(service)}:${String(paged ?? single)}`,
        ),
    ),
  );
  // Everybody may ask who they are.
  return [...new Set(calls)].filter((call) => call !== 'sts:GetCallerIdentity').sort();
}

interface Policy {
  readonly Statement: readonly {
    readonly Action: string | readonly string[];
    readonly Resource: string;
    readonly Condition?: object;
  }[];
}

function policy(page: string, name: string): Policy {
  const text = new RegExp(`policy: ${name} -->\\s*\`\`\`json\\n([\\s\\S]*?)\`\`\``).exec(read(page))?.[1];
  return JSON.parse(text ?? '{}') as Policy;
}

const actionsOf = ({ Statement }: Policy): string[] => Statement.flatMap(({ Action }) => Action);

describe('what an operator may do', () => {
  const look = policy('docs/operating.md', 'look');
  const rollback = policy('docs/operating.md', 'rollback');
  const pastAlarms = policy(RUNBOOK, 'past-alarms');

  it('looks with exactly the calls that looking makes', () => {
    expect(actionsOf(look).sort()).toEqual(callsOf('status/status', 'releases/releases', 'dora/dora'));
  });

  it('looks for drift with what it needs more, and with what AWS asks for behind these calls', () => {
    const behind = [
      // CloudFormation user guide, "Considerations when detecting drift".
      'cloudformation:BatchDescribeTypeConfigurations',
      'cloudformation:DetectStackResourceDrift',
    ];
    const drift = actionsOf(policy('docs/operating.md', 'drift'));
    expect(drift.sort()).toEqual([...callsOf('drift/drift'), ...behind].sort());
  });

  it('sees incidents and drafts postmortems with what it needs more', () => {
    const seen = actionsOf(policy('docs/operating.md', 'incidents'));
    // The store of OpsItems has the calls of the function too.
    const known = [...actionsOf(look), 'ssm:CreateOpsItem', 'ssm:UpdateOpsItem'];
    const calls = callsOf('incidents/incidents', 'postmortem/postmortem');
    expect(seen.sort()).toEqual(calls.filter((call) => !known.includes(call)));
  });

  it('rolls back with what it needs more', () => {
    // The role that the document names is passed to Automation: Systems Manager user guide, "Setting up Automation".
    const behind = ['iam:PassRole'];
    const calls = callsOf('status/status', 'releases/releases', 'rollback/rollback');
    expect([...actionsOf(look), ...actionsOf(rollback)].sort()).toEqual([...calls, ...behind].sort());
  });

  it('starts no pipeline itself, which takes any commit', () => {
    const all = [look, rollback, pastAlarms].flatMap(actionsOf);
    expect(all).not.toContain('codepipeline:StartPipelineExecution');
    const started = rollback.Statement.filter(({ Action }) => Action === 'ssm:StartAutomationExecution');
    expect(started.map(({ Resource }) => Resource)).toEqual([
      'arn:aws:ssm:*:*:automation-definition/devops-on-aws-*-release-again:*',
    ]);
  });

  it('releases past red alarms with what the commands of the runbook call, and with what AWS asks for behind them', () => {
    const behind = [
      // CreateDeployment with a revision: CodeDeploy user guide, "Permissions reference".
      'codedeploy:GetDeploymentConfig',
      'codedeploy:RegisterApplicationRevision',
      // CreateDeployment with overrideAlarmConfiguration: CodeDeploy API reference.
      'codedeploy:UpdateDeploymentGroup',
    ];
    const calls = cliCommandsOf(RUNBOOK).map(({ service, operation }) => `${service}:${operation}`);
    const more = [...new Set([...calls, ...behind])].filter((call) => !actionsOf(look).includes(call));
    expect(actionsOf(pastAlarms).sort()).toEqual(more.sort());
  });

  it('passes roles to Automation only, and has no wildcard for an action', () => {
    const statements = [look, rollback, pastAlarms].flatMap(({ Statement }) => Statement);
    const pass = statements.filter(({ Action }) => Action === 'iam:PassRole');
    expect(pass.map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
    ]);
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });
});

/** An AWS CLI command of a page. */
interface CliCommand {
  readonly line: string;
  /** Prefix of its IAM action. */
  readonly service: string;
  /** Name of its operation in the API. */
  readonly operation: string;
  /** Its options that are parameters of the API, as the API spells them. */
  readonly parameters: readonly string[];
}

/** Every AWS CLI command in the shell blocks of a page. */
function cliCommandsOf(page: string): CliCommand[] {
  return shellLinesOf(page)
    .filter((line) => line.startsWith('aws '))
    .map((line) => {
      const [, prefix = '', name = ''] = line.split(' ');
      const options = [...line.matchAll(/ --([a-z-]+)/g)].map(([, option = '']) => option);
      return {
        line,
        service: prefix === 'deploy' ? 'codedeploy' : prefix,
        operation: camel(`-${name}`),
        parameters: options.filter((option) => option !== 'query' && option !== 'output').map(camel),
      };
    });
}

const camel = (text: string): string =>
  text.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

describe('the commands of the AWS CLI that release past red alarms', () => {
  const commands = cliCommandsOf(RUNBOOK);

  it('are those that pass conditions, alarms and closed stages', () => {
    const operations = commands.map(({ operation }) => operation);
    expect(operations).toEqual(
      expect.arrayContaining(['OverrideStageCondition', 'CreateDeployment', 'EnableStageTransition']),
    );
  });

  it.each(commands)('$line: has the parameters of the API, all that it requires among them', (command) => {
    const { service, operation, parameters } = command;
    const models = read(`node_modules/@aws-sdk/client-${service}/dist-types/models/models_0.d.ts`);
    const input = new RegExp(`interface ${operation}Input \\{([\\s\\S]*?)\\n\\}`).exec(models)?.[1] ?? '';
    const members = [...input.matchAll(/^ {4}(\w+)(\??):/gm)];
    expect(members.map(([, member]) => member)).toEqual(expect.arrayContaining([...parameters]));
    const required = members.flatMap(([, member = '', optional]) => (optional === '' ? [member] : []));
    expect(parameters).toEqual(expect.arrayContaining(required));
  });
});

it('asks AWS for changes in no module that only looks', () => {
  const changing = /:(?:Create|Disable|Enable|Override|Put|Register|Retry|Rollback|Start|Stop)/;
  expect(
    callsOf('status/status', 'releases/releases', 'dora/dora').filter((call) => changing.test(call)),
  ).toEqual([]);
});
