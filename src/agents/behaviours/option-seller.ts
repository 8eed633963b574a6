/**
 * Options seller: short options, hedged by their delta in another instrument. A seller of options loses delta as prices
 * move against it, so that it buys what rises and sells what falls.
 */
import { PPM_PER_UNIT, type AccountIndex } from '../../base/units.ts';
import type { HedgeRules, OptionSellerClass } from '../agent-class.ts';
import type { AccountRange, AgentView, Behaviour, CommandSink } from '../behaviour.ts';
import { OrdersUnderWay } from './orders-under-way.ts';

export function createOptionSeller(
  range: AccountRange,
  rules: OptionSellerClass,
  hedge: HedgeRules,
  instrumentCount: number,
): Behaviour {
  const underWay = new OrdersUnderWay(range);
  const leg = hedge.instrument;

  const rehedge = (view: AgentView, account: AccountIndex, commands: CommandSink): void => {
    let delta = 0;
    let notional = 0;
    for (let i = 0; i < instrumentCount; i += 1) {
      if (i === leg || view.isAsset(i)) continue;
      const lots = view.lotsOf(account, i);
      delta += lots * view.deltaPerLotOf(i);
      notional += Math.abs(lots) * view.markPerLotOf(i);
    }
    const perLot = view.deltaPerLotOf(leg);
    const lots = view.lotsOf(account, leg);
    const open = (delta * hedge.sharePpm) / PPM_PER_UNIT + lots * perLot;
    if (Math.abs(open) <= rules.deltaBand * notional) return;
    const wanted = Math.trunc(-open / perLot);
    if (wanted === 0) return;
    // One order never turns a position round: the rest follows at the next look.
    underWay.sent(account);
    commands.order(account, leg, wanted, 'deltaHedge', view.reactionUsOf(account));
  };

  return {
    wakeIntervalUs: rules.rehedgeIntervalUs,
    onOrder: (account) => underWay.arrived(account),
    onWake: (view, commands) => {
      if (view.isHalted(leg)) return;
      for (let account = range.first; account < range.end; account += 1) {
        if (view.isActive(account) && !underWay.has(account)) rehedge(view, account, commands);
      }
    },
  };
}
