import { ENV } from '../app/shared/contract';
import { RELEASED, safeguardsOf, type Ending } from './expectation';
import { onlyFromInside, readsFaults } from './faults-from-outside';
import type { ExpectedEnding } from './judge';
import type { AssemblyModel, ServiceModel } from './model';
import { rehearsedService } from './pipeline/rehearsed-service';
import { environmentsOf, hasApproval, type Selection } from './pipeline/select-stages';
import { entryAlarms } from './pipeline/wait-for-red';
import { expectedEndings, SCENARIOS, type Scenario } from './scenarios';
import { UsageError } from './usage-error';

/** A set that has what the scenarios about approvals and entry conditions need. */
const EXAMPLE = '--project bin/staging-production.ts';

/** Why a fault can be rehearsed where the services would refuse it; undefined when there is nothing to say. */
export function liftedRefusal(
  { faults, faultsBefore }: Scenario,
  model: AssemblyModel,
  selection: Selection,
): string | undefined {
  if ((faults ?? faultsBefore) === undefined) return undefined;
  const refusing = environmentsOf(selection).filter((one) => refusesFaults(model, one.environment));
  if (refusing.length === 0) return undefined;
  const where = refusing.map(({ environment }) => environment).join(' and ');
  return (
    `On AWS, the services refuse planted faults in ${where}: this rehearsal sets ${ENV.faultsAllowed}=true in its own ` +
    'containers, to show what a bad release would do there.'
  );
}

function refusesFaults({ services }: AssemblyModel, environment: string): boolean {
  return services.some(
    ({ task }) =>
      task.environment[ENV.environment] === environment && task.environment[ENV.faultsAllowed] === 'false',
  );
}

/** Throws a UsageError for a scenario about something that the chosen stages do not have. */
export function checkStages(scenario: Scenario, selection: Selection): void {
  const { name, approval, faultsBefore } = scenario;
  const where = `the pipeline of ${selection.service}`;
  if (approval !== undefined && !environmentsOf(selection).some(({ stages }) => hasApproval(stages))) {
    throw new UsageError(
      `the scenario ${name} needs an approval, and ${where} has none before ${lastOf(selection)}; try it with ${EXAMPLE}`,
    );
  }
  if (faultsBefore !== undefined && entryAlarms(selection.stages).length === 0) {
    throw new UsageError(
      `the scenario ${name} needs alarms that are asked before a release, and ${where} has none before ` +
        `${selection.environment}; set blockOnAlarms of the environment, or try it with ${EXAMPLE}`,
    );
  }
}

/** Throws a UsageError for a fault that cannot be made on a service: around its containers, not everything can be. */
export function checkFault({ name, faults, files }: Scenario, service: ServiceModel): void {
  if (readsFaults(service)) return;
  if (files !== undefined || onlyFromInside(faults)) {
    throw new UsageError(
      `the scenario ${name} is about a service of this project or a fork, and ${service.name} is none: its task ` +
        `definition does not have ${ENV.faultsAllowed}; try ${POSSIBLE.join(', ')}`,
    );
  }
  const checked = service.targetGroupArns.length > 0 || service.task.healthCheck !== undefined;
  if (faults === 'unhealthy' && !checked)
    throw new UsageError(`the scenario ${name} needs a health check, and ${service.name} has none`);
}

/** Scenarios that can be rehearsed with any service. */
const POSSIBLE: readonly string[] = SCENARIOS.filter(
  ({ faults, files }) => files === undefined && !onlyFromInside(faults),
).map(({ name }) => name);

/**
 * The ends that make a run over all its environments a success: those in the first environment that may stop the
 * release, and so on while it may go on.
 */
export function expectedOfRun(
  scenario: Scenario,
  model: AssemblyModel,
  selection: Selection,
): readonly ExpectedEnding[] {
  const environments = environmentsOf(selection);
  const expected: ExpectedEnding[] = [];
  for (const one of environments) {
    const { environment } = one;
    const here = endingsIn(scenario, model, one).map((ending) => ({ environment, ...ending }));
    const goesOn = here.some(({ outcome }) => outcome === 'released');
    // A release that goes on ends in the last environment.
    expected.push(...here.filter(({ outcome }) => outcome !== 'released' || one === environments.at(-1)));
    if (!goesOn) break;
  }
  return expected;
}

function endingsIn(scenario: Scenario, model: AssemblyModel, selection: Selection): readonly Ending[] {
  // Nobody is asked here, so nobody rejects.
  if (scenario.approval === 'rejected' && !hasApproval(selection.stages)) return [RELEASED];
  return expectedEndings(scenario, safeguardsOf(model, rehearsedService(model, selection)));
}

function lastOf(selection: Selection): string {
  return environmentsOf(selection).at(-1)?.environment ?? '';
}
