import { moverOf } from '../../service/traffic-mover';
import { VERSIONS } from '../queries';
import { errorShare, formula, graph, line } from './graph';
import type { Line } from './graph';
import { latencyLine } from './latency';
import { coloursOf } from './shown-service';
import type { ShownColour, ShownPlace, ShownService } from './shown-service';
import { alarmStates, logTable, share } from './widget';
import type { Widget } from './widget';

const HEIGHT = 6;
const THIRD = { width: share(3), height: HEIGHT };

/**
 * What a release does right now: how the requests are shared between the colours, how each colour answers, what ECS
 * is about, which alarms would undo it, and which versions answer.
 */
export function releaseView(shown: ShownService, place: ShownPlace): Widget[][] {
  const colours = coloursOf(shown);
  const compared = colours.length > 0 ? sideBySide(shown, colours, place) : [];
  const first = [
    ...(colours.length > 0 ? [weights(colours, place)] : []),
    deploymentState(shown, place),
    ...alarmStates('Alarms that undo a release', shown.rollbackAlarmNames.map(place.alarmArn), THIRD),
  ];
  const width = share(first.length);
  return [first.map((widget) => ({ ...widget, width })), compared, [versions(shown, place)]];
}

/**
 * CloudWatch has no metric of the weights of a listener. What the weights do is the share of the requests that each
 * colour got; with few requests, or with the few of a release's own checks, the two differ.
 */
function weights(colours: readonly ShownColour[], { region }: ShownPlace): Widget {
  const counts = colours.map(({ colour, signals }) =>
    line(signals.requests, { label: `${colour}: requests`, id: colour, hidden: true }),
  );
  const all = colours.map(({ colour }) => `FILL(${colour}, 0)`).join(' + ');
  const shares = colours.map(({ colour, hex }) =>
    formula(`100 * FILL(${colour}, 0) / (${all})`, { label: colour, color: hex }),
  );
  return graph(
    {
      title: 'Who serves: share of requests',
      region,
      lines: [...counts, ...shares],
      unit: 'percent of requests',
      stacked: true,
      max: 100,
    },
    THIRD,
  );
}

/** Two sets of tasks mean that a release goes on, one means that none does. */
function deploymentState({ service, saturation }: ShownService, { region }: ShownPlace): Widget {
  const byCodeDeploy = moverOf(service.delivery) === 'code-deploy';
  const state = byCodeDeploy ? saturation.taskSets : saturation.deployments;
  return graph(
    {
      title: 'What is released: 2 while a release goes on',
      region,
      lines: [
        line(state, { label: byCodeDeploy ? 'task sets' : 'deployments', color: '#8c4ac1' }),
        line(saturation.desiredTasks, { label: 'tasks wanted' }),
        line(saturation.runningTasks, { label: 'tasks running' }),
        line(saturation.pendingTasks, { label: 'tasks starting' }),
      ],
      unit: 'count',
    },
    THIRD,
  );
}

function sideBySide(
  { service: { rollback } }: ShownService,
  colours: readonly ShownColour[],
  { region }: ShownPlace,
): Widget[] {
  const each = (make: (colour: ShownColour) => Line[]): Line[] => colours.flatMap(make);
  return [
    graph(
      {
        title: 'Requests of each colour',
        region,
        lines: each(({ colour, hex, signals }) => [line(signals.requests, { label: colour, color: hex })]),
        unit: 'requests a minute',
      },
      THIRD,
    ),
    graph(
      {
        title: 'Errors of each colour',
        region,
        lines: each(({ colour, hex, signals }) => errorShare(signals, colour, { label: colour, color: hex })),
        unit: 'percent of requests',
        limits: [{ value: rollback.errorPercent, label: 'undoes a release' }],
      },
      THIRD,
    ),
    graph(
      {
        title: 'Latency of each colour: slowest 1 %',
        region,
        lines: each(({ colour, hex, signals }) =>
          latencyLine(signals, 'p99', { label: colour, color: hex, id: colour }),
        ),
        unit: 'milliseconds',
        limits: [{ value: rollback.p99Ms, label: 'undoes a release' }],
      },
      THIRD,
    ),
  ];
}

function versions({ logGroupName }: ShownService, { region }: ShownPlace): Widget {
  const source = { region, groups: [logGroupName] };
  return logTable('Which versions answer, and since when', source, VERSIONS.text, { width: 24, height: 5 });
}
