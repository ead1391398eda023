import type { RehearsalEvent } from '../events';

/** Explains a rehearsal to someone who sees it for the first time: a sentence or two at each turning point, once. */
export class Narrator {
  private readonly told = new Set<string>();

  /** The explanation that fits before this event; undefined when there is nothing new to say. */
  explain(event: RehearsalEvent): string | undefined {
    const key = turningPoint(event);
    if (key === undefined || this.told.has(key)) return undefined;
    this.told.add(key);
    return EXPLANATIONS[key];
  }
}

type TurningPoint = keyof typeof EXPLANATIONS;

const EXPLANATIONS = {
  build:
    'The buildspec runs for real: lint, unit tests, bundle, image. Only docker and the AWS calls are answered ' +
    'by stand-ins.',
  prepare:
    'The image is built once. Prepare (the real Lambda code) takes the task definition that CloudFormation owns ' +
    'and changes only the image, by digest.',
  deployment:
    'CodeDeploy starts the new version (green) beside the old one (blue). Users notice nothing: they all still ' +
    'reach blue.',
  hook:
    'Before any user sees it, the hook Lambda asks the new version through the private test listener: paths, ' +
    'answers, speed, and that it is the new version.',
  shift:
    'The smoke checks passed. A small part of the users now reaches green, and the alarms watch each colour.',
  all: 'Nothing was wrong for long enough: everyone moves to green. Blue is kept for a while, for a quick way back.',
  alarm:
    'The alarm of this colour saw too many errors for long enough. Nobody has to wake up: CodeDeploy now takes ' +
    'the traffic back by itself.',
  trace:
    'One request as the services traced it themselves: each bar is a part of it, with the release that did it. On AWS ' +
    'the same spans are in X-Ray.',
  verify: 'Verify asks once more, through production, and records the released image.',
} as const;

function turningPoint(event: RehearsalEvent): TurningPoint | undefined {
  switch (event.type) {
    case 'phase':
      return event.status === 'started' ? 'build' : undefined;
    case 'action':
      if (event.status !== 'started') return undefined;
      return event.action === 'Prepare' ? 'prepare' : event.action === 'Verify' ? 'verify' : undefined;
    case 'deployment':
      return 'deployment';
    case 'hook':
      return event.status === 'Started' ? 'hook' : undefined;
    case 'alarm':
      return event.state === 'ALARM' ? 'alarm' : undefined;
    case 'trace':
      return 'trace';
    case 'traffic':
      return trafficPoint(event);
    default:
      return undefined;
  }
}

function trafficPoint({
  listener,
  weights,
}: Extract<RehearsalEvent, { type: 'traffic' }>): TurningPoint | undefined {
  const green = weights.green ?? 0;
  if (listener !== 'production' || green === 0) return undefined;
  return green >= 100 ? 'all' : 'shift';
}
