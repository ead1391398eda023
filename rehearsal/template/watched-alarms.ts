import { parseAlarmRule } from '../cloud/metrics/alarm-rule';
import type { AssemblyModel } from '../model';
import type { Assembly } from './assembly';
import { hasUnknown } from './unknown';

/** Alarms that something relies on, and where it says so. */
interface Watch {
  readonly where: string;
  readonly names: readonly string[];
}

/**
 * Notes alarms that a deployment, an entry rule or a composite alarm asks and that no template makes: nobody evaluates
 * them here, so they are never red.
 */
export function noteWatchedAlarms(assembly: Assembly, model: AssemblyModel): void {
  const made = new Set(
    [...model.alarms, ...(model.compositeAlarms ?? [])].flatMap(({ name, arn }) => [name, arn]),
  );
  const places = new Map(assembly.resources.map((entry) => [entry.ref, entry.where]));
  for (const { where, names } of [...byDeployments(model), ...byEntryRules(model), ...byComposites(model)]) {
    for (const name of new Set(names)) {
      // A name that only a deployment can tell is noted where it stands.
      if (made.has(name) || hasUnknown(name)) continue;
      const what = `the alarm ${name} is not in the assembly, so nothing evaluates it and it is never red`;
      assembly.report(places.get(where) ?? where, what);
    }
  }
}

function byDeployments({ services }: AssemblyModel): Watch[] {
  return services.flatMap(({ arn, codeDeploy, deploymentAlarms }) => [
    { where: codeDeploy?.deploymentGroup ?? '', names: codeDeploy?.alarmNames ?? [] },
    { where: arn, names: deploymentAlarms?.names ?? [] },
  ]);
}

function byEntryRules({ pipelines }: AssemblyModel): Watch[] {
  return pipelines.flatMap(({ name, stages }) =>
    stages.map(({ entryRules = [] }) => ({
      where: name,
      names: entryRules.flatMap(({ configuration: { AlarmName } }) => AlarmName ?? []),
    })),
  );
}

/** A rule that cannot be read is noted by whoever acts it out. */
function byComposites({ compositeAlarms = [] }: AssemblyModel): Watch[] {
  return compositeAlarms.flatMap(({ name, rule }) => {
    try {
      return { where: name, names: parseAlarmRule(rule).alarms };
    } catch {
      return [];
    }
  });
}
