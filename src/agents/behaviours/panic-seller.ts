/** Panic seller: sells a share of every long whose price fell far enough, fast enough; once. */
import { PPM_PER_UNIT } from '../../base/units.ts';
import type { PanicSellerClass } from '../agent-class.ts';
import type { AccountRange, AgentView, Behaviour, CommandSink } from '../behaviour.ts';
import { PriceFall, WaitingAccounts } from './price-fall.ts';

export function createPanicSeller(
  range: AccountRange,
  rules: PanicSellerClass,
  instrumentCount: number,
  wakeIntervalUs: number,
): Behaviour {
  const fall = new PriceFall(rules.lookbackUs, instrumentCount);
  const waiting = new WaitingAccounts(range);
  /** [instrumentCount] falls of what is sold here, as of this wake: assets are not. */
  const falls = new Float64Array(instrumentCount);

  const sell = (view: AgentView, account: number, commands: CommandSink): boolean => {
    const trigger = view.triggerOf(account);
    let sold = false;
    for (let i = 0; i < instrumentCount; i += 1) {
      if (falls[i] < trigger) continue;
      const lots = view.lotsOf(account, i);
      if (lots <= 0) continue;
      const size = Math.min(lots, Math.ceil((lots * rules.sellSharePpm) / PPM_PER_UNIT));
      if (size === 0) continue;
      commands.order(account, i, -size, 'panicSale', view.reactionUsOf(account));
      sold = true;
    }
    return sold;
  };

  return {
    wakeIntervalUs,
    onWake: (view, commands) => {
      fall.look(view);
      for (let i = 0; i < instrumentCount; i += 1) falls[i] = view.isAsset(i) ? -Infinity : fall.fallLog[i];
      waiting.visit(view, Math.max(...fall.fallLog), (account) => sell(view, account, commands));
    },
  };
}
