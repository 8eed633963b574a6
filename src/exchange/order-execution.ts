/**
 * Market orders against the book: who may fill them, how far they move the price and whose accounts are on the
 * other side. The book gives the price; its quotes belong to the external liquidity account and to market makers,
 * who take each fill in proportion to what they quote.
 *
 * Rule protected: every fill is a trade between two accounts, for whole lots and whole quanta.
 */
import type { AccountIndex, InstrumentIndex, Lots, Ppm, QuoteQuanta, SimTimeUs } from '../base/units.ts';
import { PPM_PER_UNIT } from '../base/units.ts';
import type { CrossImpact } from '../market/cross-impact.ts';
import { DepthBook } from '../market/depth-book.ts';
import { recoveryOf } from '../market/recovery.ts';
import { LiquidityState } from '../market/liquidity.ts';
import type { MarketRules } from '../market/market-rules.ts';
import { type DepthTurn, MarkWithdrawal } from '../market/mark-withdrawal.ts';
import { meanHalfSpread } from '../market/spread.ts';
import { splitProportionally } from '../numeric/rounding.ts';
import { EXTERNAL_LIQUIDITY, ROLE_MAKER, VENUE_ACCOUNTS, type Population } from './accounts.ts';
import { trade } from './ledger.ts';
import { toQuote, tradeInverse, valueAt } from './settlement.ts';
import type { ExchangeState } from './state.ts';

/** Depth never vanishes altogether for the price: with nobody quoting, orders do not fill but the price exists. */
const SCALE_FLOOR = 1e-6;

/** What came of an order; reused, valid until the next order. */
export interface Execution {
  lots: Lots;
  value: QuoteQuanta;
}

/** Accounts whose quotes make up the book, external liquidity first, and their shares of its full depth. */
function listProviders(population: Population, externalSharePpm: Ppm): { accounts: number[]; sharesPpm: number[] } {
  const makers: number[] = [];
  for (let a = 0; a < population.accountCount; a += 1) if (population.role[a] === ROLE_MAKER) makers.push(a);
  const sharesPpm = new Float64Array(makers.length);
  const capital = Float64Array.from(makers, (a) => population.equity[a]);
  if (makers.length > 0) splitProportionally(PPM_PER_UNIT - externalSharePpm, capital, sharesPpm);
  return { accounts: [EXTERNAL_LIQUIDITY, ...makers], sharesPpm: [externalSharePpm, ...sharesPpm] };
}

export class OrderExecution {
  readonly books: readonly DepthBook[];
  readonly #state: ExchangeState;
  readonly #liquidity: LiquidityState;
  /** Null where providers look at outside prices alone. */
  readonly #ownMarks: MarkWithdrawal | null;
  readonly #crossImpact: CrossImpact;
  /** Accounts that quote, and for each account its place in that list (-1: none). */
  readonly #providers: readonly AccountIndex[];
  readonly #providerOf: Map<AccountIndex, number>;
  readonly #fullSharePpm: Float64Array;
  /** [providers x instruments] provider-major: share of the full depth quoted now, ppm. */
  readonly #bidPpm: Float64Array;
  readonly #askPpm: Float64Array;
  /** [providers x instruments] half-spreads as shares of the price; null until somebody quotes away from the mid. */
  #halfSpreads: Float64Array | null = null;
  readonly #weights: Float64Array;
  readonly #parts: Float64Array;
  readonly #result: Execution = { lots: 0, value: 0 };
  readonly #onTraded: (account: AccountIndex) => void;
  #nowUs: SimTimeUs = 0;

  /** `onTraded` is told of every account whose position a fill changed. */
  constructor(
    state: ExchangeState,
    market: MarketRules,
    population: Population,
    crossImpact: CrossImpact,
    onTraded: (account: AccountIndex) => void,
  ) {
    this.#onTraded = onTraded;
    this.#state = state;
    this.#crossImpact = crossImpact;
    this.#liquidity = new LiquidityState(market.withdrawal, state.instrumentCount);
    const { ownMarks } = market.withdrawal;
    this.#ownMarks = ownMarks ? new MarkWithdrawal(market.withdrawal, ownMarks, Array.from(state.markTicks)) : null;
    // One for all books: what is left after a time is worked out once for all of them.
    const recovery = recoveryOf(market.impact);
    this.books = state.instruments.map(
      (instrument, i) => new DepthBook(instrument, market.depth[i], market.impact, recovery),
    );
    const { accounts, sharesPpm } = listProviders(population, market.external.depthSharePpm);
    this.#providers = accounts;
    this.#providerOf = new Map(accounts.map((account, p) => [account, p]));
    this.#fullSharePpm = Float64Array.from(sharesPpm);
    this.#bidPpm = new Float64Array(accounts.length * state.instrumentCount);
    this.#askPpm = new Float64Array(accounts.length * state.instrumentCount);
    this.#weights = new Float64Array(accounts.length);
    this.#parts = new Float64Array(accounts.length);
    for (const account of accounts) {
      for (let i = 0; i < state.instrumentCount; i += 1) this.setQuote(account, i, PPM_PER_UNIT, PPM_PER_UNIT);
    }
    const externalHalf = market.external.halfSpreadPpm ?? 0;
    for (let i = 0; i < state.instrumentCount; i += 1) this.setSpread(EXTERNAL_LIQUIDITY, i, externalHalf);
  }

