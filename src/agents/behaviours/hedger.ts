/**
 * Hedger: one leg here against an offsetting leg outside. Its outside leg gains what this one loses, so it tops up
 * margin; when auto-deleveraging takes its leg away it is exposed, and opens it again.
 */
import { PPM_PER_UNIT } from '../../base/units.ts';
import type { HedgerClass } from '../agent-class.ts';
import type { AccountRange, Behaviour } from '../behaviour.ts';
import { TopUpPurse } from './margin-call-payer.ts';

export function createHedger(range: AccountRange, rules: HedgerClass): Behaviour {
  const purse = new TopUpPurse(range, rules.topUpRatio);
  return {
    wakeIntervalUs: 0,
    onMarginCall: (view, account, equity, maintenance, commands) =>
      purse.pay(view, account, equity, maintenance, commands),
    onDeleveraged: (view, account, instrument, lots, commands) => {
      const size = Math.floor((Math.abs(lots) * rules.rehedgeSharePpm) / PPM_PER_UNIT);
      const reopened = lots > 0 ? -size : size;
      if (size > 0) commands.order(account, instrument, reopened, 'rehedge', view.reactionUsOf(account));
    },
  };
}
