import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configuredProject } from '../../bin/configured-project';
import { ConfigError } from '../../lib/config/resolve';

/** A configuration of one service. */
function withService(name: string): object {
  const services = [{ name, exposure: 'internal', delivery: { kind: 'rolling' } }];
  return {
    project: 'shop',
    toolchain: { region: 'us-east-1' },
    environments: [{ name: 'sandbox', region: 'us-east-1', egress: { kind: 'nat-instance' }, services }],
  };
}

function problemsOf(file: string): readonly string[] {
  try {
    configuredProject({ PROJECT_FILE: file });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

it('reads bin/environments.ts when nothing else is asked for', () => {
  const project = configuredProject({});
  expect(project.environments.map(({ name }) => name)).toEqual(['sandbox']);
});

it('reads the file that PROJECT_FILE names, from the directory of the project', () => {
  const project = configuredProject({ PROJECT_FILE: 'bin/staging-production.ts' });
  expect(project.environments.map(({ name }) => name)).toEqual(['staging', 'production']);
});

it('fails when PROJECT_FILE names no file', () => {
  expect(() => configuredProject({ PROJECT_FILE: 'bin/nope.ts' })).toThrow(
    'bin/nope.ts has one problem:\n  PROJECT_FILE: there is no such file',
  );
});

it('fails when the file has no configuration', () => {
  expect(() => configuredProject({ PROJECT_FILE: 'bin/configured-project.ts' })).toThrow(
    'bin/configured-project.ts has one problem:\n  project: got nothing',
  );
});

describe('a file that is wrong', () => {
  const directory = mkdtempSync(join(tmpdir(), 'configuration-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  const FILES = {
    syntax: "export const project = {\n  project: 'shop'\n  toolchain: {},\n};",
    name: 'export const project = nope;',
    module: "import './nope'; export const project = 1;",
    thrown: 'throw null;',
  };

  // As bin/app.ts runs it, because the tests load TypeScript in another way.
  it('gets one clear line, with the place of the error', () => {
    const files = Object.entries(FILES).map(([name, text]) => {
      writeFileSync(join(directory, `${name}.ts`), text);
      return join(directory, `${name}.ts`);
    });
    const script = `const { configuredProject } = require('./bin/configured-project');
      for (const PROJECT_FILE of ${JSON.stringify(files)}) {
        try { configuredProject({ PROJECT_FILE }); } catch (error) { console.log(error.problems.join('')); }
      }`;
    const program = execFileSync(process.execPath, ['--import', 'tsx', '-e', script], { encoding: 'utf8' });
    expect(program.trim().split('\n')).toEqual([
      expect.stringMatching(/^the file cannot be run at line 3: .*found "toolchain"; fix: correct/),
      expect.stringMatching(/^the file cannot be run at line 1: nope is not defined; fix/),
      expect.stringMatching(/^the file cannot be run: Cannot find module '.\/nope'; fix/),
      expect.stringMatching(/^the file cannot be run: null; fix/),
    ]);
  });

  it('with a service that has no program names those that have one', () => {
    const path = join(directory, 'service.ts');
    writeFileSync(path, `export const project = ${JSON.stringify(withService('cart'))};`);
    expect(problemsOf(path)).toEqual([
      'environments[0].services[0].name: got "cart"; allowed: a service whose program is app/<name>/main.ts: catalog, storefront; fix: write app/cart/main.ts, or correct the name',
    ]);
  });
});

it('delivers one service another way where DELIVERY says so', () => {
  const { environments } = configuredProject({
    PROJECT_FILE: 'bin/staging-production.ts',
    DELIVERY: 'storefront=ecs/linear:20%/2m',
  });
  const deliveries = environments.flatMap(({ services }) =>
    services.map(({ name, delivery: { controller, kind } }) => `${name}: ${controller} ${kind}`),
  );
  expect(deliveries).toEqual([
    'catalog: ecs rolling',
    'storefront: ecs linear',
    'catalog: ecs rolling',
    'storefront: ecs linear',
  ]);
});

it.each([
  ['storefront', 'DELIVERY has one problem:\n  got "storefront"; allowed: service=strategy'],
  ['checkout=rolling', 'DELIVERY has one problem:\n  got "checkout"; allowed: catalog, storefront'],
  ['storefront=fast', 'DELIVERY has one problem:\n  strategy: '],
  ['catalog=linear:10%/1m', 'bin/environments.ts, with DELIVERY="catalog=linear:10%/1m", has one problem'],
])('fails when DELIVERY is %s', (override, message) => {
  expect(() => configuredProject({ DELIVERY: override })).toThrow(message);
});
