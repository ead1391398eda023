import type { Place } from '../places';
import { commandLine, labelled, paragraph } from '../text';

/** What a break-glass release is going to do. */
export interface GlassPlan {
  readonly place: Place;
  /** Name of the version that is released now. */
  readonly from: string;
  readonly to: string;
  readonly red: readonly string[];
  readonly reason: string;
  readonly who: string;
  /** See `wayOf`. */
  readonly way: 'own-deployment' | 'pipeline';
  readonly controller: 'code-deploy' | 'ecs';
  /** All traffic at once, after the checks. */
  readonly allAtOnce: boolean;
}

/** What will happen, for the person who is asked. */
export function glassLines(plan: GlassPlan): string[] {
  const { place, from, to, red, reason, who } = plan;
  return [
    `BREAK GLASS: release ${to} of ${place.service.name} in ${place.environment.name}`,
    ...labelled('now', from),
    ...labelled('in ALARM', red.join(', ') || 'nothing; other conditions hold the release'),
    ...(plan.way === 'own-deployment' ? deploymentLines(plan) : pipelineLines(plan)),
    ...labelled('reason', reason),
    ...labelled('by', who),
    ...labelled('recorded', 'with the deployment, in the history of the release parameter, in CloudTrail'),
  ];
}

function deploymentLines({ allAtOnce, place }: GlassPlan): string[] {
  const pace = allAtOnce ? 'all traffic at once' : 'its usual traffic steps';
  return [
    ...labelled('how', `one CodeDeploy deployment of its own, with ${pace}.`),
    ...labelled(
      'left out',
      'for this deployment only: the alarms, the change window and Verify. Nothing takes it back by itself, so watch it.',
    ),
    ...labelled('kept', 'the hook still checks the new version before it gets traffic.'),
    ...labelled('meanwhile', `the pipeline is kept out of ${place.environment.name}.`),
    ...labelled('reach', `${place.environment.name} only.`),
  ];
}

function pipelineLines({ controller, red }: GlassPlan): string[] {
  const ecs = 'ECS itself ignores alarms that are red when a deployment begins.';
  const leftOut = 'for this release only: the conditions before the stage.';
  return [
    ...labelled('how', 'the pipeline lets it in past the conditions of the stage.'),
    ...labelled('left out', controller === 'ecs' && red.length > 0 ? `${leftOut} ${ecs}` : leftOut),
    ...labelled('kept', 'the checks of the deployment, and Verify.'),
    ...labelled('reach', 'as in any release: the stages after this one follow.'),
  ];
}

/** How a release gets back onto the usual path that an incident keeps before the stage. */
export function afterFreeze(stage: string): string[] {
  return paragraph(
    `The pipeline's own run of it waits before ${stage} and goes in by itself when the incident is over, so that Verify runs and later environments follow.`,
  );
}

/** How the release gets back onto the usual path. */
export function afterwards(place: Place, pipeline: string, executionId: string | undefined): string[] {
  if (executionId === undefined) {
    return paragraph('Revert the bad commit on the main branch now, or the next release brings it back.');
  }
  const names = `--pipeline-name ${pipeline} --stage-name ${place.environment.name}`;
  return [
    ...paragraph(
      'When npm run ops -- status shows every alarm OK, let the pipeline catch up, so that Verify runs and later environments follow:',
    ),
    commandLine(
      `aws codepipeline retry-stage-execution --retry-mode ALL_ACTIONS ${names} --pipeline-execution-id ${executionId}`,
    ),
  ];
}