  /** Accounts of agents that quote: nearly every fill changes them. */
  get makers(): readonly AccountIndex[] {
    return this.#providers.filter((account) => account >= VENUE_ACCOUNTS);
  }

  /** Lets displaced books come back toward the outside price until `nowUs`. */
  advanceTo(nowUs: SimTimeUs): void {
    const elapsedUs = nowUs - this.#nowUs;
    if (elapsedUs === 0) return;
    this.#nowUs = nowUs;
    for (const book of this.books) book.advance(elapsedUs);
  }

  /** New outside price (ticks, not rounded) after a move of `logReturn` within one tick of `tickUs`. */
  applyReference(
    instrument: InstrumentIndex,
    priceTicks: number,
    logReturn: number,
    volatilityAnnual: number,
    tickUs: SimTimeUs,
  ): void {
    this.#liquidity.observe(instrument, logReturn, volatilityAnnual, tickUs);
    this.books[instrument].setReference(priceTicks);
    this.#refreshScales(instrument);
  }

  /** The price of an instrument that follows another has moved, ticks, not rounded. */
  setReference(instrument: InstrumentIndex, priceTicks: number): void {
    this.books[instrument].setReference(priceTicks);
  }

  /** The outside return of the instrument whose price this one follows: its depth withdraws with the other's. */
  observeFollowed(instrument: InstrumentIndex, logReturn: number, volatilityAnnual: number, tickUs: SimTimeUs): void {
    this.#liquidity.observe(instrument, logReturn, volatilityAnnual, tickUs);
    this.#refreshScales(instrument);
  }

