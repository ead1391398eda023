import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CloudFormationValidatePlugin, type IPolicyValidationContext } from 'aws-cdk-lib';
import { RememberedValidation } from '../../lib/shared/remembered-validation';

const directory = mkdtempSync(join(tmpdir(), 'remembered-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What the CDK's validation was asked to look at, in order. */
const looked: string[] = [];
const validate = jest
  .spyOn(CloudFormationValidatePlugin.prototype, 'validate')
  .mockImplementation(({ stackTemplates }) => {
    const paths = stackTemplates.map(({ templatePath }) => templatePath);
    looked.push(...paths.map((path) => path.slice(directory.length + 1)));
    const faulty = paths.filter((path) => path.includes('faulty'));
    return {
      success: faulty.length === 0,
      violations: faulty.map((templatePath) => ({
        ruleName: 'F3002',
        description: 'unknown property',
        severity: 'error',
        violatingResources: [{ templatePath, locations: [] }],
      })),
    };
  });

let memories = 0;
/** A validation that remembers nothing yet. */
const fresh = () => new RememberedValidation(join(directory, `memory-${++memories}`));

function template(name: string, content: string = name) {
  const templatePath = join(directory, name);
  writeFileSync(templatePath, content);
  return { stackConstructPath: name, templatePath, accountId: '111111111111', region: 'us-east-1' };
}

function context(...stackTemplates: readonly ReturnType<typeof template>[]): IPolicyValidationContext {
  return {
    stackTemplates: [...stackTemplates],
    templatePaths: stackTemplates.map(({ templatePath }) => templatePath),
    appConstruct: new App(),
  };
}

beforeEach(() => {
  looked.length = 0;
  validate.mockClear();
});

test('a template that was found good is not looked at again, whatever its file is called', () => {
  const validation = fresh();
  expect(validation.validate(context(template('good', '{}'))).success).toBe(true);
  expect(validation.validate(context(template('other-name', '{}')))).toEqual({
    success: true,
    violations: [],
  });
  expect(looked).toEqual(['good']);
});

test.each([
  ['another content', () => template('good', '{"Resources":{}}')],
  ['another region', () => ({ ...template('good'), region: 'eu-west-1' })],
  ['another account', () => ({ ...template('good'), accountId: '222222222222' })],
])('a template with %s is looked at', (_, changed) => {
  const validation = fresh();
  validation.validate(context(template('good')));
  validation.validate(context(changed()));
  expect(looked).toEqual(['good', 'good']);
});

test('a finding is reported every time, and does not hide what is good beside it', () => {
  const validation = fresh();
  for (const again of [false, true]) {
    looked.length = 0;
    const report = validation.validate(context(template('good'), template('faulty')));
    expect(report.success).toBe(false);
    expect(report.violations).toHaveLength(1);
    expect(looked).toEqual(again ? ['faulty'] : ['good', 'faulty']);
  }
});

test('nothing is remembered of a validation that broke', () => {
  const validation = fresh();
  validate.mockImplementationOnce(() => {
    throw new Error('engine');
  });
  expect(() => validation.validate(context(template('good')))).toThrow('engine');
  validation.validate(context(template('good')));
  expect(looked).toEqual(['good']);
});
