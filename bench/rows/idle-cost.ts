import { project } from '../../bin/environments';
import { resolveProject } from '../../lib/config/resolve';
import { templatesOf } from '../cost/assembly';
import { costOf } from '../cost/report';
import type { Row } from '../row';

/** What the sandbox and its toolchain cost while nothing happens, from the synthesized templates. */
export const idleCost: Row = {
  name: 'cost',
  what: 'sandbox environment, idle',
  unit: 'USD a month',
  goal: { kind: 'at most', value: 60 },
  measure() {
    const { usdPerMonth, listUsdPerMonth, lines, notPriced } = costOf(templatesOf(resolveProject(project)));
    if (notPriced.length > 0) throw new Error(`not priced: ${notPriced.join(', ')}`);
    const dearest = [...lines].sort((a, b) => b.usdPerMonth - a.usdPerMonth).slice(0, 3);
    const detail = dearest.map(({ what, usdPerMonth: usd }) => `${what} ${usd.toFixed(2)}`).join(', ');
    return {
      value: usdPerMonth,
      detail: `${listUsdPerMonth.toFixed(2)} without monthly allowances; ${detail}; all of it in docs/cost.md`,
    };
  },
};
