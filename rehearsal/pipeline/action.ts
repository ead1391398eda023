import type { Cause } from '../cause';
import type { Cloud, DeploymentOutcome } from '../cloud/types';
import type { ActionModel, AssemblyModel, PipelineModel } from '../model';
import type { ObjectStore } from './artifacts';
import type { Images } from './docker/image-store';
import type { Answers } from './endpoint/jobs';
import type { Parameters } from './endpoint/parameters';
import type { Functions } from './lambda/functions';
import type { PipelineArtifacts } from './pipeline-artifacts';
import type { Processes } from './processes';
import type { Revision } from './source';
import type { Timeline } from './timeline';
import type { Workspace } from './workspace';

/** What the actions of one rehearsed pipeline share. */
export interface RunContext {
  readonly model: AssemblyModel;
  readonly pipeline: PipelineModel;
  /** Absolute path of the working tree. */
  readonly project: string;
  /** Region and account that the assembly's names carry. */
  readonly region: string;
  readonly account: string;
  readonly timeline: Timeline;
  readonly workspace: Workspace;
  readonly processes: Processes;
  readonly images: Images;
  readonly objects: ObjectStore;
  readonly parameters: Parameters;
  readonly answers: Answers;
  readonly functions: Functions;
  readonly artifacts: PipelineArtifacts;
  /** Environment of child processes: no way to a real account, stand-ins for `docker` and `aws` first on PATH. */
  readonly childEnvironment: Readonly<Record<string, string>>;
  /** Changes the source copy before it is built: the fault of the scenario. */
  readonly plantInSource: (directory: string) => void;
  /** Whether a person who is asked lets the release go on. */
  readonly approves: boolean;
  /** Image that the service ran before the release; undefined until the cloud starts. */
  readonly imageBefore: () => string | undefined;
  /** The running cloud of the environment that the release goes to; started on the first call. */
  readonly cloud: () => Promise<Cloud>;
  /** Waits for seconds of cloud time. */
  readonly sleep: (seconds: number) => Promise<void>;
  readonly unchecked: (where: string, what: string) => void;
  /** Set by the Source action. */
  revision?: Revision;
}

/** How an action ended. */
export interface ActionOutcome {
  readonly succeeded: boolean;
  readonly reason?: string;
  /** Why it failed, by kind; absent: an error that says nothing about the release. */
  readonly cause?: Cause;
  /** One short sentence for the person who watches. */
  readonly detail?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly deployment?: DeploymentOutcome;
  /** Image that the action deployed. */
  readonly image?: string;
  /** The same with its deployment, when that is taken back in its own time after the action has failed. */
  readonly takenBack?: Promise<ActionOutcome>;
}

/** Runs one action whose configuration is resolved. A rejection is a failed action with the error's message. */
export type ActionRunner = (
  action: ActionModel,
  context: RunContext,
  stage: string,
) => Promise<ActionOutcome>;
