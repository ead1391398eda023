import { randomBytes } from 'node:crypto';

/** Environment variable that every process of a run carries. */
export const RUN_ENV = 'REHEARSAL_RUN';

/** Names this run and nothing else on this machine; begins with the process that it lives as long as. */
export const RUN = `${process.pid}-${randomBytes(4).toString('hex')}`;

/** What the names of all temporary folders of this run begin with. */
export const folderPrefix = `rehearsal-${RUN}-`;
