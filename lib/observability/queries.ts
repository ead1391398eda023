import { LOG_FIELDS } from '../../app/shared/contract';

/** A value that a person fills in before a query runs. */
export interface QueryParameter {
  readonly name: string;
  readonly description: string;
}

/** A question that people ask during a release, as CloudWatch Logs Insights reads it. */
export interface Query {
  /** Name in the template. */
  readonly id: string;
  /** The question, as the name in the list of saved queries. */
  readonly name: string;
  readonly text: string;
  readonly parameters: readonly QueryParameter[];
}

const { service, version, colour, variant, method, route, status, duration, traceId } = LOG_FIELDS;

/** Lines that stand for an answered request, with 1 in `failed` from status 500 on and 0 below. */
const REQUESTS = [`filter ispresent(${status})`, `fields floor(${status} / 500) as failed`];
const COUNTS = 'count(*) as requests, sum(failed) as errors, 100 * errors / requests as errorPercent';

/** Which versions answered, how well, since when and until when: the mark that a release leaves in the log. */
export const VERSIONS = query('ErrorsByVersion', 'Errors by version', [
  ...REQUESTS,
  `stats ${COUNTS}, pct(${duration}, 99) as p99Ms, min(@timestamp) as firstSeen, max(@timestamp) as lastSeen by ${service}, ${version}, ${colour}`,
  'sort lastSeen desc',
  'limit 20',
]);

/** Which routes fail, and of which version. */
export const FAILING_ROUTES = query('FailingRoutes', 'Failing routes', [
  `filter ${status} >= 500`,
  `stats count(*) as errors, max(@timestamp) as lastSeen by ${service}, ${version}, ${method}, ${route}, ${status}`,
  'sort errors desc',
  'limit 20',
]);

/** Which routes make people wait. */
export const SLOWEST_ROUTES = query('SlowestRoutes', 'Slowest routes', [
  `filter ispresent(${status})`,
  `stats count(*) as requests, pct(${duration}, 50) as p50Ms, pct(${duration}, 99) as p99Ms, max(${duration}) as slowestMs by ${service}, ${method}, ${route}, ${version}`,
  'sort p99Ms desc',
  'limit 20',
]);

/** How the variants of an experiment do, apart for each version. */
export const VARIANTS = query('RequestsByVariant', 'Requests by variant', [
  ...REQUESTS,
  `stats ${COUNTS}, pct(${duration}, 99) as p99Ms by ${service}, ${variant}, ${version}`,
  'sort requests desc',
  'limit 20',
]);

/** Everything that the services of an environment said about one request, in its order. */
export const ONE_REQUEST = query(
  'OneRequest',
  'One request across services',
  [
    `filter ${traceId} = "{{trace_id}}"`,
    `fields @timestamp, ${[service, version, colour, 'level', method, route, status, duration, 'msg'].join(', ')}`,
    'sort @timestamp asc',
    'limit 200',
  ],
  [
    {
      name: 'trace_id',
      description: '32 hexadecimal digits: a trace id of X-Ray without its first "1-" and without hyphens',
    },
  ],
);

/** The end of the log of one task. */
export const LAST_WORDS = query(
  'LastWords',
  'What a task said before it stopped',
  [
    'filter @logStream like "{{task_id}}"',
    `fields @timestamp, level, msg, ${method}, ${route}, ${status}, @message`,
    'sort @timestamp desc',
    'limit 100',
  ],
  [{ name: 'task_id', description: 'the id of a task, as ECS shows it among the stopped ones' }],
);

/** The queries that are saved for each environment. */
export const SAVED_QUERIES: readonly Query[] = [
  VERSIONS,
  FAILING_ROUTES,
  SLOWEST_ROUTES,
  VARIANTS,
  ONE_REQUEST,
  LAST_WORDS,
];

function query(
  id: string,
  name: string,
  commands: readonly string[],
  parameters: readonly QueryParameter[] = [],
): Query {
  return { id, name, text: commands.join('\n| '), parameters };
}
