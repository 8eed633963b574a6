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
  /** [instrumentCount] 1: not for sale here. Asked once, for those who wait are looked at again and again. */
  let isAsset: Uint8Array | null = null;

  const sell = (view: AgentView, account: number, commands: CommandSink): boolean => {
    isAsset ??= Uint8Array.from({ length: instrumentCount }, (_, i) => Number(view.isAsset(i)));
    const trigger = view.triggerOf(account);
    let sold = false;
    for (let i = 0; i < instrumentCount; i += 1) {
      if (fall.fallLog[i] < trigger || isAsset[i] === 1) continue;
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
      waiting.visit(view, Math.max(...fall.fallLog), (account) => sell(view, account, commands));
    },
  };
}
