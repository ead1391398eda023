/** Seconds that a page waits for the page of a caller, or for a release that is going back by itself, and after its end. */
export const WAIT_FOR_CALLER = { wait: 300, extension: 60 } as const;
