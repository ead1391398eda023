import type { Service } from '../../config/schema';
import type { GoldenSignals, Saturation } from '../golden-signals';
import type { Colour, ObservedService } from '../observed-service';
import type { ShownMetric } from './graph';

/** Golden signals as far as a dashboard shows them. */
export type ShownSignals = Readonly<
  Record<'requests' | 'errors' | 'p50' | 'p90' | 'p99', ShownMetric> &
    Partial<Record<'unanswered' | 'refused' | 'healthyTargets' | 'unhealthyTargets', ShownMetric>>
> &
  Pick<GoldenSignals, 'latencyUnitsPerSecond'>;

/** What a dashboard shows of one service; an `ObservedService` fits. */
export interface ShownService extends Pick<ObservedService, 'name' | 'logGroupName' | 'rollbackAlarmNames'> {
  readonly service: Pick<Service, 'name' | 'delivery' | 'rollback' | 'objective'>;
  readonly signals: ShownSignals;
  readonly colours: Readonly<Partial<Record<Colour, ShownSignals>>>;
  /** What the service writes about itself. */
  readonly own: ShownSignals;
  readonly saturation: Readonly<Record<keyof Saturation, ShownMetric>>;
  /** What the service counts for the business, such as orders. */
  readonly counts: readonly ShownMetric[];
}

/** The environment that dashboards are about, and how its things are addressed. */
export interface ShownPlace {
  readonly project: string;
  readonly environment: string;
  readonly region: string;
  /** Makes the ARN of an alarm of the environment from its name. */
  readonly alarmArn: (name: string) => string;
}

/** A colour with its signals. */
export interface ShownColour {
  readonly colour: Colour;
  /** Hex code that stands for the colour in every graph. */
  readonly hex: string;
  readonly signals: ShownSignals;
}

const HEX: Readonly<Record<Colour, string>> = { blue: '#2e7bcf', green: '#2a9d4a' };

/** The colours that releases shift traffic between; none for a service whose tasks are simply replaced. */
export function coloursOf({ colours: { blue, green } }: ShownService): ShownColour[] {
  if (!blue || !green) return [];
  return [
    { colour: 'blue', hex: HEX.blue, signals: blue },
    { colour: 'green', hex: HEX.green, signals: green },
  ];
}
