import { pipelineName, releaseParameterName, repositoryName } from '../shared/names';
import { isOver, readDeployment, readGroup, readShares } from './aws/deployments';
import type { DeploymentSnapshot, TrafficShare } from './aws/deployments';
import { readPipeline, stageOf } from './aws/pipeline';
import type { DeployAction, PipelineShape, ReleaseStage } from './aws/pipeline';
import { readStages } from './aws/pipeline-state';
import type { StageSnapshot } from './aws/pipeline-state';
import { heldImages } from './aws/registry';
import { releaseHistory } from './aws/release-history';
import { isRunning, readService, readServiceDeployment } from './aws/services';
import type { RunningService } from './aws/services';
import type { Place } from './places';
import type { ReleaseRecord } from './release-history';
import type { Session } from './session';
import type { HeldImage } from './versions';

/** The pipeline of a service and the images that it made. */
export interface ServiceFacts {
  readonly pipeline: PipelineShape;
  readonly stages: readonly StageSnapshot[];
  readonly images: readonly HeldImage[];
}

/** What runs in a place and what is being done to it. */
export interface PlaceFacts {
  readonly stage: ReleaseStage;
  /** Every image that was recorded as released here, the oldest first. */
  readonly history: readonly ReleaseRecord[];
  readonly running: RunningService;
  /** Names of the alarms that stop a deployment here. */
  readonly alarmNames: readonly string[];
  /** The newest deployment. */
  readonly deployment?: DeploymentFacts;
}

/** The newest deployment of a place, by whichever controller. */
export interface DeploymentFacts extends DeploymentSnapshot {
  readonly underWay: boolean;
  /** Empty unless it is under way. */
  readonly shares: readonly TrafficShare[];
}

/** Reads what is the same for every environment of a service. */
export async function readServiceFacts(
  { clients, project }: Session,
  service: string,
): Promise<ServiceFacts> {
  const name = pipelineName(project.project, service);
  const [pipeline, stages, images] = await Promise.all([
    readPipeline(clients.codePipeline, name),
    readStages(clients.codePipeline, name),
    heldImages(clients.ecr, repositoryName(project.project, service)),
  ]);
  return { pipeline, stages, images };
}

/** Reads what runs in a place. */
export async function readPlaceFacts(
  session: Session,
  place: Place,
  pipeline: PipelineShape,
): Promise<PlaceFacts> {
  const stage = stageOf(pipeline, place.environment.name);
  const [history, deployed] = await Promise.all([
    readHistory(session, place),
    readDeployed(session, stage.deploy),
  ]);
  return { stage, history, ...deployed };
}

/** Every image that was recorded as released in a place, the oldest first. */
export async function readHistory({ clients }: Session, place: Place): Promise<ReleaseRecord[]> {
  return releaseHistory(clients.ssm, recordName(place));
}

/** The SSM parameter that records what is released in a place. */
function recordName({ project, environment, service }: Place): string {
  return releaseParameterName(project, environment.name, service.name);
}

type Deployed = Pick<PlaceFacts, 'running' | 'alarmNames' | 'deployment'>;

async function readDeployed({ clients }: Session, deploy: DeployAction): Promise<Deployed> {
  const { codeDeploy, ecs } = clients;
  if (deploy.controller === 'code-deploy') {
    const group = await readGroup(codeDeploy, deploy);
    const running = await readService(ecs, group);
    const last = group.last === undefined ? undefined : await readDeployment(codeDeploy, group.last);
    if (!last) return { running, alarmNames: group.alarmNames };
    const underWay = !isOver(last.status);
    const shares = underWay ? await readShares(codeDeploy, last.id) : [];
    return { running, alarmNames: group.alarmNames, deployment: { ...last, underWay, shares } };
  }
  const running = await readService(ecs, deploy);
  const last = await readServiceDeployment(ecs, deploy);
  if (!last) return { running, alarmNames: running.alarmNames };
  const underWay = isRunning(last.status);
  const status = last.step ? `${last.status} (${last.step})` : last.status;
  const deployment = { ...last, status, underWay, shares: underWay ? last.shares : [] };
  return { running, alarmNames: running.alarmNames, deployment };
}
