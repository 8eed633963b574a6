/**
 * Market maker: quotes with its own capital, at or around the mid (maker-spread.ts), leans against its inventory, withdraws as its margin is used up, and
 * hands inventory to other venues as fast as arbitrage allows. Under liquidation it quotes nothing. Assets are no inventory: they
 * are what its capital is held in.
 */
import { PPM_PER_UNIT, type Ppm } from '../../base/units.ts';
import type { MarketMakerClass } from '../agent-class.ts';
import type { AccountRange, AgentView, Behaviour, CommandSink } from '../behaviour.ts';
import { MakerSpread } from './maker-spread.ts';

/** A change of a quote smaller than this is not worth a message. */
const QUOTE_STEP_PPM = 10_000;
/** A change of a half-spread by less than this share of itself is not either. */
const SPREAD_STEP_SHARE = 0.05;
/** Inventory below this share of its limit is kept. */
const OFFLOAD_FROM_SHARE = 0.05;

export function createMarketMaker(range: AccountRange, rules: MarketMakerClass, instrumentCount: number): Behaviour {
  const slots = (range.end - range.first) * instrumentCount;
  const bids = new Float64Array(slots).fill(PPM_PER_UNIT);
  const asks = new Float64Array(slots).fill(PPM_PER_UNIT);

  const spread = rules.spread ? new MakerSpread(rules.spread, rules.requoteIntervalUs, instrumentCount) : null;
  const halves = new Float64Array(slots);

  /** 1 while margin use is low, 0 once it is too high to quote at all. */
  const calm = (view: AgentView, account: number): number => {
    const equity = view.equityOf(account);
    if (equity <= 0) return 0;
    const stress = view.maintenanceOf(account) / equity;
    return clampShare((rules.stressRatioFull - stress) / (rules.stressRatioFull - rules.stressRatioStart));
  };

  const requote = (
    view: AgentView,
    account: number,
    instrument: number,
    share: number,
    commands: CommandSink,
  ): void => {
    const lots = view.lotsOf(account, instrument);
    const equity = Math.max(1, view.equityOf(account));
    const used = (lots * view.markPerLotOf(instrument)) / equity / rules.inventoryLimit;
    const bid = toPpm(share * clampShare(1 - used));
    const ask = toPpm(share * clampShare(1 + used));
    const slot = (account - range.first) * instrumentCount + instrument;
    if (hasMoved(bids[slot], bid) || hasMoved(asks[slot], ask)) {
      bids[slot] = bid;
      asks[slot] = ask;
      commands.quote(account, instrument, bid, ask);
    }
    if (spread !== null) {
      const half = spread.halfOf(instrument, 1 - share, Math.min(1, Math.abs(used)));
      if (Math.abs(half - halves[slot]) > SPREAD_STEP_SHARE * halves[slot]) {
        halves[slot] = half;
        commands.spread(account, instrument, half);
      }
    }
    if (Math.abs(used) > OFFLOAD_FROM_SHARE) commands.offload(account, instrument, -lots);
  };

  return {
    wakeIntervalUs: rules.requoteIntervalUs,
    // Not left to the next look: the account may have met its margin again by then.
    onBreach: (account) => {
      const slot = (account - range.first) * instrumentCount;
      bids.fill(0, slot, slot + instrumentCount);
      asks.fill(0, slot, slot + instrumentCount);
    },
    onWake: (view, commands) => {
      for (let i = 0; spread !== null && i < instrumentCount; i += 1) spread.observe(i, view.markTicksOf(i));
      for (let account = range.first; account < range.end; account += 1) {
        if (!view.isActive(account)) continue;
        const share = calm(view, account);
        for (let i = 0; i < instrumentCount; i += 1) {
          if (!view.isAsset(i)) requote(view, account, i, share, commands);
        }
      }
    },
  };
}

function clampShare(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function toPpm(share: number): Ppm {
  return Math.round(share * PPM_PER_UNIT);
}

/** Worth a message: a step away from what is quoted, or the way to or from quoting nothing. */
function hasMoved(before: Ppm, after: Ppm): boolean {
  return Math.abs(after - before) >= QUOTE_STEP_PPM || (after !== before && (after === 0 || before === 0));
}
