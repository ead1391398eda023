import { escapeHtml } from '../../app/shared/escape-html';
import { clockTime, count, milliseconds } from '../cli/numbers';
import { position, roundUp, timeMarks } from './scale';
import type { EnvironmentCurves, Lane, Point, TimelineData } from './timeline-data';

/** Drawing units of a picture; it is stretched to the width of the page, its lines are not. */
const WIDTH = 1000;
const HEIGHT = 100;
/** Share of the height that the greatest value takes. */
const HEADROOM = 0.9;
/** Least width of a span, so that what took no time can be seen on a phone too. */
const LEAST_SPAN = 6;

interface Curve {
  readonly className: string;
  readonly path: string;
}

/** All pictures of a rehearsal, one below the other, on one axis; each environment has its own. */
export function panels(data: TimelineData): string {
  const parts = [
    lanesPanel('What happened', data.phases, data),
    ...data.environments.map((environment) => environmentPanels({ ...data, environment })),
    lanesPanel('Alarms', data.alarms, data),
  ];
  return `<div class="timeline">${parts.join('')}${axis(data)}</div>`;
}

/** One environment on the axis of all. */
interface Scene extends Pick<TimelineData, 'from' | 'to'> {
  readonly environment: EnvironmentCurves;
}

function environmentPanels(scene: Scene): string {
  const { weights, requests } = scene.environment;
  const parts = [
    weights.size === 0 ? '' : weightsPanel(scene),
    curvesPanel('Requests per sample', 'all answered requests', requests, scene, count),
    failuresPanel(scene),
    latencyPanel(scene),
  ];
  return parts.join('');
}

/** Class of a colour: blue and green have their own, versions get one by their order. */
function colourClass(colour: string, colours: readonly string[]): string {
  if (colour === 'blue' || colour === 'green') return colour;
  return colours.indexOf(colour) === 0 ? 'blue' : 'green';
}

function weightsPanel(scene: Scene): string {
  const { environment } = scene;
  const entries = [...environment.weights];
  const base = new Map<number, number>();
  const curves = entries.map(([colour, points]) => {
    const stacked = points.map(({ at, value }) => {
      const low = base.get(at) ?? 0;
      base.set(at, low + value);
      return { at, low, high: low + value };
    });
    return {
      className: `area ${colourClass(colour, environment.colours)}`,
      path: stackedSteps(stacked, scene),
    };
  });
  return panel(
    inEnvironment("Users' traffic", scene),
    'share of each colour',
    '100 %',
    curves,
    legend(environment),
  );
}

function stackedSteps(
  points: readonly { readonly at: number; readonly low: number; readonly high: number }[],
  scene: Scene,
): string {
  const pieces = points.map(({ at, low, high }, index) => {
    if (high === low) return '';
    const left = x(at, scene);
    const right = x(points[index + 1]?.at ?? scene.environment.to, scene);
    return `M${left} ${y(low, 100)}H${right}V${y(high, 100)}H${left}Z`;
  });
  return pieces.join('');
}

function curvesPanel(
  title: string,
  subtitle: string,
  curves: ReadonlyMap<string, readonly Point[]>,
  scene: Scene,
  format: (value: number) => string,
): string {
  const { environment } = scene;
  const top = roundUp(greatest(curves));
  const drawn = [...curves].map(([colour, points]) => ({
    className: `line ${colourClass(colour, environment.colours)}`,
    path: line(points, top, scene),
  }));
  return panel(inEnvironment(title, scene), subtitle, format(top), drawn, legend(environment));
}

function failuresPanel(scene: Scene): string {
  const { failed } = scene.environment;
  const top = roundUp(greatest(failed));
  const drawn = [...failed].map(([, points]) => ({
    className: 'bars',
    path: points
      .filter(({ value }) => value > 0)
      .map(({ at, value }) => `M${x(at, scene)} ${y(0, top)}V${y(value, top)}`)
      .join(''),
  }));
  const none = greatest(failed) === 0;
  return panel(
    inEnvironment('Failed requests per sample', scene),
    none ? 'there was none' : 'status 5xx or no answer',
    none ? '' : count(top),
    drawn,
    '',
  );
}

function latencyPanel(scene: Scene): string {
  const { p50, p99, colours } = scene.environment;
  const top = roundUp(greatest(p99));
  const drawn = [...p99].flatMap(([colour, points]) => {
    const name = colourClass(colour, colours);
    return [
      { className: `line ${name}`, path: line(points, top, scene) },
      { className: `line thin ${name}`, path: line(p50.get(colour) ?? [], top, scene) },
    ];
  });
  const title = inEnvironment('Latency', scene);
  return panel(title, 'p99, and p50 as a dashed line', milliseconds(top), drawn, legend(scene.environment));
}