  /** Providers see the venue's own mark; what changed by it. */
  observeMark(instrument: InstrumentIndex): DepthTurn {
    if (this.#ownMarks === null) return null;
    const turn = this.#ownMarks.observe(instrument, this.#state.markTicks[instrument], this.#nowUs);
    this.#refreshScales(instrument);
    return turn;
  }

  /** Share of the depth that providers quote of what they would in calm, in (0, 1]. */
  depthFactor(instrument: InstrumentIndex): number {
    const outside = this.#liquidity.factor(instrument);
    return this.#ownMarks === null ? outside : Math.min(outside, this.#ownMarks.factor(instrument));
  }

  /** How many times rougher than usual the mark has been of late; 0 where nobody looks. */
  markRoughness(instrument: InstrumentIndex): number {
    return this.#ownMarks?.roughness(instrument) ?? 0;
  }

  /** What `account` quotes from now on, as shares (ppm) of its full depth on either side. */
  setQuote(account: AccountIndex, instrument: InstrumentIndex, bidPpm: Ppm, askPpm: Ppm): void {
    const provider = this.#providerOf.get(account);
    if (provider === undefined) return;
    const slot = provider * this.#state.instrumentCount + instrument;
    const full = this.#fullSharePpm[provider];
    this.#bidPpm[slot] = Math.floor((full * bidPpm) / PPM_PER_UNIT);
    this.#askPpm[slot] = Math.floor((full * askPpm) / PPM_PER_UNIT);
    this.#refreshScales(instrument);
  }

  /** How far from the mid `account` quotes from now on, on both sides, ppm of the price. */
  setSpread(account: AccountIndex, instrument: InstrumentIndex, halfPpm: Ppm): void {
    const provider = this.#providerOf.get(account);
    if (provider === undefined) return;
    if (this.#halfSpreads === null) {
      if (halfPpm === 0) return;
      this.#halfSpreads = new Float64Array(this.#bidPpm.length);
    }
    this.#halfSpreads[provider * this.#state.instrumentCount + instrument] = halfPpm / PPM_PER_UNIT;
    this.#refreshScales(instrument);
  }

  /** Most lots that an order of `account` on that side could fill without trading beyond `limitTicks`. */
  lotsWithin(account: AccountIndex, instrument: InstrumentIndex, direction: 1 | -1, limitTicks: number): Lots {
    if (this.#collectWeights(account, instrument, direction) === 0) return 0;
    return this.books[instrument].lotsWithin(direction, limitTicks);
  }

  /**
   * Fills as much of `lots` (signed) as the book offers up to `limitTicks` and books it against those who quote.
   * Its displacement carries over to correlated instruments at once.
   */
  execute(account: AccountIndex, instrument: InstrumentIndex, lots: Lots, limitTicks: number): Execution {
    const result = this.#result;
    const direction = lots > 0 ? 1 : -1;
    const available = this.lotsWithin(account, instrument, direction, limitTicks);
    const size = Math.min(Math.abs(lots), available);
    result.lots = 0;
    result.value = 0;
    if (size === 0) return result;
    const book = this.books[instrument];
    const value = book.take(direction * size);
    this.#settle(account, instrument, direction * size, value, book.averageTicks(direction * size, value));
    this.#carryOver(instrument, book.lastMoveLog);
    result.lots = direction * size;
    // The book counts in what a premium is paid in, and the notional of inverse lots in the quote currency.
    result.value =
      this.#state.instruments[instrument].lotNotional > 0 ? value : toQuote(this.#state, instrument, value);
    return result;
  }

  /** Moves the book by `lots` (signed) as an order would: what a call auction takes from it. Nothing is booked. */
  walk(instrument: InstrumentIndex, lots: Lots): void {
    this.books[instrument].take(lots);
    this.#carryOver(instrument, this.books[instrument].lastMoveLog);
  }

  /** Books `lots` (signed) of `account` at one price with those who quote on that side; false where nobody else does. */
  settleAt(account: AccountIndex, instrument: InstrumentIndex, lots: Lots, priceTicks: number): boolean {
    if (this.#collectWeights(account, instrument, lots > 0 ? 1 : -1) === 0) return false;
    this.#settle(account, instrument, lots, valueAt(this.#state, instrument, lots, priceTicks), priceTicks);
    return true;
  }

  /** A move of one book displaces those of correlated instruments. */
  #carryOver(instrument: InstrumentIndex, moveLog: number): void {
    for (let j = 0; j < this.books.length; j += 1) {
      if (j !== instrument) this.books[j].addCross(this.#crossImpact.coefficient(j, instrument) * moveLog);
    }
  }

  /** Appends the numbers that make up the book's state, for fingerprints. */
  appendState(out: number[]): void {
    for (const book of this.books) book.appendState(out);
    this.#liquidity.appendState(out);
    this.#ownMarks?.appendState(out);
    out.push(...this.#bidPpm, ...this.#askPpm);
    if (this.#halfSpreads !== null) out.push(...this.#halfSpreads);
  }

  /** Weights of those who would fill an order of `account`; returns their sum. Nobody fills their own order. */
  #collectWeights(account: AccountIndex, instrument: InstrumentIndex, direction: 1 | -1): number {
    const quoted = direction > 0 ? this.#askPpm : this.#bidPpm;
    let total = 0;
    for (let p = 0; p < this.#providers.length; p += 1) {
      const weight = this.#providers[p] === account ? 0 : quoted[p * this.#state.instrumentCount + instrument];
      this.#weights[p] = weight;
      total += weight;
    }
    return total;
  }

  /**
   * Books a fill against the providers: lots by weight, value by lots, both by cumulative rounding. An inverse contract is
   * booked in coin at the fill's average price; below a tick, where a displaced book can stand, it would be without bounds.
   */
  #settle(account: AccountIndex, instrument: InstrumentIndex, lots: Lots, value: number, averageTicks: number): void {
    const isInverse = this.#state.instruments[instrument].lotNotional > 0;
    const priceTicks = Math.max(1, averageTicks);
    const size = Math.abs(lots);
    const direction = lots > 0 ? 1 : -1;
    splitProportionally(size, this.#weights, this.#parts);
    let filled = 0;
    let paid = 0;
    for (let p = 0; p < this.#providers.length; p += 1) {
      const part = this.#parts[p];
      if (part === 0) continue;
      filled += part;
      const upTo = Math.round(value * (filled / size));
      const counterparty = this.#providers[p];
      if (isInverse) tradeInverse(this.#state, account, counterparty, instrument, direction * part, priceTicks);
      else trade(this.#state, account, counterparty, instrument, direction * part, upTo - paid);
      paid = upTo;
      this.#onTraded(this.#providers[p]);
    }
    this.#onTraded(account);
  }

  #refreshScales(instrument: InstrumentIndex): void {
    let bid = 0;
    let ask = 0;
    for (let p = 0; p < this.#providers.length; p += 1) {
      bid += this.#bidPpm[p * this.#state.instrumentCount + instrument];
      ask += this.#askPpm[p * this.#state.instrumentCount + instrument];
    }
    if (this.#halfSpreads !== null) this.#refreshSpread(instrument, this.#halfSpreads, bid, ask);
    const factor = this.depthFactor(instrument) / PPM_PER_UNIT;
    this.books[instrument].setScales(Math.max(SCALE_FLOOR, bid * factor), Math.max(SCALE_FLOOR, ask * factor));
  }

  /** The book's half-spread on a side is that of its providers, weighted by what they quote there. */
  #refreshSpread(instrument: InstrumentIndex, halfSpreads: Float64Array, bid: number, ask: number): void {
    let bidHalf = 0;
    let askHalf = 0;
    for (let p = 0; p < this.#providers.length; p += 1) {
      const slot = p * this.#state.instrumentCount + instrument;
      bidHalf += this.#bidPpm[slot] * halfSpreads[slot];
      askHalf += this.#askPpm[slot] * halfSpreads[slot];
    }
    this.books[instrument].setSpread(meanHalfSpread(bidHalf, bid), meanHalfSpread(askHalf, ask));
  }
}
