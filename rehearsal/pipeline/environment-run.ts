import { PATHS } from '../../app/shared/contract';
import type { Identity } from '../../app/shared/contract';
import { LOAD_HEADER } from '../cloud/balancer/listener';
import { createClock } from '../cloud/clock';
import type { createCloud } from '../cloud/cloud';
import type { StartContainer } from '../cloud/process/container';
import type { Clock, Cloud, ImageStore } from '../cloud/types';
import { labelOf } from '../cloud/versions';
import type { RehearsalEvent, RehearsalResult } from '../events';
import type { AssemblyModel, ServiceModel } from '../model';
import { chooseTraces } from '../traces/choose-traces';
import { UsageError } from '../usage-error';
import { entryOf, neighboursOf, publicEntryOf, rehearsedService } from './rehearsed-service';
import type { Selection } from './select-stages';
import type { Timeline } from './timeline';
import { traceEvent } from './trace-events';
import { waitForRed } from './wait-for-red';

/** What one environment of a rehearsal is run with. */
export interface EnvironmentRunProps {
  readonly model: AssemblyModel;
  readonly selection: Selection;
  /** Cloud seconds per second of wall time, and requests per second of wall time. */
  readonly speed: number;
  readonly rate: number;
  readonly images: ImageStore;
  readonly timeline: Timeline;
  /** Base URL of the AWS stand-in. */
  readonly awsEndpoint: string;
  readonly makeCloud: typeof createCloud;
  /** Starts the container of a task; absent: processes of this machine. */
  readonly startContainer?: StartContainer;
  readonly emit: (event: RehearsalEvent) => void;
  /** Builds what runs before the release; image by service name. */
  readonly before: () => Promise<Readonly<Record<string, string>>>;
  /** True when an alarm at the entry of the environment is to be red before the release comes. */
  readonly redAtEntry: boolean;
}

/** Time that goes on after the last action, so that the pictures show what remains; cloud seconds. */
const AFTERMATH_SECONDS = 60;

/** One environment while a release goes to it: its services, its users, its clock. Nothing runs before `running`. */
export class EnvironmentRun {
  cloud?: Cloud;
  clock?: Clock;
  /** Image that the service ran before the release. */
  imageBefore?: string;
  private started?: Promise<Cloud>;

  constructor(private readonly props: EnvironmentRunProps) {}

  /** The running cloud; started on the first call. Throws a UsageError when what ran before does not start. */
  async running(): Promise<Cloud> {
    return (this.started ??= this.start());
  }

  /** Lets some time pass, then asks which version users get; absent when nothing was started or nothing answers. */
  async settle(): Promise<string | undefined> {
    await this.clock?.sleep(AFTERMATH_SECONDS);
    const origin = this.cloud?.origins().get(entryOf(this.props.model, this.service) ?? '');
    if (origin === undefined) return undefined;
    try {
      const signal = AbortSignal.timeout(15_000);
      const response = await fetch(`http://${origin}${PATHS.version}`, {
        signal,
        headers: { [LOAD_HEADER]: '1' },
      });
      // The load balancer tells, whatever the service answers; without one, only the service can.
      const [, version] = response.headers.get(LOAD_HEADER)?.split(' ') ?? [];
      return version ?? ((await response.json()) as Identity).version;
    } catch {
      return undefined;
    }
  }

  /** Ends the users and lets the services send what they have measured. */
  async finish(): Promise<void> {
    await this.cloud?.finish();
  }

  /** Tells the traces that say most about the release. */
  tellTraces({ outcome, versionAfter: newVersion }: Pick<RehearsalResult, 'outcome' | 'versionAfter'>): void {
    const store = this.cloud?.traces();
    const { clock } = this;
    if (store === undefined || clock === undefined) return;
    const choice = { service: labelOf(this.service), newVersion, released: outcome === 'released' };
    for (const chosen of chooseTraces(store.traces(), choice)) {
      const age = ((Date.now() - chosen.trace.startedAtMs) / 1000) * clock.speed;
      const at = clock.now() - age;
      this.props.timeline.relay(traceEvent(chosen, this.props.selection.environment, at));
    }
  }

  /** Ends every process and closes every port; safe to call twice. */
  async stop(): Promise<void> {
    await this.cloud?.stop();
  }

  private get service(): ServiceModel {
    return rehearsedService(this.props.model, this.props.selection);
  }

  private async start(): Promise<Cloud> {
    const { model, speed, rate, timeline, selection, images, awsEndpoint, emit, startContainer } = this.props;
    const { service } = this;
    const neighbours = neighboursOf(model, service);
    const text = `Starts ${neighbours.length} service(s) as they ran before the release.`;
    timeline.emit({ type: 'note', text });
    timeline.hold();
    const before = await this.props.before();
    this.imageBefore = before[service.name];
    const clock = (this.clock = createClock(speed));
    const cloud = (this.cloud = this.props.makeCloud({
      ...{ model, service: service.name, clock, rate, before, awsEndpoint },
      emit: (event) => emit(placed(event, selection.environment)),
      imageStore: images,
      ...(startContainer && { startContainer }),
    }));
    try {
      await cloud.start();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new UsageError(`what ran before the release does not start: ${message}`);
    }
    timeline.follow(clock);
    const page = cloud.origins().get(publicEntryOf(model, neighbours) ?? '');
    if (page) timeline.emit({ type: 'note', text: `While it runs, the users' page is at http://${page}/` });
    if (this.props.redAtEntry) await waitForRed(selection, { cloud, clock, timeline });
    return cloud;
  }
}

/** The event with the name of its environment, where it needs one to be told apart. */
function placed(event: RehearsalEvent, environment: string): RehearsalEvent {
  const { type } = event;
  return type === 'sample' || type === 'traffic' || type === 'alarm' ? { ...event, environment } : event;
}
