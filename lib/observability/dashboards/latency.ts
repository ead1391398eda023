import { formula, line } from './graph';
import type { Line, LineStyle } from './graph';
import type { ShownSignals } from './shown-service';

/** A latency in milliseconds, whatever unit its metric has; `id` names it among the lines of the graph. */
export function latencyLine(
  signals: ShownSignals,
  statistic: 'p50' | 'p90' | 'p99',
  { id, ...style }: LineStyle & { readonly id: string },
): Line[] {
  const factor = 1000 / signals.latencyUnitsPerSecond;
  if (factor === 1) return [line(signals[statistic], style)];
  const raw = line(signals[statistic], { label: `${style.label}: as measured`, id, hidden: true });
  return [raw, formula(`${factor} * ${id}`, style)];
}
