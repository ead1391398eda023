import type { AssemblyModel, Unchecked } from '../model';
import { readAlarms, readCompositeAlarms } from './alarms';
import { Assembly } from './assembly';
import { readStacks } from './assembly-files';
import { readBuildProjects } from './build-projects';
import { checkCoverage } from './check-coverage';
import { readCodeDeploy } from './code-deploy';
import { readEventRules } from './event-rules';
import { readFunctions } from './lambda-functions';
import { readLoadBalancers } from './load-balancers';
import { noteOutsideHosts } from './outside-hosts';
import { readParameters } from './parameters';
import { readPipelines } from './pipelines';
import { withPublicNames } from './public-names';
import { resolvedStacks } from './resolved-stacks';
import type { ResolvedStack } from './resolved-stacks';
import { Resolver } from './resolver';
import { readSamplingRules } from './sampling-rules';
import { readServices } from './services';
import { noteWatchedAlarms } from './watched-alarms';

/** What was read, and what in the assembly the rehearsal will not act out. */
export interface ReadAssembly {
  readonly model: AssemblyModel;
  readonly unchecked: readonly Unchecked[];
  /** Every stack with its references resolved, on demand: releases need a part of it only. */
  readonly resolvedStacks: () => readonly ResolvedStack[];
}

/**
 * Reads a cloud assembly directory: the manifest, nested assemblies, every template and asset.
 * @throws AssemblyError with one line when it cannot be read or holds no pipeline.
 */
export function readAssembly(directory: string): ReadAssembly {
  const stacks = readStacks(directory);
  const assembly = new Assembly(stacks, new Resolver(stacks));
  const model = withPublicNames(assembly, {
    pipelines: readPipelines(assembly, directory),
    buildProjects: readBuildProjects(assembly),
    services: readServices(assembly, (service) => readCodeDeploy(assembly, service)),
    loadBalancers: readLoadBalancers(assembly),
    ...readFunctions(assembly),
    alarms: readAlarms(assembly),
    compositeAlarms: readCompositeAlarms(assembly),
    parameters: readParameters(assembly),
    samplingRules: readSamplingRules(assembly),
    eventRules: readEventRules(assembly),
  });
  checkCoverage(assembly);
  noteOutsideHosts(assembly, model);
  noteWatchedAlarms(assembly, model);
  return { model, unchecked: assembly.unchecked, resolvedStacks: () => resolvedStacks(assembly) };
}
