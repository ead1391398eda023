import { strict } from './field-kinds';
import { emailList } from './text-forms';

const pages = emailList.default([]);

/** Part of the toolchain: who is woken when releases do not move. */
export const pagedSchema = strict({ pages }, 'e-mail addresses for pages');

/** Part of an environment: who hears of its alarms. */
export const onCallSchema = strict(
  { pages, warnings: emailList.default([]) },
  'e-mail addresses for pages and for warnings',
);
