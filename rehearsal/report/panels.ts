import { escapeHtml } from '../../app/shared/escape-html';
import { clockTime, count, milliseconds } from '../cli/numbers';
import { position, roundUp, timeMarks } from './scale';
import type { Lane, Point, TimelineData } from './timeline-data';

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

/** All pictures of a rehearsal, one below the other, on one axis. */
export function panels(data: TimelineData): string {
  const parts = [
    lanesPanel('What happened', data.phases, data),
    data.weights.size === 0 ? '' : weightsPanel(data),
    curvesPanel('Requests per sample', 'all answered requests', data.requests, data, count),
    failuresPanel(data),
    latencyPanel(data),
    lanesPanel('Alarms', data.alarms, data),
  ];
  return `<div class="timeline">${parts.join('')}${axis(data)}</div>`;
}

/** Class of a colour: blue and green have their own, versions get one by their order. */
function colourClass(colour: string, colours: readonly string[]): string {
  if (colour === 'blue' || colour === 'green') return colour;
  return colours.indexOf(colour) === 0 ? 'blue' : 'green';
}

function weightsPanel(data: TimelineData): string {
  const entries = [...data.weights];
  const base = new Map<number, number>();
  const curves = entries.map(([colour, points]) => {
    const stacked = points.map(({ at, value }) => {
      const low = base.get(at) ?? 0;
      base.set(at, low + value);
      return { at, low, high: low + value };
    });
    return { className: `area ${colourClass(colour, data.colours)}`, path: stackedSteps(stacked, data) };
  });
  return panel('Production traffic', 'weight of each colour', '100 %', curves, legend(data));
}

function stackedSteps(
  points: readonly { readonly at: number; readonly low: number; readonly high: number }[],
  data: TimelineData,
): string {
  const pieces = points.map(({ at, low, high }, index) => {
    if (high === low) return '';
    const left = x(at, data);
    const right = x(points[index + 1]?.at ?? data.to, data);
    return `M${left} ${y(low, 100)}H${right}V${y(high, 100)}H${left}Z`;
  });
  return pieces.join('');
}

function curvesPanel(
  title: string,
  subtitle: string,
  curves: ReadonlyMap<string, readonly Point[]>,
  data: TimelineData,
  format: (value: number) => string,
): string {
  const top = roundUp(greatest(curves));
  const drawn = [...curves].map(([colour, points]) => ({
    className: `line ${colourClass(colour, data.colours)}`,
    path: line(points, top, data),
  }));
  return panel(title, subtitle, format(top), drawn, legend(data));
}

function failuresPanel(data: TimelineData): string {
  const top = roundUp(greatest(data.failed));
  const drawn = [...data.failed].map(([, points]) => ({
    className: 'bars',
    path: points
      .filter(({ value }) => value > 0)
      .map(({ at, value }) => `M${x(at, data)} ${y(0, top)}V${y(value, top)}`)
      .join(''),
  }));
  const none = greatest(data.failed) === 0;
  return panel(
    'Failed requests per sample',
    none ? 'there was none' : 'status 5xx or no answer',
    none ? '' : count(top),
    drawn,
    '',
  );
}

function latencyPanel(data: TimelineData): string {
  const top = roundUp(greatest(data.p99));
  const drawn = [...data.p99].flatMap(([colour, points]) => {
    const name = colourClass(colour, data.colours);
    return [
      { className: `line ${name}`, path: line(points, top, data) },
      { className: `line thin ${name}`, path: line(data.p50.get(colour) ?? [], top, data) },
    ];
  });
  return panel('Latency', 'p99, and p50 as a dashed line', milliseconds(top), drawn, legend(data));
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

function legend({ colours }: TimelineData): string {
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

/** States of alarms and actions, and the steps of deployments as CodeDeploy and ECS name them. */
function stateClass(state: string): string {
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

function line(points: readonly Point[], top: number, data: TimelineData): string {
  return points
    .map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${x(at, data)} ${y(value, top)}`)
    .join('');
}

function x(at: number, { from, to }: TimelineData): number {
  return (position(at, from, to) / 100) * WIDTH;
}

function y(value: number, top: number): number {
  return HEIGHT - position(value, 0, top) * HEADROOM;
}
