/* Reasons that several properties and resource types share: why a release does not depend on them. */

/** About who may call what. */
export const PERMISSIONS = 'Permissions are not checked: every call is allowed.';
/** About addresses and routes. */
export const NETWORK = 'Everything runs on one machine, where every address can be reached.';
/** About where code runs. */
export const MACHINE = 'The machine that rehearses takes the place of the one that AWS would give.';
/** About texts for people. */
export const LABELS = 'Tags and descriptions are for people.';
/** About output. */
export const LOGS = 'Output goes to the terminal.';
/** About data at rest. */
export const ENCRYPTION = 'Encryption at rest changes nothing that users see.';
/** About what starts, repeats or limits executions. */
export const ONE_RUN = 'A rehearsal is one run that it starts itself.';
