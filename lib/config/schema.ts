import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';
import { changeWindowSchema, timeZoneSchema } from './change-window-schema';
import { deliverySchema } from './delivery-schema';
import { FARGATE_CPU } from './fargate-sizes';
import { flag, label, oneOf, say, strict, whole } from './field-kinds';
import { notificationsSchema } from './notifications-schema';
import { objectiveSchema } from './objective-schema';
import { onCallSchema, pagedSchema } from './on-call-schema';
import { probeSchema } from './probe-schema';
import { scanSchema } from './scan-schema';
import { sourceSchema } from './source-schema';
import {
  account,
  armInstanceType,
  branchName,
  certificateArn,
  hostName,
  privateBlock,
  region,
} from './text-forms';
import { tracingSchema } from './tracing-schema';

/** Retention periods in days that CloudWatch Logs takes; "for ever" is left out on purpose. */
const RETENTION_DAYS = Object.values(RetentionDays)
  .map(Number)
  .filter((days) => days < Number(RetentionDays.INFINITE));

/** Architecture of a service that names none. */
export const DEFAULT_ARCHITECTURE = 'arm64';

const retention = z.literal(
  RETENTION_DAYS,
  say(RETENTION_DAYS.join(', '), 'pick a number of days that CloudWatch Logs takes'),
);

const egress = strict(
  {
    kind: oneOf(['nat-instance', 'nat-gateways'], 'pick the cheap one or the highly available one'),
    instanceType: armInstanceType.optional(),
    gateways: whole(1, 2, 'gateways').optional(),
  },
  'an egress profile',
);

const scaling = strict(
  {
    minTasks: whole(1, 100, 'tasks').default(1),
    maxTasks: whole(1, 100, 'tasks').default(4),
    requestsPerMinutePerTask: whole(1, 1_000_000, 'requests').optional(),
    cpuPercent: whole(10, 90, 'percent').optional(),
  },
  'task counts and a scaling target',
);

const errorPercentSaid = say(
  'a number above 0, at most 50 percent',
  'pick a share of failed requests in that range',
);

const rollback = strict(
  {
    errorPercent: z.number(errorPercentSaid).gt(0, errorPercentSaid).max(50, errorPercentSaid).default(5),
    p99Ms: whole(10, 60_000, 'milliseconds').default(800),
    minRequestsPerMinute: whole(1, 100_000, 'requests').default(20),
  },
  'rollback thresholds',
);

const https = strict(
  {
    domainName: hostName,
    certificateArn,
  },
  'a domain name and a certificate',
);

/** One microservice, defaults applied. */
export const serviceSchema = strict(
  {
    name: label('service', 2, 20),
    exposure: oneOf(['public', 'internal'], 'say who may call the service'),
    delivery: deliverySchema,
    https: https.optional(),
    cpu: z
      .literal(FARGATE_CPU, say(FARGATE_CPU.join(', '), 'pick a CPU size that Fargate offers'))
      .default(256),
    memoryMiB: whole(512, 122_880, 'MiB').default(512),
    architecture: oneOf(['arm64', 'x86_64'], 'pick the processor architecture').default(DEFAULT_ARCHITECTURE),
    scaling: scaling.prefault({}),
    rollback: rollback.prefault({}),
    objective: objectiveSchema.prefault({}),
    calls: z
      .array(
        z.string(say('names of services', 'write service names')),
        say('a list of service names', 'write a list'),
      )
      .default([]),
  },
  'a service',
);

/** One environment, defaults applied; at least one service. */
export const environmentSchema = strict(
  {
    name: label('environment', 2, 20),
    region,
    account: account.optional(),
    disposable: flag.default(false),
    cidr: privateBlock.default('10.0.0.0/16'),
    egress,
    approval: flag.default(false),
    changeWindow: changeWindowSchema.optional(),
    blockOnAlarms: flag.default(true),
    onCall: onCallSchema.prefault({}),
    logRetentionDays: retention.default(30),
    tracing: tracingSchema.prefault({}),
    probe: probeSchema.optional(),
    services: z
      .array(serviceSchema, say('a list of services', 'add at least one service'))
      .min(1, say('at least one service', 'add a service or remove the environment')),
  },
  'an environment',
);

const toolchain = strict(
  {
    region,
    account: account.optional(),
    branch: branchName.default('main'),
    disposable: flag.default(true),
    keepImages: whole(5, 1000, 'images', 'keep enough images for a rollback').default(100),
    logRetentionDays: retention.default(14),
    source: sourceSchema,
    scan: scanSchema.prefault({}),
    notifications: notificationsSchema.prefault({}),
    onCall: pagedSchema.prefault({}),
    timeZone: timeZoneSchema.default('UTC'),
  },
  'the toolchain',
);

/** The whole project, defaults applied. Relations between values are checked in `rules.ts`. */
export const projectSchema = strict(
  {
    project: label('project', 3, 20),
    toolchain,
    environments: z
      .array(environmentSchema, say('a list of environments', 'add at least one environment'))
      .min(1, say('at least one environment', 'add an environment')),
  },
  'a project',
);

/** Resolved configuration: every default applied, every value checked. */
export type Project = z.output<typeof projectSchema>;
/** Resolved environment. */
export type Environment = z.output<typeof environmentSchema>;
/** Resolved service. */
export type Service = z.output<typeof serviceSchema>;
/** Resolved delivery of a service. */
export type Delivery = Service['delivery'];
