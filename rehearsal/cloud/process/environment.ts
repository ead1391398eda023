import { dirname } from 'node:path';
import { ENV } from '../../../app/shared/contract';
import type { TaskModel } from '../../model';
import { wallAllowance } from '../clock';
import type { LocalImage } from '../types';

/** What `containerEnvironment` needs. */
export interface EnvironmentProps {
  readonly image: LocalImage;
  readonly task: TaskModel;
  readonly speed: number;
  /** Replaces addresses of the model by those on this machine. */
  readonly rewrite: (value: string) => string;
  readonly metadataUri: string;
  readonly awsEndpoint: string;
}

/** The environment of a container: the image's, then the task definition's, then what ECS and Fargate add. */
export function containerEnvironment(props: EnvironmentProps): Record<string, string> {
  const region = props.task.arn.split(':')[3] ?? '';
  const declared = { ...props.image.environment, ...props.task.environment };
  return {
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    [ENV.port]: String(props.task.containerPort),
    ...scaleDurations(mapValues(declared, props.rewrite), props.speed),
    // The stack of a kept environment refuses faults. What a bad release would do there can be seen here only.
    ...(props.image.faultPlanted && { [ENV.faultsAllowed]: 'true' }),
    [ENV.metadataUri]: props.metadataUri,
    AWS_REGION: region,
    AWS_ENDPOINT_URL: props.awsEndpoint,
    AWS_ACCESS_KEY_ID: 'rehearsal',
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
  };
}

/**
 * Least wall milliseconds of a drain: long enough for every pooled connection to be used once more and to be
 * told to close, which takes its time on the wall at every speed.
 */
const DRAIN_FLOOR_MS = 300;

/** Divides the values of variables whose name ends in `_SECONDS` (cloud time) by the speed. */
export function scaleDurations(
  environment: Readonly<Record<string, string>>,
  speed: number,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => {
      const seconds = Number(value);
      if (!name.endsWith('_SECONDS') || value.trim() === '' || !Number.isFinite(seconds))
        return [name, value];
      const ms = wallAllowance(speed, seconds, name === ENV.drain ? DRAIN_FLOOR_MS : 0);
      return [name, String(ms / 1000)];
    }),
  );
}

function mapValues(
  values: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
