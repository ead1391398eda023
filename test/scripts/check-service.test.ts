import { workshop } from './workshop';

const ESLINT = '../node_modules/.bin/eslint';
const JEST = '../node_modules/.bin/jest';

let shop = workshop();

beforeEach(() => {
  shop = workshop();
  shop.program(ESLINT, 'true');
  shop.program(JEST, 'echo "$JEST_JUNIT_OUTPUT_DIR/$JEST_JUNIT_OUTPUT_NAME" >> "$STATE/calls"');
});

afterEach(() => shop.remove());

const check = async () => shop.run('scripts/check-service.ts', ['storefront']);
const callOf = (tool: string): string => shop.calls().find((call) => call.startsWith(tool)) ?? '';

it('lints and tests the service and what the services share', async () => {
  const { code, stdout } = await check();

  expect(code).toBe(0);
  expect(stdout).toMatch(/lint and unit tests of storefront passed in \d+\.\d s/);
  expect(callOf(ESLINT)).toBe(`${ESLINT} --config eslint.build.config.mjs app/storefront app/shared`);
  expect(callOf(JEST)).toContain('--testPathPatterns test/app/storefront/ test/app/shared/');
});

it('leaves the reports where the buildspec looks for them', async () => {
  await check();

  expect(shop.calls()).toContain('reports/unit/junit.xml');
  expect(callOf(JEST)).toContain('--coverageReporters clover');
  expect(callOf(JEST)).toContain('--coverageDirectory reports/coverage');
});

it.each([
  [ESLINT, 'echo "1:1 error"; exit 1', '1:1 error', 'lint failed'],
  [JEST, 'echo "1 failed" >&2; exit 1', '1 failed', 'unit tests failed'],
])('fails when %s finds something, and shows it', async (tool, script, said, reason) => {
  shop.program(tool, script);

  const { code, stderr } = await check();

  expect(code).toBe(1);
  expect(stderr).toContain(said);
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(`storefront is not good: ${reason}`);
});

it('runs the tests to their end when lint fails, so that one build shows both', async () => {
  shop.program(ESLINT, 'exit 1');
  shop.program(JEST, 'exit 1');

  expect((await check()).stderr.trimEnd()).toContain(
    'storefront is not good: lint failed; unit tests failed',
  );
});
