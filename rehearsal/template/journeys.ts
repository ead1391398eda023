import { z } from 'zod';
import { JOURNEY_METADATA, type JourneyStep } from '../../app/shared/journey';
import type { Entry } from './assembly';
import { AssemblyError } from './assembly-error';

const step = z
  .object({
    method: z.enum(['GET', 'POST']).default('GET'),
    path: z.string().startsWith('/'),
    body: z.string().optional(),
    weight: z.number().positive().default(1),
  })
  .transform(({ body, ...rest }): JourneyStep => ({ ...rest, ...(body !== undefined && { body }) }));

/**
 * What the metadata of a service says that its users do; undefined when it says nothing.
 * @throws AssemblyError when it says something else.
 */
export function readJourney(entry: Entry): readonly JourneyStep[] | undefined {
  const written = entry.resource.metadata[JOURNEY_METADATA];
  if (written === undefined) return undefined;
  const result = z.array(step).min(1).safeParse(written);
  if (result.success) return result.data;
  const [{ path = [], message = '' } = {}] = result.error.issues;
  throw new AssemblyError({
    where: `${entry.where}, metadata ${JOURNEY_METADATA}`,
    got: [...path, message].join(': '),
    allowed: 'a list such as [{ "method": "GET", "path": "/", "weight": 1 }]',
    fix: 'Correct it, or leave it out: users then ask for / and for the path of the health checks.',
  });
}
