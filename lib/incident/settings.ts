import type { Place } from '../dora/history';
import { WatchedReleases } from '../notifications/watched-releases';
import { driftAlarmName, serviceImpairedName } from './alarm-names';
import { ANY, titleOf } from './incident';
import type { Trouble } from './incident';

/** Environment variables of the functions that keep incidents. */
export const INCIDENT_ENV = {
  /** `IncidentSettings` as JSON. */
  settings: 'SETTINGS',
  /** ARN of the topic that hears about incidents. */
  topic: 'TOPIC_ARN',
  /** Bucket of the drafts. */
  bucket: 'POSTMORTEM_BUCKET',
  /** Name of the Automation document that rolls back. */
  runbook: 'RUNBOOK',
} as const;

/** One environment as incidents see it. */
export interface IncidentEnvironment {
  readonly name: string;
  readonly region: string;
  /** Account of the environment; absent when the project has one account, which nobody named. */
  readonly account?: string;
  /** Whether it is in the account and the region of the toolchain, where the functions can look into it. */
  readonly near: boolean;
  /** How each service is released, in words, by its name. */
  readonly services: Readonly<Record<string, string>>;
}

/** What the functions must know of the project. */
export interface IncidentSettings {
  readonly project: string;
  /** Region of the toolchain. */
  readonly region: string;
  /** Time zone of the people, as IANA names it. */
  readonly timeZone: string;
  readonly environments: readonly IncidentEnvironment[];
}

/**
 * The settings of a function.
 * @throws SyntaxError when they are no JSON, which only a wrong deployment can bring about
 */
export function settingsFrom(environment: Readonly<Record<string, string | undefined>>): IncidentSettings {
  return JSON.parse(environment[INCIDENT_ENV.settings] ?? '{}') as IncidentSettings;
}

/** Every service of the project, once. */
export function servicesOf({ environments }: IncidentSettings): string[] {
  return [...new Set(environments.flatMap(({ services }) => Object.keys(services)))];
}

/** Whose releases are watched. */
export function releasesOf(settings: IncidentSettings): WatchedReleases {
  const environments = settings.environments.map(({ name }) => name);
  return new WatchedReleases(settings.project, servicesOf(settings), environments);
}

/** The environment of a place; undefined for an incident that is about no single one. */
export function environmentOf(
  { environments }: IncidentSettings,
  { environment }: Place,
): IncidentEnvironment | undefined {
  return environments.find(({ name }) => name === environment);
}

/** What an alarm of this name tells when it is red; undefined when it opens no incident. */
export function troubleOfAlarm(
  alarm: string | undefined,
  began: string,
  { project, environments }: IncidentSettings,
): Trouble | undefined {
  const place = environments
    .flatMap(({ name, services }) => Object.keys(services).map((service) => ({ service, environment: name })))
    .find((each) => serviceImpairedName(project, each) === alarm);
  const about = place
    ? ({ cause: 'impaired', place } as const)
    : ({ cause: 'drift', place: { service: ANY, environment: ANY } } as const);
  if (alarm === undefined || (!place && alarm !== driftAlarmName(project))) return undefined;
  return { ...about, began, what: titleOf(about), alarm };
}
