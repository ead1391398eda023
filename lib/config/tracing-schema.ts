import { z } from 'zod';
import { flag, say, strict } from './field-kinds';

const percentSaid = say('a number from 0 to 100 percent', 'pick a share of requests in that range');
const percent = z.number(percentSaid).min(0, percentSaid).max(100, percentSaid);

/** Part of an environment: how requests are traced. */
export const tracingSchema = strict(
  {
    enabled: flag.default(true),
    percent: percent.default(5),
    checkoutPercent: percent.default(50),
    insights: flag.default(true),
    applicationSignals: flag.default(false),
    transactionSearch: strict({ indexedPercent: percent.default(1) }, 'a share of traces').optional(),
  },
  'what is traced',
);
