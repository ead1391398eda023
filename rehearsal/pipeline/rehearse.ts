import { ENV, PATHS } from '../../app/shared/contract';
import type { Identity } from '../../app/shared/contract';
import { createClock } from '../cloud/clock';
import { createCloud } from '../cloud/cloud';
import type { Cloud, Clock } from '../cloud/types';
import type { RehearsalEvent, RehearsalResult } from '../events';
import type { AssemblyModel, Unchecked } from '../model';
import { plantFiles } from '../scenarios';
import type { Scenario } from '../scenarios';
import { UsageError } from '../usage-error';
import type { RunContext } from './action';
import { ObjectStore } from './artifacts';
import { awsCommand } from './aws-command';
import { buildBaseline } from './baseline';
import { dockerCommand } from './docker/command';
import { Images } from './docker/image-store';
import { ecrOperations } from './endpoint/ecr';
import { ecsOperations } from './endpoint/ecs';
import { executionOperations } from './endpoint/executions';
import { Answers } from './endpoint/jobs';
import { Parameters } from './endpoint/parameters';
import { AwsEndpoint } from './endpoint/server';
import { execute } from './execute';
import { Functions } from './lambda/functions';
import { MachineLag } from './machine-lag';
import { PipelineArtifacts } from './pipeline-artifacts';
import { Processes } from './processes';
import { entryOf, publicEntryOf, rehearsedService } from './rehearsed-service';
import { summarize } from './result';
import type { Selection } from './select-stages';
import { standInEnvironment } from './stand-in-commands';
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
  readonly onEvent: (event: RehearsalEvent) => void;
}

/** Time that goes on after the pipeline has ended, so that the pictures show what remains; cloud seconds. */
const AFTERMATH_SECONDS = 60;

/** One rehearsal with all that it starts. Make one, `run` it once; `stop` ends it at any time. */
export class Rehearsal {
  private readonly unchecked = new Set<string>();
  private readonly redAlarms = new Set<string>();
  private readonly timeline: Timeline;
  private readonly workspace = new Workspace();
  private readonly processes = new Processes();
  private readonly lag = new MachineLag();
  private readonly images = new Images();
  private readonly answers = new Answers();
  private readonly objects = new ObjectStore();
  private readonly parameters: Parameters;
  private readonly endpoint: AwsEndpoint;
  private clock?: Clock;
  private cloud?: Cloud;
  private started?: Promise<Cloud>;
  private context?: RunContext;

  constructor(
    private readonly options: RehearsalOptions,
    private readonly makeCloud: typeof createCloud = createCloud,
  ) {
    this.timeline = new Timeline(options.onEvent);
    this.parameters = new Parameters(options.model.parameters);
    for (const { where, what } of options.unchecked) this.note(where, what);
    this.endpoint = this.makeEndpoint();
  }

  /** Runs the stages and resolves with the result, which is also the last event. Throws UsageError. */
  async run(): Promise<RehearsalResult> {
    const { selection, scenario } = this.options;
    const endpoint = await this.endpoint.listen();
    const context = (this.context = this.makeContext(endpoint));
    const execution = await execute(selection.stages, context);
    await this.clock?.sleep(AFTERMATH_SECONDS);
    const servingVersion = await servedVersion(context, selection, this.cloud);
    for (const { where, what } of this.cloud?.unchecked ?? []) this.note(where, what);
    const busy = this.lag.stop();
    if (busy) this.timeline.emit({ type: 'note', text: busy });
    const at = this.timeline.now();
    const result = summarize({
      context,
      selection,
      scenario: scenario.name,
      execution,
      ...(this.cloud === undefined ? {} : { cloud: this.cloud }),
      ...(servingVersion === undefined ? {} : { servingVersion }),
      redAlarms: this.redAlarms,
      unchecked: [...this.unchecked],
    });
    await this.stop();
    return this.timeline.end(result, at);
  }

  /** Ends every process, closes every port, removes every file. Safe to call twice and from a signal handler. */
  async stop(): Promise<void> {
    this.processes.end();
    this.endpoint.close();
    try {
      await this.cloud?.stop();
    } finally {
      this.workspace.remove();
    }
  }

  private relay(event: RehearsalEvent): void {
    if (event.type === 'alarm' && event.state === 'ALARM') this.redAlarms.add(event.name);
    this.timeline.relay(event);
  }

