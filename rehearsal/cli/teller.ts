import { plainLine } from '../../app/shared/plain-text';
import type { RehearsalEvent } from '../events';
import { clockTime } from './numbers';
import { resultLines } from './result-block';
import { SampleSum } from './samples';
import type { Paint, Terminal } from './terminal';
import { trafficBar } from './traffic-bar';
import { waterfallLines } from './waterfall-lines';

/** Cloud seconds between two lines on the users' requests. */
const SAMPLE_SECONDS = 60;
/** Lines of output that are shown of an action that failed. */
const TAIL = 15;

/** Steps of a deployment that are shifts of traffic, under CodeDeploy and ECS. */
const SHIFTS: readonly string[] = ['AllowTraffic', 'TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'];

type Event<T extends RehearsalEvent['type']> = Extract<RehearsalEvent, { type: T }>;

/** Tells the events of a rehearsal to a person. */
export class Teller {
  private readonly samples = new SampleSum();
  private readonly traced = new Set<string>();
  private readonly output = new Map<string, string[]>();
  private lastSamples?: number;
  private deploying = false;

  constructor(private readonly terminal: Terminal) {}

  /** Tells one event. */
  show(event: RehearsalEvent): void {
    switch (event.type) {
      case 'stage':
        return this.stage(event);
      case 'action':
        return this.action(event);
      case 'phase':
        return this.phase(event);
      case 'log':
        return this.keep(event);
      case 'note':
        return this.terminal.row(event.at, 'note', event.text);
      case 'task':
        return this.task(event);
      case 'deployment':
        return this.deployment(event);
      case 'traffic':
        return this.traffic(event);
      case 'hook':
        return this.hook(event);
      case 'alarm':
        return this.alarm(event);
      case 'sample':
        return this.sample(event);
      case 'trace':
        return this.trace(event);
      case 'postmortem':
        // Its file is named at the end.
        return;
      case 'result':
        return resultLines(event, this.terminal);
    }
  }

  private stage({ stage, status }: Event<'stage'>): void {
    if (status === 'started') this.terminal.heading(stage);
  }

  private action({ at, action, status, detail }: Event<'action'>): void {
    const { colours } = this.terminal;
    if (status === 'started') return this.terminal.live(`  ${clockTime(at)}  ${action} …`);
    this.flushSamples(at);
    const sign = status === 'succeeded' ? '✔' : '✘';
    const paint = status === 'succeeded' ? colours.green : colours.red;
    this.terminal.row(at, action, `${sign} ${detail ?? status}`, paint);
    if (status === 'failed') this.tail(action);
    this.output.delete(action);
  }

  private phase({ at, phase, status, seconds, action }: Event<'phase'>): void {
    if (status === 'started') return this.terminal.live(`  ${clockTime(at)}  ${action}: ${phase} …`);
    const sign = status === 'succeeded' ? '✔' : '✘';
    this.terminal.paintedRow(
      at,
      '',
      `${sign} ${phase.padEnd(10)} ${(seconds ?? 0).toFixed(1).padStart(6)} s`,
    );
  }

  private keep({ source, line }: Event<'log'>): void {
    const lines = this.output.get(source) ?? [];
    lines.push(line);
    this.output.set(source, lines.slice(-200));
  }

  private tail(source: string): void {
    const lines = (this.output.get(source) ?? []).filter((line) => line.trim() !== '').slice(-TAIL);
    for (const line of lines) this.terminal.line(`      ${this.terminal.colours.dim(plainLine(line, 74))}`);
  }

  private task({ at, task, version, status, detail }: Event<'task'>): void {
    const telling =
      status === 'unhealthy' || (status === 'stopped' && detail !== undefined) || status === 'healthy';
    if (!this.deploying || !telling) return;
    const text = `${task} (${version}) ${status}${detail === undefined ? '' : `: ${detail}`}`;
    this.terminal.row(at, 'task', text, status === 'healthy' ? String : this.terminal.colours.yellow);
  }

  private deployment({ at, id, status, detail }: Event<'deployment'>): void {
    this.deploying = true;
    // The bar of the weights says it already.
    if (SHIFTS.includes(status)) return;
    this.flushSamples(at);
    this.terminal.row(at, 'deploy', `${id} ${status}${detail === undefined ? '' : `: ${detail}`}`);
  }

  private traffic({ at, listener, weights }: Event<'traffic'>): void {
    if (!this.deploying) return;
    this.flushSamples(at);
    this.terminal.paintedRow(at, listener === 'test' ? 'test' : 'traffic', trafficBar(weights, this.paint));
  }

  private hook({ at, event, status, detail }: Event<'hook'>): void {
    const { colours } = this.terminal;
    const paint: Record<typeof status, Paint> = {
      Started: String,
      Succeeded: colours.green,
      Failed: colours.red,
    };
    this.terminal.row(
      at,
      'hook',
      `${event} ${status}${detail === undefined ? '' : `: ${detail}`}`,
      paint[status],
    );
  }

  private alarm({ at, name, state, reason }: Event<'alarm'>): void {
    if (state === 'INSUFFICIENT_DATA' || (state === 'OK' && !this.deploying)) return;
    const { colours } = this.terminal;
    this.terminal.row(
      at,
      'alarm',
      `${name} ${state}: ${reason}`,
      state === 'ALARM' ? colours.red : colours.green,
    );
  }

  private sample(event: Event<'sample'>): void {
    this.samples.add(event);
    this.lastSamples ??= event.at;
    if (event.at - this.lastSamples >= SAMPLE_SECONDS) this.flushSamples(event.at);
    const rate = event.requests === 0 ? 0 : Math.round((event.failed / event.requests) * 100);
    this.terminal.live(
      `  ${clockTime(event.at)}  users     ${event.colour}: ${rate} % of the last requests failed`,
    );
  }

  /** The first trace of an environment tells most; the report has the others. */
  private trace(event: Event<'trace'>): void {
    if (this.traced.has(event.environment)) return;
    this.traced.add(event.environment);
    waterfallLines(event, this.terminal);
  }

  private flushSamples(at: number): void {
    const told = this.samples.take();
    const paint = told?.failed === true ? this.terminal.colours.red : String;
    if (told !== undefined) this.terminal.row(at, 'users', told.text, paint);
    this.lastSamples = at;
  }

  private readonly paint = (label: string, text: string): string => {
    if (label === 'blue') return this.terminal.colours.blue(text);
    return label === 'green' ? this.terminal.colours.green(text) : text;
  };
}
