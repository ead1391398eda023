import { createClock } from '../cloud/clock';
import { createCloud } from '../cloud/cloud';
import type { Engine } from '../cloud/engine/engine';
import { startEngineContainer } from '../cloud/engine/engine-container';
import type { Cloud } from '../cloud/types';
import type { RehearsalEvent, RehearsalResult } from '../events';
import { checkFault, expectedOfRun } from '../expected-of-run';
import { judge } from '../judge';
import type { AssemblyModel, Unchecked } from '../model';
import { plantFiles, type Scenario } from '../scenarios';
import type { RunContext } from './action';
import { ObjectStore } from './artifacts';
import { checkRunnable } from './check-runnable';
import { Images } from './docker/image-store';
import { Answers } from './endpoint/jobs';
import { Parameters } from './endpoint/parameters';
import type { AwsEndpoint, Published } from './endpoint/server';
import { EnvironmentRun } from './environment-run';
import { evidenceIn } from './evidence';
import { execute, firstVariables, type Namespaces } from './execute';
import { imagesBefore } from './images-before';
import { Functions } from './lambda/functions';
import { MachineLag, slowBefore, WHEN_LIMITED } from './machine-lag';
import { PipelineArtifacts } from './pipeline-artifacts';
import { Processes } from './processes';
import { promotionResult } from './promotion-result';
import { rehearsedService } from './rehearsed-service';
import { summarize, type Summary } from './result';
import { environmentsOf, type Selection } from './select-stages';
import { standInEnvironment } from './stand-in-commands';
import { standInEndpoint } from './stand-in-endpoint';
import { tellAccount } from './tell-account';
import { Timeline } from './timeline';
import { Workspace } from './workspace';

/** What one rehearsal is about. */
export interface RehearsalOptions {
  readonly model: AssemblyModel;
  /** What the reader of the assembly does not understand. */
  readonly unchecked: readonly Unchecked[];
  readonly selection: Selection;
  readonly scenario: Scenario;
  /** Cloud seconds per second of wall time. */
  readonly speed: number;
  /** Requests per second of wall time. */
  readonly rate: number;
  /** Absolute path of the working tree. */
  readonly project: string;
  /** Runs the tasks as containers; absent: they are processes of this machine. */
  readonly engine?: Engine;
  readonly onEvent: (event: RehearsalEvent) => void;
  /** Hears at once what the result will list as unchecked; absent: nobody does. */
  readonly onUnchecked?: (line: string) => void;
}

/** One rehearsal with all that it starts. Make one, `run` it once; `stop` ends it at any time. */
export class Rehearsal {
  private readonly unchecked = new Set<string>();
  private readonly redAlarms = new Set<string>();
  private readonly published: Published[] = [];
  private readonly events: RehearsalEvent[] = [];
  private readonly timeline: Timeline;
  private readonly workspace = new Workspace();
  private readonly processes = new Processes();
  private readonly lag = new MachineLag();
  private readonly images = new Images();
  private readonly answers = new Answers();
  private readonly objects = new ObjectStore();
  private readonly parameters: Parameters;
  private readonly endpoint: AwsEndpoint;
  private endedAt = 0;
  private environment?: EnvironmentRun;
  private before?: Promise<Readonly<Record<string, string>>>;
  private context?: RunContext;

  constructor(
    private readonly options: RehearsalOptions,
    private readonly makeCloud: typeof createCloud = createCloud,
  ) {
    this.timeline = new Timeline((event) => {
      this.events.push(event);
      options.onEvent(event);
    });
    this.parameters = new Parameters(options.model.parameters);
    for (const { where, what } of options.unchecked) this.note(where, what);
    this.endpoint = this.makeEndpoint();
  }

  /** Runs the stages and resolves with the result, which is also the last event. Throws UsageError. */
  async run(): Promise<RehearsalResult> {
    const { model, selection: first, scenario } = this.options;
    for (const one of environmentsOf(first)) checkFault(scenario, rehearsedService(model, one));
    if (this.options.engine === undefined) checkRunnable(model, first, this.options.project);
    const expected = expectedOfRun(scenario, model, first);
    const address = await this.endpoint.listen();
    const variables = firstVariables(first.pipeline);
    const context = (this.context = this.makeContext(address));
    const results: Summary[] = [];
    const environments = environmentsOf(first);
    for (const selection of environments) {
      results.push(await this.release(selection, context, variables, address));
      if (results.at(-1)?.outcome !== 'released') break;
    }
    const lag = this.lag.stop();
    const slow = scenario.faultsBefore === undefined ? results.flatMap(slowBefore) : [];
    const limits = [...lag, ...slow];
    if (limits.length > 0) this.timeline.emit({ type: 'note', text: [...limits, WHEN_LIMITED].join(' ') });
    const summary = promotionResult(results, environments, model);
    const aftermath = await tellAccount({
      ...{ context, result: summary, endedAt: this.endedAt, endpoint: this.endpoint },
      selection: first,
      limits,
      execution: variables.get('codepipeline')?.PipelineExecutionId ?? '',
      ...{ events: this.events, published: this.published },
    });
    await this.stop();
    const { speed } = this.options;
    const result = {
      ...summary,
      speed,
      limits,
      ...(aftermath && { aftermath }),
      unchecked: [...this.unchecked],
    };
    const verdict = judge({ result, expected, limits: lag, slow, ...evidenceIn(scenario, this.events) });
    return this.timeline.end({ ...result, expected, verdict }, this.endedAt);
  }

