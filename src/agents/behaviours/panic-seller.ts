/** Panic seller: sells a share of every long whose price fell far enough, fast enough; once. */
import { PPM_PER_UNIT } from '../../base/units.ts';
import type { PanicSellerClass } from '../agent-class.ts';
import type { AccountRange, AgentView, Behaviour, CommandSink } from '../behaviour.ts';
import { PriceFall, smallestOpenTrigger } from './price-fall.ts';

export function createPanicSeller(
  range: AccountRange,
  rules: PanicSellerClass,
  instrumentCount: number,
  wakeIntervalUs: number,
): Behaviour {
  const fall = new PriceFall(rules.lookbackUs, instrumentCount);
  const acted = new Uint8Array(range.end - range.first);
  let nextTrigger = -1;

  const sell = (view: AgentView, account: number, commands: CommandSink): boolean => {
    let sold = false;
    for (let i = 0; i < instrumentCount; i += 1) {
      const lots = view.lotsOf(account, i);
      if (lots <= 0 || fall.fallLog[i] < view.triggerOf(account)) continue;
      const size = Math.min(lots, Math.ceil((lots * rules.sellSharePpm) / PPM_PER_UNIT));
      commands.order(account, i, -size, 'panicSale', view.reactionUsOf(account));
      sold = true;
    }
    return sold;
  };

  return {
    wakeIntervalUs,
    onWake: (view, commands) => {
      fall.look(view);
      if (nextTrigger < 0) nextTrigger = smallestOpenTrigger(view, range.first, acted);
      if (fall.largest < nextTrigger) return;
      for (let n = 0; n < acted.length; n += 1) {
        const account = range.first + n;
        if (acted[n] !== 0 || fall.largest < view.triggerOf(account)) continue;
        if (!view.isActive(account)) acted[n] = 1;
        else if (sell(view, account, commands)) acted[n] = 1;
      }
      nextTrigger = smallestOpenTrigger(view, range.first, acted);
    },
  };
}
