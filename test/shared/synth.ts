import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import cdkJson from '../../cdk.json';

/** A fresh app with the project's feature flags and without validation, which only the golden tests pay for. */
export function testApp(): App {
  return new App({
    context: cdkJson.context,
    builtinCloudFormationValidation: false,
    analyticsReporting: false,
  });
}

/** The template of a stack that holds what `build` makes. Synthesize once per file and share it. */
export function synth(build: (stack: Stack) => Construct | void, region = 'us-east-1'): Template {
  const stack = new Stack(testApp(), 'Test', { env: { region } });
  build(stack);
  return Template.fromStack(stack);
}
