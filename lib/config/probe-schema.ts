import { strict, whole } from './field-kinds';

/** Part of an environment: a check of the way that visitors take. */
export const probeSchema = strict({ everyMinutes: whole(1, 60, 'minutes').default(5) }, 'how often to check');
