import type { z } from 'zod';
import { emailList, strict } from './field-kinds';

/** Part of an environment and of the toolchain: who hears of alarms. */
export const onCallSchema = strict(
  { pages: emailList.default([]), warnings: emailList.default([]) },
  'e-mail addresses for pages and for warnings',
);

/** Who hears of alarms, defaults applied. */
export type OnCall = z.output<typeof onCallSchema>;
