import { trackEvent } from './track-incident';
import { trackerFrom } from './tracker';

/** Makes, feeds and ends incidents; throws when something is left to do, so that the event comes again. */
export async function handler(event: unknown): Promise<void> {
  try {
    log('info', { ...(await trackEvent(event, trackerFrom(process.env))) });
  } catch (error) {
    log('error', { failed: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

function log(level: string, fields: object): void {
  process.stdout.write(`${JSON.stringify({ level, ...fields })}\n`);
}
