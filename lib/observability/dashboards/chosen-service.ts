import { SERVICE_METRICS } from '../../../app/shared/contract';
import { graph, line } from './graph';
import type { Line } from './graph';
import type { ShownPlace, ShownService } from './shown-service';
import { share } from './widget';
import type { Widget } from './widget';

/** What the variables of the dashboard replace by the choice of the reader. */
const CHOSEN = { service: 'the-chosen-service', environment: 'the-chosen-environment' } as const;

const { namespace, dimensions, requests, errors, latency } = SERVICE_METRICS;

/**
 * The variables of a dashboard. They are patterns, so that they change the graphs of this section and leave those that
 * compare all services alone. Environments are the ones of this account and region that have ever reported.
 */
export function choices(
  services: readonly ShownService[],
  { environment }: ShownPlace,
): Readonly<Record<string, unknown>>[] {
  const names = services.map(({ service }) => service.name);
  const select = { type: 'pattern', inputType: 'select', visible: true };
  return [
    {
      ...select,
      id: 'service',
      label: 'Service',
      pattern: CHOSEN.service,
      defaultValue: names[0],
      values: names.map((value) => ({ value, label: value })),
    },
    {
      ...select,
      id: 'environment',
      label: 'Environment',
      pattern: CHOSEN.environment,
      defaultValue: environment,
      search: `{${namespace},${dimensions.service},${dimensions.environment}} MetricName="${requests}"`,
      populateFrom: dimensions.environment,
    },
  ];
}

/** What the chosen service of the chosen environment writes about itself. */
export function chosenService({ region }: ShownPlace): Widget[] {
  const size = { width: share(3), height: 6 };
  const title = (what: string): string => `${what} of ${CHOSEN.service} in ${CHOSEN.environment}`;
  return [
    graph(
      { title: title('Requests'), region, lines: [own(requests, 'Sum')], unit: 'requests a minute' },
      size,
    ),
    graph({ title: title('Errors'), region, lines: [own(errors, 'Sum')], unit: 'errors a minute' }, size),
    graph(
      {
        title: title('Latency'),
        region,
        lines: ['p50', 'p90', 'p99'].map((statistic) => own(latency, statistic)),
        unit: 'milliseconds',
      },
      size,
    ),
  ];
}

function own(metricName: string, statistic: string): Line {
  const of = { [dimensions.service]: CHOSEN.service, [dimensions.environment]: CHOSEN.environment };
  return line(
    { namespace, metricName, dimensions: of, statistic },
    { label: `${metricName} (${statistic})` },
  );
}
