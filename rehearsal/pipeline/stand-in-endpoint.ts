import type { Cloud } from '../cloud/types';
import { plantedIn, type Planted } from '../faults-from-outside';
import type { PipelineModel, ServiceModel } from '../model';
import type { Scenario } from '../scenarios';
import type { ObjectStore } from './artifacts';
import { awsCommand } from './aws-command';
import { dockerCommand } from './docker/command';
import type { Images } from './docker/image-store';
import { alarmOperations, groupOperations } from './endpoint/deployments';
import type { DeploymentsSource } from './endpoint/deployments';
import { ecrOperations, type ScanFinding } from './endpoint/ecr';
import { ecsOperations } from './endpoint/ecs';
import type { EcsBackend } from './endpoint/ecs';
import { pipelineServices } from './endpoint/executions';
import type { Answers } from './endpoint/jobs';
import type { Parameters } from './endpoint/parameters';
import { AwsEndpoint } from './endpoint/server';
import type { Published } from './endpoint/server';
import type { Revision } from './source';

/** What the AWS stand-in of a rehearsal works with. */
export interface StandInParts extends DeploymentsSource {
  readonly account: string;
  readonly region: string;
  readonly pipeline: PipelineModel;
  readonly scenario: Scenario;
  /** The service that is released. */
  readonly service: ServiceModel;
  readonly images: Images;
  /** Directory for the files of images. */
  readonly directory: string;
  readonly objects: ObjectStore;
  readonly parameters: Parameters;
  readonly answers: Answers;
  readonly running: () => EcsBackend & Pick<Cloud, 'statistics'>;
  readonly revision: () => Revision | undefined;
  /** Whether an engine builds the images, too. */
  readonly byEngine: boolean;
  readonly published: (message: Published) => void;
  readonly unchecked: (what: string) => void;
  /** Tells a sentence to the person who watches. */
  readonly note: (text: string) => void;
}

/** A gate may ask for the findings page by page, and again and again. */
function tellOnce(note: StandInParts['note']): (findings: readonly ScanFinding[]) => void {
  let told = false;
  return (findings) => {
    if (told) return;
    told = true;
    note(
      `The scan of the new image tells: ${findings.map(({ name, severity }) => `${name} (${severity})`).join(', ')}.`,
    );
  };
}

/** Makes the one loopback server that answers as AWS does while a release runs. */
export function standInEndpoint(parts: StandInParts): AwsEndpoint {
  const { account, region, images, objects, directory, byEngine, unchecked, published } = parts;
  const { faults, findings } = parts.scenario;
  const ecr = ecrOperations(images, { account, region, findings, onFindings: tellOnce(parts.note) });
  const plant = (): Planted => plantedIn(parts.service, faults);
  return new AwsEndpoint({
    ...{ account, objects, unchecked, published },
    services: {
      AmazonSSM: parts.parameters.operations(),
      AmazonEC2ContainerServiceV20141113: ecsOperations(parts.running),
      ...pipelineServices(parts.answers, parts.pipeline, parts.revision),
      CodeDeploy_20141006: { ...parts.answers.deployOperations(), ...groupOperations(parts) },
      GraniteServiceVersion20100801: alarmOperations(parts.running),
      AmazonEC2ContainerRegistry_V20150921: ecr,
    },
    commands: {
      docker: dockerCommand({ images, directory, plant, byEngine, unchecked }),
      aws: awsCommand({ account, ecr, unchecked }),
    },
  });
}
