import type { Cloud, DeploymentOutcome } from '../../../rehearsal/cloud/types';
import type { RehearsalEvent } from '../../../rehearsal/events';
import type { RunContext } from '../../../rehearsal/pipeline/action';
import { ObjectStore } from '../../../rehearsal/pipeline/artifacts';
import { Images } from '../../../rehearsal/pipeline/docker/image-store';
import { Answers } from '../../../rehearsal/pipeline/endpoint/jobs';
import { Parameters } from '../../../rehearsal/pipeline/endpoint/parameters';
import { Functions } from '../../../rehearsal/pipeline/lambda/functions';
import type { Invocation } from '../../../rehearsal/pipeline/lambda/instance';
import { PipelineArtifacts } from '../../../rehearsal/pipeline/pipeline-artifacts';
import { Processes } from '../../../rehearsal/pipeline/processes';
import { Timeline } from '../../../rehearsal/pipeline/timeline';
import { Workspace } from '../../../rehearsal/pipeline/workspace';
import { testModel, testPipeline, testService } from './model-fixture';

/** A deployment that succeeded. */
export const GOOD_DEPLOYMENT: DeploymentOutcome = {
  status: 'succeeded',
  deploymentId: 'd-1',
  productionPercent: 100,
  hooks: [],
  startedAt: 0,
  endedAt: 600,
  detectSeconds: 0,
  rollbackSeconds: 0,
};

/** The parts of a rehearsal without a cloud; `cloud` and `invoke` are what a test plugs in. */
export function testContext(
  cloud: Partial<Cloud> = {},
  invoke: (name: string, event: unknown) => Promise<Invocation> = () =>
    Promise.resolve({ succeeded: true, result: null }),
  overrides: Partial<RunContext> = {},
): { readonly context: RunContext; readonly events: RehearsalEvent[]; readonly unchecked: string[] } {
  const events: RehearsalEvent[] = [];
  const unchecked: string[] = [];
  const objects = new ObjectStore();
  const workspace = new Workspace();
  const processes = new Processes();
  cleanUps.push(() => {
    processes.end();
    workspace.remove();
  });
  const functions = new Functions({
    functions: [],
    processes,
    clock: () => ({ speed: 1, allowance: (seconds) => seconds }),
    environment: {},
    rewrite: String,
    onLine: () => undefined,
  });
  jest.spyOn(functions, 'invoke').mockImplementation(invoke);
  const context: RunContext = {
    model: testModel({ services: [testService()] }),
    pipeline: testPipeline('shop-web'),
    project: '/nowhere',
    region: 'eu-central-1',
    account: '123456789012',
    timeline: new Timeline((event) => events.push(event)),
    workspace,
    processes,
    images: new Images(),
    objects,
    parameters: new Parameters([]),
    answers: new Answers(),
    functions,
    artifacts: new PipelineArtifacts(objects, 'shop-web'),
    childEnvironment: { PATH: process.env.PATH ?? '' },
    plantInSource: () => undefined,
    cloud: () => Promise.resolve(cloud as Cloud),
    approves: true,
    imageBefore: () => undefined,
    sleep: () => Promise.resolve(),
    unchecked: (where, what) => unchecked.push(`${where}: ${what}`),
    ...overrides,
  };
  return { context, events, unchecked };
}

const cleanUps: (() => void)[] = [];

afterAll(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});
