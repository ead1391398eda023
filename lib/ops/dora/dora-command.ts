import { readFileSync } from 'node:fs';
import { daysBefore, trailingWindow } from '../../dora/delivery-metrics';
import type { Fact } from '../../dora/facts';
import { measure } from '../../dora/measure';
import type { Window } from '../../dora/metrics';
import { pipelineHistory } from '../../dora/pipeline-history';
import type { Watched } from '../../dora/watched';
import { pipelineName } from '../../shared/names';
import { OperationError, UsageError } from '../errors';
import { failureOf } from '../failure';
import { placesOf } from '../places';
import type { PlaceNames } from '../places';
import type { Session } from '../session';
import { reportData } from './dora-data';
import { reportLines } from './dora-text';
import type { MeasuredPlace } from './dora-text';
import { readEventFile } from './event-file';
import { daysAround, windowOf } from './window';
import type { WindowWords } from './window';

/** What the person asked for. */
export interface DoraOptions extends PlaceNames, WindowWords {
  /** JSON lines to read in place of the account's history; `-` is the standard input. */
  readonly events?: string;
}

/** Further back than the window: what was open at its beginning, and what had been there before. */
const LOOK_BACK_DAYS = 60;

/** Days that CodePipeline remembers. Source: CodePipeline user guide, "Quotas in AWS CodePipeline". */
const MEMORY_DAYS = 365;
const FORGOTTEN = 'CodePipeline remembers twelve months; what was before is missing in the numbers.';

/**
 * `ops dora`: the five metrics of DORA from what CodePipeline remembers, or from a file of events. A service that cannot
 * be read is told as unknown, and then the status is 1.
 * @throws UsageError for wrong names, times and files
 * @throws OperationError when no service can be read, all for the same reason
 */
export async function doraCommand(session: Session, options: DoraOptions): Promise<number> {
  const places = placesOf(session.project, options).map(({ service, environment }) => ({
    service: service.name,
    environment: environment.name,
  }));
  const { events } = options;
  const { window, source, facts, problems, until, notes } =
    events === undefined ? await fromAccount(session, options) : fromFile(session, options, events);
  const measured = measure(facts, places, window).map((place): MeasuredPlace => {
    const problem = problems.get(place.service);
    const { service, environment } = place;
    return problem === undefined ? place : { service, environment, problem };
  });
  for (const line of reportLines(measured, { window, until, notes })) session.output.say(line);
  if (session.json) session.output.data(reportData(measured, window, { source, notes }));
  return measured.some((place) => 'problem' in place) ? 1 : 0;
}

interface Findings {
  readonly window: Window;
  /** Up to when anything is known. */
  readonly until: Date;
  /** What a person has to know about the numbers. */
  readonly notes: readonly string[];
  /** Where the facts come from. */
  readonly source: Readonly<Record<string, unknown>>;
  readonly facts: readonly Fact[];
  /** Services that could not be read, and why. */
  readonly problems: ReadonlyMap<string, string>;
}

function fromFile({ project, clock }: Session, options: DoraOptions, file: string): Findings {
  const { facts, events, ignored } = readEventFile(readText(file), file, watchedOf(project));
  const times = facts.flatMap((fact) => (fact.type === 'action' ? fact.at : []));
  const window = windowOf(options, daysAround(times) ?? trailingWindow(clock.now()));
  const notes = times.length > 0 ? [] : [`Nothing in the file is about a deployment of ${project.project}.`];
  return { window, until: window.to, source: { file, events, ignored }, facts, problems: new Map(), notes };
}

/** One service after the other: CodePipeline answers few requests a second, whoever asks. */
async function fromAccount(session: Session, options: DoraOptions): Promise<Findings> {
  const { project, clients, clock, profile } = session;
  const window = windowOf(options, trailingWindow(clock.now()), clock.now());
  const since = daysBefore(window.from, LOOK_BACK_DAYS);
  const services = new Set(placesOf(project, options).map(({ service }) => service.name));
  const facts: Fact[] = [];
  const problems = new Map<string, string>();
  for (const service of services) {
    const pipeline = { service, name: pipelineName(project.project, service) };
    try {
      facts.push(...(await pipelineHistory(clients.codePipeline, pipeline, watchedOf(project), since)));
    } catch (error) {
      problems.set(service, failureOf(error, profile).message);
    }
  }
  const [only, ...others] = new Set(problems.values());
  if (problems.size === services.size && only !== undefined && others.length === 0) {
    throw new OperationError(only);
  }
  const notes = window.from < daysBefore(clock.now(), MEMORY_DAYS) ? [FORGOTTEN] : [];
  return { window, until: clock.now(), source: { region: project.toolchain.region }, facts, problems, notes };
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const reason = UNREADABLE[code] ?? code;
    throw new UsageError(`--events ${file}: ${reason}; name a file, or - for the standard input`);
  }
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'you may not read it',
};

function watchedOf({ project, environments }: Session['project']): Watched {
  return {
    project,
    services: [...new Set(environments.flatMap(({ services }) => services.map(({ name }) => name)))],
    environments: environments.map(({ name }) => name),
  };
}
