import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CloudFormationValidatePlugin } from 'aws-cdk-lib';
import type {
  IPolicyValidationContext,
  PolicyValidationPluginReport,
  PolicyValidationStack,
} from 'aws-cdk-lib';
import { version } from 'aws-cdk-lib/package.json';
import { KeptDirectory } from './kept-directory';

/** Where it is remembered which templates were found good, unless another directory is named. */
export const VALIDATED = join(resolve(__dirname, '..', '..'), 'node_modules', '.cache', 'validated');

/**
 * The CDK's own validation of the templates, without looking twice at a template in which it found nothing, for the same
 * account and region, with the same version of the CDK. `npm ci` makes it forget.
 */
export class RememberedValidation extends CloudFormationValidatePlugin {
  /** @param memory directory in which is remembered what was found good */
  constructor(private readonly memory: string = VALIDATED) {
    super();
  }

  /** Version of the CDK, which brings the rules; to ask the validator for its own would load it. */
  override get version(): string {
    return version;
  }

  /** Looks at the templates that are new, and remembers those without any finding, warnings included. */
  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const fresh = context.stackTemplates
      .map((template) => ({ template, foundGood: this.foundGood(template) }))
      .filter(({ foundGood }) => !foundGood.find());
    if (fresh.length === 0) return { success: true, violations: [] };
    const report = super.validate({ ...context, stackTemplates: fresh.map(({ template }) => template) });
    const faulty = new Set(
      report.violations.flatMap(({ violatingResources }) =>
        violatingResources.map(({ templatePath }) => templatePath),
      ),
    );
    for (const { template, foundGood } of fresh) {
      if (!faulty.has(template.templatePath)) foundGood.filledBy(() => undefined);
    }
    return report;
  }

  private foundGood({ templatePath, accountId, region }: PolicyValidationStack): KeptDirectory {
    const state = createHash('sha256')
      .update(JSON.stringify([version, accountId, region]))
      .update(readFileSync(templatePath));
    return new KeptDirectory(this.memory, state.digest('hex').slice(0, 32));
  }
}