  private note(where: string, what: string): void {
    this.unchecked.add(where === '' ? what : `${where}: ${what}`);
  }

  private makeEndpoint(): AwsEndpoint {
    const { account, region } = this.place();
    const unchecked = (what: string): void => this.note('', what);
    const { faults, findings } = this.options.scenario;
    const executions = executionOperations(this.options.selection.pipeline, () => this.context?.revision);
    const ecr = ecrOperations(this.images, { account, region, findings });
    const plant = (): Record<string, string> => (faults === undefined ? {} : { [ENV.faults]: faults });
    const directory = this.workspace.makeDirectory('images');
    return new AwsEndpoint({
      account,
      objects: this.objects,
      unchecked,
      services: {
        AmazonSSM: this.parameters.operations(),
        AmazonEC2ContainerServiceV20141113: ecsOperations(() => this.running()),
        CodePipeline_20150709: { ...this.answers.pipelineOperations(), ...executions },
        CodeDeploy_20141006: this.answers.deployOperations(),
        AmazonEC2ContainerRegistry_V20150921: ecr,
      },
      commands: {
        docker: dockerCommand({ images: this.images, directory, plant, unchecked }),
        aws: awsCommand({ account, ecr, unchecked }),
      },
    });
  }

  private makeContext(endpoint: string): RunContext {
    const { model, selection, project, scenario } = this.options;
    const { account, region } = this.place();
    const environment = standInEnvironment(this.workspace, { endpoint, region });
    const context: RunContext = {
      model,
      project,
      region,
      account,
      pipeline: selection.pipeline,
      environment: selection.environment,
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
      cloud: async () => (this.started ??= this.startCloud(context, endpoint)),
      sleep: async (seconds) => this.clock?.sleep(seconds),
      unchecked: (where, what) => this.note(where, what),
    };
    return context;
  }

  private makeFunctions(environment: Readonly<Record<string, string>>): Functions {
    return new Functions({
      functions: this.options.model.functions,
      processes: this.processes,
      clock: () => this.clock ?? createClock(this.options.speed),
      environment,
      rewrite: (value) => this.cloud?.rewrite(value) ?? value,
      onLine: (name, line) => this.timeline.emit({ type: 'log', source: name, line }),
    });
  }

  private async startCloud(context: RunContext, endpoint: string): Promise<Cloud> {
    const { model, selection, speed, rate } = this.options;
    const service = rehearsedService(model, selection);
    const neighbours = model.services.filter(({ cluster }) => cluster === service.cluster);
    this.timeline.emit({
      type: 'note',
      text: `Starts ${neighbours.length} service(s) as they ran before the release.`,
    });
    const before = await buildBaseline(context, neighbours);
    context.imageBefore = before[service.name];
    this.clock = createClock(speed);
    this.lag.start();
    this.timeline.follow(this.clock);
    this.cloud = this.makeCloud({
      ...{ model, service: service.name, clock: this.clock, rate, before },
      emit: (event) => this.relay(event),
      imageStore: this.images,
      awsEndpoint: endpoint,
    });
    try {
      await this.cloud.start();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new UsageError(`what ran before the release does not start: ${message}`);
    }
    const page = this.cloud.origins().get(publicEntryOf(model, neighbours) ?? '');
    if (page)
      this.timeline.emit({ type: 'note', text: `While it runs, the users' page is at http://${page}/` });
    return this.cloud;
  }

  private running(): Cloud {
    if (this.cloud === undefined) throw new Error('the cloud is not running yet');
    return this.cloud;
  }

  private place(): { readonly account: string; readonly region: string } {
    const [, , , region = '', account = ''] = this.options.selection.pipeline.arn.split(':');
    return { account, region };
  }
}

/** Version that the service's entry answers with after the pipeline; absent when nothing answers. */
async function servedVersion(
  { model }: RunContext,
  selection: Selection,
  cloud: Cloud | undefined,
): Promise<string | undefined> {
  const origin = cloud?.origins().get(entryOf(model, rehearsedService(model, selection)) ?? '');
  if (origin === undefined) return undefined;
  try {
    const response = await fetch(`http://${origin}${PATHS.version}`, { signal: AbortSignal.timeout(5000) });
    return ((await response.json()) as Identity).version;
  } catch {
    return undefined;
  }
}
