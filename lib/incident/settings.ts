import type { Place } from '../dora/history';
import { WatchedReleases } from '../notifications/watched-releases';
import type { Watched } from './read-signal';

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
  /** Page that compares two commits: `{good}` and `{bad}` are put in. */
  readonly compareUrl: string;
}

/**
 * The settings of a function.
 * @throws SyntaxError when they are no JSON, which only a wrong deployment can bring about
 */
export function settingsFrom(environment: Readonly<Record<string, string | undefined>>): IncidentSettings {
  return JSON.parse(environment[INCIDENT_ENV.settings] ?? '{}') as IncidentSettings;
}

/** What events are looked for. */
export function watchedBy({ project, environments }: IncidentSettings): Watched {
  const services = [...new Set(environments.flatMap((environment) => Object.keys(environment.services)))];
  const names = environments.map(({ name }) => name);
  const known = new Map(environments.map((environment) => [environment.name, environment]));
  return {
    project,
    services,
    environments: names,
    servicesOf: (name) => Object.keys(known.get(name)?.services ?? {}),
    accountOf: (name) => known.get(name)?.account,
    releases: new WatchedReleases(project, services, names),
  };
}

/** The environment of a place; undefined for an incident that is about no single one. */
export function environmentOf(
  { environments }: IncidentSettings,
  { environment }: Place,
): IncidentEnvironment | undefined {
  return environments.find(({ name }) => name === environment);
}
