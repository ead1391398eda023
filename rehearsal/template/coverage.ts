import { DELIVERY_COVERAGE } from './coverage-delivery';
import { SERVICE_COVERAGE } from './coverage-service';
import type { TypeCoverage } from './coverage-types';

/** Actions of a pipeline that are acted out: providers by category, `*` for every provider. */
export const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  Source: ['*'],
  Build: ['CodeBuild'],
  Test: ['CodeBuild'],
  Approval: ['Manual'],
  Deploy: ['CodeDeployToECS', 'ECS'],
  Invoke: ['Lambda'],
};

/** Rules before a stage that are acted out, by provider. */
export const ENTRY_RULES: readonly string[] = ['CloudWatchAlarm', 'DeploymentWindow', 'VariableCheck'];

/**
 * What the rehearsal acts out of a template, and what it leaves out because a release does not depend on it.
 * Everything that stands in neither list is reported as unchecked. A path is property names joined by dots,
 * lists left out; a path covers everything below it.
 */
export const ACTED_OUT: Readonly<Record<string, TypeCoverage>> = {
  ...DELIVERY_COVERAGE,
  ...SERVICE_COVERAGE,
};