  /** Runs the stages of one environment, in a cloud that is gone afterwards. */
  private async release(
    selection: Selection,
    context: RunContext,
    variables: Namespaces,
    awsEndpoint: string,
  ): Promise<Summary> {
    const { model, scenario, speed, rate, engine } = this.options;
    const { images, timeline, makeCloud } = this;
    const environment = (this.environment = new EnvironmentRun({
      ...{ model, selection, speed, rate, images, timeline, awsEndpoint, makeCloud },
      emit: (event) => this.relay(event),
      before: () => (this.before ??= this.buildBefore(context)),
      redAtEntry: scenario.faultsBefore !== undefined,
      ...(engine && { startContainer: (props) => startEngineContainer(engine, props) }),
    }));
    const execution = await execute(selection.stages, context, variables);
    const servingVersion = await environment.settle();
    this.endedAt = timeline.now();
    await environment.finish();
    const { cloud } = environment;
    for (const { where, what } of cloud?.unchecked ?? []) this.note(where, what);
    this.lag.add(cloud?.statistics().load);
    const result = summarize({
      ...{ context, selection, execution, scenario: scenario.name, redAlarms: this.redAlarms },
      endedAt: this.endedAt,
      ...(cloud === undefined ? {} : { cloud }),
      ...(servingVersion === undefined ? {} : { servingVersion }),
      unchecked: [...this.unchecked],
    });
    environment.tellTraces(result);
    await environment.stop();
    return result;
  }

  private async buildBefore(context: RunContext): Promise<Readonly<Record<string, string>>> {
    const images = await imagesBefore(context, this.options);
    this.lag.start();
    return images;
  }

  /** Ends every process, closes every port, removes every file. Safe to call twice and from a signal handler. */
  async stop(): Promise<void> {
    this.processes.end();
    this.endpoint.close();
    try {
      await this.environment?.stop();
      await this.options.engine?.clear();
    } finally {
      this.workspace.remove();
    }
  }

  private relay(event: RehearsalEvent): void {
    if (event.type === 'alarm' && event.state === 'ALARM') this.redAlarms.add(event.name);
    this.timeline.relay(event);
  }

  private note(where: string, what: string): void {
    const line = where === '' ? what : `${where}: ${what}`;
    this.unchecked.add(line);
    this.options.onUnchecked?.(line);
  }

  private makeEndpoint(): AwsEndpoint {
    const { images, objects, parameters, answers, options } = this;
    return standInEndpoint({
      ...this.place(),
      ...{ images, objects, parameters, answers },
      pipeline: options.selection.pipeline,
      service: rehearsedService(options.model, options.selection),
      ...{ model: options.model, scenario: options.scenario },
      events: () => this.events,
      byEngine: options.engine !== undefined,
      now: () => this.timeline.now(),
      directory: this.workspace.makeDirectory('images'),
      running: () => this.running(),
      revision: () => this.context?.revision,
      published: (message) => void this.published.push(message),
      unchecked: (what) => this.note('', what),
      note: (text) => this.timeline.emit({ type: 'note', text }),
    });
  }

  private makeContext(endpoint: string): RunContext {
    const { model, selection, project, scenario } = this.options;
    const { account, region } = this.place();
    const environment = standInEnvironment(this.workspace, { endpoint, region });
    return {
      model,
      project,
      region,
      account,
      pipeline: selection.pipeline,
      timeline: this.timeline,
      workspace: this.workspace,
      processes: this.processes,
      images: this.images,
      objects: this.objects,
      parameters: this.parameters,
      answers: this.answers,
      functions: this.makeFunctions(environment),
      artifacts: new PipelineArtifacts(this.objects, selection.pipeline.name),
      childEnvironment: environment,
      plantInSource: (directory) => plantFiles(scenario, selection.service, directory),
      approves: scenario.approval !== 'rejected',
      imageBefore: () => this.environment?.imageBefore,
      cloud: async () => this.startCloud(),
      sleep: async (seconds) => this.environment?.clock?.sleep(seconds),
      unchecked: (where, what) => this.note(where, what),
    };
  }

  private makeFunctions(environment: Readonly<Record<string, string>>): Functions {
    return new Functions({
      functions: this.options.model.functions,
      processes: this.processes,
      clock: () => this.environment?.clock ?? createClock(this.options.speed),
      environment,
      rewrite: (value) => this.environment?.cloud?.rewrite(value) ?? value,
      onLine: (name, line) => this.timeline.emit({ type: 'log', source: name, line }),
    });
  }

  private async startCloud(): Promise<Cloud> {
    if (this.environment === undefined) throw new Error('no environment is entered yet');
    return this.environment.running();
  }

  private running(): Cloud {
    const { cloud } = this.environment ?? {};
    if (cloud === undefined) throw new Error('the cloud is not running yet');
    return cloud;
  }

  private place(): { readonly account: string; readonly region: string } {
    const [, , , region = '', account = ''] = this.options.selection.pipeline.arn.split(':');
    return { account, region };
  }
}
