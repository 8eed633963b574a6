/**
 * How much inventory the external account may take off the market makers' hands: a rate for each instrument, of which
 * at most a minute's worth is saved up. Arbitrage with other venues is unlimited in money but not in speed.
 */
import {
  US_PER_HOUR,
  US_PER_MINUTE,
  type AccountIndex,
  type InstrumentIndex,
  type Lots,
  type QuoteQuanta,
  type SimTimeUs,
} from '../base/units.ts';
import { EXTERNAL_LIQUIDITY } from './accounts.ts';
import type { ExchangeContext } from './context.ts';
import { trade } from './ledger.ts';
import { toQuote } from './settlement.ts';
import { notionalPerLotOf } from './valuation.ts';

export class AbsorptionBudget {
  readonly #perHour: QuoteQuanta;
  /** [instrumentCount] notional that may be taken now, and when that was last brought up to date. */
  readonly #available: Float64Array;
  readonly #asOfUs: Float64Array;

  constructor(absorptionPerHour: QuoteQuanta, instrumentCount: number) {
    this.#perHour = absorptionPerHour;
    this.#available = new Float64Array(instrumentCount);
    this.#asOfUs = new Float64Array(instrumentCount);
  }

  /** Uses up to `lotsMax` lots worth `perLot` each; returns how many the budget allows. */
  use(instrument: InstrumentIndex, lotsMax: Lots, perLot: QuoteQuanta, nowUs: SimTimeUs): Lots {
    const elapsedUs = nowUs - this.#asOfUs[instrument];
    const saved = this.#available[instrument] + (this.#perHour * elapsedUs) / US_PER_HOUR;
    const available = Math.min(saved, (this.#perHour * US_PER_MINUTE) / US_PER_HOUR);
    const lots = Math.min(lotsMax, Math.floor(available / perLot));
    this.#available[instrument] = available - lots * perLot;
    this.#asOfUs[instrument] = nowUs;
    return lots;
  }
}

/** The external account takes up to so many lots (signed: the account's own trade) at the mark, within the budget. */
export function offloadInventory(
  context: ExchangeContext,
  budget: AbsorptionBudget,
  account: AccountIndex,
  instrument: InstrumentIndex,
  lots: Lots,
): void {
  const perLot = notionalPerLotOf(context.state, instrument);
  const size = budget.use(instrument, Math.abs(lots), perLot, context.nowUs);
  if (size <= 0) return;
  const signed = lots > 0 ? size : -size;
  const value = signed * context.state.markPerLot[instrument] + 0;
  trade(context.state, account, EXTERNAL_LIQUIDITY, instrument, signed, value);
  context.watch.accountChanged(account);
  context.facts.record('offload', account, instrument, signed, toQuote(context.state, instrument, value), 0, 0);
}
