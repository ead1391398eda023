import type { ParameterModel } from '../model';
import type { Assembly } from './assembly';

/** Every stored (SSM) parameter with its value at the first deployment. */
export function readParameters(assembly: Assembly): ParameterModel[] {
  return assembly
    .ofType('AWS::SSM::Parameter')
    .map((entry) => ({ name: entry.ref, value: entry.text('Value') }));
}
