/** Who is on the other side of one position that is closed by deleveraging, before and after, for the record. */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta } from '../../base/units.ts';
import type { ExchangeContext } from '../context.ts';
import { computeFundEquity, computeInventoryMargin } from '../insurance-fund.ts';
import { INSURANCE_FUND } from '../accounts.ts';
import { toQuote } from '../settlement.ts';
import { lotsOf } from '../state.ts';
import { computeEquity, computeNotional, notionalPerLotOf } from '../valuation.ts';
import type { Party } from './deleveraging-record.ts';

export class DeleveragingParties {
  readonly #context: ExchangeContext;
  readonly #instrument: InstrumentIndex;
  readonly #needed: QuoteQuanta;
  readonly #neededLots: Lots;
  readonly #parties = new Map<AccountIndex, Party>();

  /** `share`: equity that goes with the position of `source`, negative: its deficit. */
  constructor(context: ExchangeContext, instrument: InstrumentIndex, source: AccountIndex, share: QuoteQuanta) {
    this.#context = context;
    this.#instrument = instrument;
    this.#needed = Math.max(0, -share);
    const size = Math.abs(lotsOf(context.state, source, instrument));
    const carried = source === INSURANCE_FUND ? 0 : computeCarriedLots(context, instrument, source, share);
    this.#neededLots = size - carried;
  }

  /** Somebody on the other side, before anything of theirs is closed. */
  add(account: AccountIndex): void {
    const leverage = this.#leverageOf(account);
    this.#parties.set(account, {
      account,
      leverageBefore: leverage,
      leverageAfter: leverage,
      leverageOfLot: 0,
      lots: 0,
      notional: 0,
      borne: 0,
    });
  }

  /** `gain`: what it won against the mark, quanta of what the instrument settles in. */
  closed(account: AccountIndex, lots: Lots, gain: number): void {
    const party = this.#parties.get(account);
    // The external account is no party: it has no leverage.
    if (party === undefined) return;
    const { state } = this.#context;
    party.lots = lots;
    party.notional = lots * notionalPerLotOf(state, this.#instrument);
    party.borne = -toQuote(state, this.#instrument, gain);
  }

  finish(): void {
    const { state, loss } = this.#context;
    const notionalPerLot = notionalPerLotOf(state, this.#instrument);
    for (const party of this.#parties.values()) {
      party.leverageAfter = this.#leverageOf(party.account);
      party.leverageOfLot = notionalPerLot / Math.max(1, computeEquity(state, party.account));
    }
    loss.deleveraging.round({
      instrument: this.#instrument,
      parties: [...this.#parties.values()],
      needed: this.#needed,
      neededLots: this.#neededLots,
      notionalPerLot,
    });
  }

  #leverageOf(account: AccountIndex): number {
    const { state } = this.#context;
    return computeNotional(state, account, this.#instrument) / Math.max(1, computeEquity(state, account));
  }
}

/** Lots of the position that the fund, with its equity as it is, could have taken. */
function computeCarriedLots(
  context: ExchangeContext,
  instrument: InstrumentIndex,
  source: AccountIndex,
  share: QuoteQuanta,
): Lots {
  const { state, rules } = context;
  if (!rules.waterfall.includes('insuranceFund') || context.loss.trigger?.standsBack === true) return 0;
  const held = lotsOf(state, source, instrument);
  const fits = (lots: Lots): boolean =>
    computeFundEquity(context) + share * (lots / Math.abs(held)) >=
    computeInventoryMargin(context, instrument, Math.sign(held) * lots);
  if (!fits(0)) return 0;
  let low = 0;
  let high = Math.abs(held);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
