import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { JOURNEY_METADATA, type JourneyStep } from '../../app/shared/journey';
import { checksOf } from '../delivery/service-checks';
import { InputError } from '../shared/input-error';
import { childOf } from '../shared/library-parts';

const APP = resolve(__dirname, '..', '..', 'app');

/**
 * What visitors of a service do: `app/<service>/journey.ts` where there is one, else they ask for the paths that a release
 * of it is checked with.
 */
export function visitorsJourney(service: string): readonly JourneyStep[] {
  const file = resolve(APP, service, 'journey.ts');
  if (!existsSync(file)) return checksOf(service).map(({ path }) => ({ method: 'GET', path, weight: 1 }));
  const own = createRequire(__filename)(file) as { readonly JOURNEY?: readonly JourneyStep[] };
  if (!own.JOURNEY) throw new InputError(`app/${service}/journey.ts must export a list named JOURNEY`);
  return own.JOURNEY;
}

/** Says in the template of a service what its visitors do, for whoever tries a release of it out. */
export function tellJourney(name: string, service: ecs.FargateService): void {
  childOf(service, 'Service', ecs.CfnService).addMetadata(JOURNEY_METADATA, visitorsJourney(name));
}