function inEnvironment(title: string, { environment: { name } }: Scene): string {
  return name === '' ? title : `${title} in ${name}`;
}

function panel(
  title: string,
  subtitle: string,
  top: string,
  curves: readonly Curve[],
  extra: string,
): string {
  const paths = curves
    .filter(({ path }) => path !== '')
    .map(({ className, path }) => `<path class="${className}" d="${path}"/>`);
  return (
    `<figure class="panel"><figcaption><b>${escapeHtml(title)}</b> <span>${escapeHtml(subtitle)}</span>${extra}</figcaption>` +
    `<div class="plot"><span class="top">${escapeHtml(top)}</span><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" ` +
    `preserveAspectRatio="none" role="img" aria-label="${escapeHtml(`${title}: ${subtitle}`)}">${paths.join('')}</svg></div></figure>`
  );
}

function legend({ colours }: EnvironmentCurves): string {
  const items = colours.map(
    (colour) => `<i class="${colourClass(colour, colours)}"></i>${escapeHtml(colour)}`,
  );
  return `<span class="legend">${items.join(' ')}</span>`;
}

function lanesPanel(title: string, lanes: readonly Lane[], data: TimelineData): string {
  if (lanes.length === 0) return '';
  const rows = lanes.map(({ name, note = '', spans }) => {
    const rects = spans.map(({ from, to, state, label }) => {
      const left = Math.min(x(from, data), WIDTH - LEAST_SPAN);
      const width = Math.max(LEAST_SPAN, x(to, data) - left);
      return `<rect class="span ${stateClass(state)}" x="${left}" y="0" width="${width}" height="10"><title>${escapeHtml(`${clockTime(from)} ${label}`)}</title></rect>`;
    });
    return (
      `<div class="lane"><span class="name"><b>${escapeHtml(name)}</b> ${escapeHtml(note)}</span><svg viewBox="0 0 ${WIDTH} 10" ` +
      `preserveAspectRatio="none" role="img" aria-label="${escapeHtml(laneLabel(name, spans))}">${rects.join('')}</svg></div>`
    );
  });
  return `<figure class="panel"><figcaption><b>${escapeHtml(title)}</b></figcaption>${rows.join('')}</figure>`;
}

function laneLabel(name: string, spans: Lane['spans']): string {
  return `${name}: ${spans.map(({ from, state }) => `${state} at ${clockTime(from)}`).join(', ')}`;
}

/** Class of a state of an alarm or an action, or of a step of a deployment as CodeDeploy and ECS name it. */
export function stateClass(state: string): string {
  if (/^(ALARM|failed|Failed|FAILED|Stopped|ROLLBACK_IN_PROGRESS|ROLLBACK_FAILED)$/.test(state)) return 'bad';
  if (/^(OK|succeeded|Succeeded|COMPLETED|SUCCESSFUL|ROLLBACK_SUCCESSFUL)$/.test(state)) return 'good';
  if (state === 'INSUFFICIENT_DATA') return 'unknown';
  return /^(AllowTraffic|PRODUCTION_TRAFFIC_SHIFT|BAKE|BAKE_TIME)$/.test(state) ? 'shift' : 'step';
}

function axis(data: TimelineData): string {
  const marks = timeMarks(data.from, data.to, 8).map((at, index) => {
    const left = position(at, data.from, data.to);
    return `<span class="${index % 2 === 1 ? 'minor' : ''}" style="left:${left}%">${clockTime(at)}</span>`;
  });
  return `<div class="axis" aria-hidden="true">${marks.join('')}</div><p class="quiet center">cloud time, minutes and seconds</p>`;
}

function greatest(curves: ReadonlyMap<string, readonly Point[]>): number {
  return [...curves.values()].flat().reduce((most, { value }) => Math.max(most, value), 0);
}

function line(points: readonly Point[], top: number, data: Scene): string {
  return points
    .map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${x(at, data)} ${y(value, top)}`)
    .join('');
}

function x(at: number, { from, to }: Pick<TimelineData, 'from' | 'to'>): number {
  return (position(at, from, to) / 100) * WIDTH;
}

function y(value: number, top: number): number {
  return HEIGHT - position(value, 0, top) * HEADROOM;
}
