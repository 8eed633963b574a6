/** Outside prices as the venue sees them, and the mark prices that it makes of them and of its own books. */
import type { InstrumentIndex, SimTimeUs } from '../base/units.ts';
import { computeIndexTicks, computeMarkTicks, computeReferenceTicks } from '../market/mark-price.ts';
import type { MarketRules } from '../market/market-rules.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import { isHalted, NONE, type ExchangeContext } from './context.ts';
import { MarkMaker } from './mark-maker.ts';
import type { PortfolioMargin } from './portfolio-margin.ts';
import type { PortfolioMarket } from './portfolio-market.ts';
import { setMark } from './state.ts';
import { checksumOf } from './state-digest.ts';

export class ReferencePrices {
  readonly #context: ExchangeContext;
  readonly #noise: MarketRules['noise'];
  readonly #portfolio: PortfolioMargin | null;
  readonly #marks: MarkMaker;
  /** [instrumentCount] outside price in ticks, not rounded, and log returns since the start. */
  readonly #ticks: Float64Array;
  readonly #logReturns: Float64Array;
  /** [instrumentCount] what the venue takes for the outside price, ticks, not rounded: the price itself unless its oracle errs. */
  readonly #seen: Float64Array;

  constructor(context: ExchangeContext, market: MarketRules, portfolio: PortfolioMargin | null) {
    const { instruments, instrumentCount } = context.state;
    this.#context = context;
    this.#noise = market.noise;
    this.#portfolio = portfolio;
    this.#marks = new MarkMaker(context);
    this.#logReturns = new Float64Array(instrumentCount);
    this.#ticks = Float64Array.from(instruments, (instrument) => instrument.priceInitialTicks);
    this.#seen = this.#ticks.slice();
    for (let i = 0; i < instrumentCount; i += 1) context.execution.books[i].setReference(this.#ticks[i]);
  }

  /** New outside prices, as log returns since the start, one tick of `tickUs` after the last. */
  apply(logReturns: Float64Array, tickUs: SimTimeUs): void {
    const { state, execution, facts } = this.#context;
    for (let i = 0; i < state.instrumentCount; i += 1) {
      const { follows, priceInitialTicks } = state.instruments[i];
      if (follows !== NO_INSTRUMENT) continue;
      const ticks = computeReferenceTicks(priceInitialTicks, logReturns[i]);
      this.#ticks[i] = ticks;
      execution.applyReference(i, ticks, logReturns[i] - this.#logReturns[i], this.#volatilityOf(i), tickUs);
      // After the book: an index that counts the venue's own price must not count the one before this tick.
      this.#see(i);
    }
    if (this.#portfolio !== null) this.#applyToFollowers(this.#portfolio.market, logReturns, tickUs);
    this.#logReturns.set(logReturns);
    facts.record('referenceTick', NONE, NONE, 0, 0, checksumOf(state.indexTicks), 0);
  }

  /** Their index follows the outside price at once; what they trade at follows the other's mark, at the next update. */
  #applyToFollowers(market: PortfolioMarket, logReturns: Float64Array, tickUs: SimTimeUs): void {
    const { state, execution } = this.#context;
    for (let i = 0; i < state.instrumentCount; i += 1) {
      const { follows } = state.instruments[i];
      if (follows === NO_INSTRUMENT) continue;
      const logReturn = logReturns[follows] - this.#logReturns[follows];
      this.#seeFollower(market, i);
      execution.observeFollowed(i, logReturn, this.#volatilityOf(follows), tickUs);
    }
  }

  /** Looks at the outside price through the oracle, and sets the index by it. */
  #see(i: number): void {
    const { state, oracle, nowUs } = this.#context;
    this.#seen[i] = oracle === null ? this.#ticks[i] : oracle.see(i, this.#ticks[i], nowUs);
    state.indexTicks[i] = computeIndexTicks(this.#marks.indexOf(i, this.#seen[i]));
  }

  #seeFollower(market: PortfolioMarket, i: number): void {
    const { state, nowUs } = this.#context;
    const seen = this.#seen[state.instruments[i].follows];
    state.indexTicks[i] = computeIndexTicks(market.priceFollowing(i, seen, nowUs));
  }

  /** What the oracle shows of these instruments has changed: their index, and that of what follows them, jump at once. */
  lookAnew(instruments: readonly InstrumentIndex[]): void {
    for (const i of instruments) this.#see(i);
    this.#seeFollowersOf((followed) => instruments.includes(followed));
    this.#context.marksAreStale = true;
  }

  #seeFollowersOf(isChosen: (followed: InstrumentIndex) => boolean): void {
    if (this.#portfolio === null) return;
    const { instruments, instrumentCount } = this.#context.state;
    for (let i = 0; i < instrumentCount; i += 1) {
      const { follows } = instruments[i];
      if (follows !== NO_INSTRUMENT && isChosen(follows)) this.#seeFollower(this.#portfolio.market, i);
    }
  }

  #volatilityOf(i: number): number {
    return this.#noise?.volatilityAnnual[i] ?? 0;
  }

  /** Marks of all instruments that are not halted, by outside price and own book. */
  updateMarks(): void {
    const { state, rules, oracle, facts } = this.#context;
    for (let i = 0; i < state.instrumentCount; i += 1) {
      if (state.instruments[i].follows !== NO_INSTRUMENT) continue;
      if (rules.index !== null || oracle !== null) this.#see(i);
      if (isHalted(this.#context, i)) continue;
      const ticks = this.#marks.markOf(i, this.#seen[i], this.#ticks[i]);
      setMark(state, i, this.#context.markGuard?.markOf(i, ticks) ?? ticks);
      this.#showMark(i);
    }
    if (oracle !== null) this.#seeFollowersOf((followed) => oracle.errsIn(followed));
    if (this.#portfolio !== null) this.#updateFollowers(this.#portfolio);
    facts.record('markUpdate', NONE, NONE, 0, 0, checksumOf(state.markTicks), 0);
  }

  /** Appends what the mark rule remembers, for fingerprints. */
  appendState(out: number[]): void {
    this.#marks.appendState(out);
  }

  /** Those who quote see the new mark, and may take their depth away or bring it back. */
  #showMark(i: number): void {
    const { execution, facts } = this.#context;
    const turn = execution.observeMark(i);
    if (turn === null) return;
    const kind = turn === 'withdrawn' ? 'depthWithdrawn' : 'depthRestored';
    facts.record(kind, NONE, i, 0, 0, execution.depthFactor(i), execution.markRoughness(i));
  }

  /** What follows the marks of others: prices of followers, their marks, and all that margin makes of them. */
  #updateFollowers(portfolio: PortfolioMargin): void {
    const { state, rules, execution, nowUs } = this.#context;
    const { ownVenueWeight, basisLimit } = rules.markPrice;
    for (let i = 0; i < state.instrumentCount; i += 1) {
      const { follows } = state.instruments[i];
      if (follows === NO_INSTRUMENT || isHalted(this.#context, i)) continue;
      this.#ticks[i] = portfolio.market.priceFollowing(i, state.markTicks[follows], nowUs);
      execution.setReference(i, this.#ticks[i]);
      const displacement = execution.books[i].displacementLog;
      const ticks = computeMarkTicks(this.#ticks[i], displacement, ownVenueWeight, basisLimit);
      setMark(state, i, this.#context.markGuard?.markOf(i, ticks) ?? ticks);
      this.#showMark(i);
    }
    portfolio.refresh(nowUs);
  }
}
