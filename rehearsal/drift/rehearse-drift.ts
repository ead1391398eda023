import { compareTemplate } from '../../lib/drift/compare-template';
import type { StackDrift } from '../../lib/drift/drift-model';
import { DRIFT_ENV } from '../../lib/drift/drift-settings';
import { createClock } from '../cloud/clock';
import type { AssemblyModel } from '../model';
import { ObjectStore } from '../pipeline/artifacts';
import { AwsEndpoint } from '../pipeline/endpoint/server';
import type { Published } from '../pipeline/endpoint/server';
import { Functions } from '../pipeline/lambda/functions';
import { Processes } from '../pipeline/processes';
import { standInEnvironment } from '../pipeline/stand-in-commands';
import { Workspace } from '../pipeline/workspace';
import type { ResolvedStack } from '../template/resolved-stacks';
import { UsageError } from '../usage-error';
import { cloudFormation } from './cloud-formation';
import { judgeDrift } from './judge-drift';
import type { DriftResult } from './judge-drift';
import { plantDrift } from './plant-drift';
import type { PlantedDrift } from './plant-drift';

/** The stacks with two drifts, looked at by the bundled function that watches for them. */
export class DriftRehearsal {
  private readonly processes = new Processes();
  private readonly workspace = new Workspace();
  private readonly published: Published[] = [];
  private readonly unchecked = new Set<string>();
  private endpoint?: AwsEndpoint;

  /** @param stacks with every reference resolved */
  constructor(
    private readonly model: AssemblyModel,
    private readonly stacks: readonly ResolvedStack[],
  ) {}

  /** Plants the drifts and runs the function; resolves with what it said. Throws UsageError. */
  async run(): Promise<DriftResult> {
    const watch = this.model.functions.find(({ environment }) => environment[DRIFT_ENV.stacks] !== undefined);
    if (watch === undefined) throw new UsageError('the assembly has no function that watches for drift');
    const { project } = JSON.parse(watch.environment[DRIFT_ENV.stacks] ?? '{}') as { project: string };
    const planted = plantDrift(this.stacks);
    const drifts = this.stacks.map((stack) => driftOf(stack, project, planted));
    const lines: string[] = [];
    const functions = await this.functions(watch.arn, drifts, (line) => lines.push(line));
    const instance = functions.open(watch.arn);
    const outcome = await instance.invoke({ id: 'rehearsal' });
    await instance.close();
    const said = { lines, messages: this.published.map(({ subject }) => subject) };
    const result = judgeDrift(planted, drifts, { ...said, unchecked: [...this.unchecked] });
    if (outcome.succeeded) return result;
    return { ...result, asExpected: false, failed: outcome.reason };
  }

  /** Ends the process, closes the port and removes the files; safe to call twice. */
  stop(): void {
    this.processes.end();
    this.endpoint?.close();
    this.workspace.remove();
  }

  private async functions(
    arn: string,
    drifts: readonly StackDrift[],
    onLine: (line: string) => void,
  ): Promise<Functions> {
    const [, , , region = '', account = ''] = arn.split(':');
    this.endpoint = new AwsEndpoint({
      ...{ account, services: {}, commands: {}, objects: new ObjectStore() },
      query: cloudFormation(drifts),
      published: (message) => void this.published.push(message),
      unchecked: (what) => void this.unchecked.add(what),
    });
    const endpoint = await this.endpoint.listen();
    // Real time: the function waits as it would on AWS.
    const clock = createClock(1);
    return new Functions({
      functions: this.model.functions,
      processes: this.processes,
      clock: () => clock,
      environment: standInEnvironment(this.workspace, { endpoint, region }),
      rewrite: (value) => value,
      onLine: (_name, line) => onLine(line),
    });
  }
}

/** What CloudFormation would find: everything is as the template says, but what was planted. */
function driftOf(
  { name: stack, resources }: ResolvedStack,
  project: string,
  planted: readonly PlantedDrift[],
): StackDrift {
  const Resources = Object.fromEntries(
    resources.map(({ logicalId, type, properties }) => [logicalId, { Type: type, Properties: properties }]),
  );
  const live = new Map(
    resources.map(({ logicalId, physicalId, properties }) => {
      const changed = planted.find((one) => one.stack === stack && one.logicalId === logicalId);
      return [logicalId, { physicalId, properties: changed?.actual ?? properties }];
    }),
  );
  return compareTemplate({ stack, project, template: { Resources }, live });
}
