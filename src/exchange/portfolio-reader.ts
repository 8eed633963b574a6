/**
 * Accounts as margin models and collateral rules see them: a record becomes columns of positions, a sum in the quote
 * currency, and balances of the assets that the account holds, owes, or has a contract settling in. One account at a time.
 */
import {
  PPM_PER_UNIT,
  QUANTA_PER_USD,
  type AccountIndex,
  type InstrumentIndex,
  type QuoteQuanta,
} from '../base/units.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import { haircutValueOf, NO_COLLATERAL, type CollateralAsset } from '../margin/collateral.ts';
import { createPositionColumns, type PositionColumns } from '../margin/margin-model.ts';
import { firstIdOf, firstPositionOf, positionsOf } from './account-records.ts';
import type { PortfolioMarket } from './portfolio-market.ts';
import type { CollateralRules } from './portfolio-rules.ts';
import { settledOf, type ExchangeState } from './state.ts';

export class PortfolioReader {
  /** Positions that were read last, sizes as many times as large as margin multiples say. */
  readonly book: PositionColumns;
  readonly #state: ExchangeState;
  readonly #market: PortfolioMarket;
  /** [instrumentCount] how balances of each spot asset count. */
  readonly #collateral: readonly CollateralAsset[];
  /** [instrumentCount] balance of each asset, those that the account has, and what it has of the quote currency. */
  readonly #balances: Float64Array;
  readonly #assets: Int32Array;
  #assetCount = 0;
  #quoteEquity = 0;

  constructor(state: ExchangeState, market: PortfolioMarket, rules: readonly CollateralRules[]) {
    const { instrumentCount } = state;
    this.#state = state;
    this.#market = market;
    this.#collateral = state.instruments.map((_, i) => collateralOf(rules, i));
    this.#balances = new Float64Array(instrumentCount);
    this.#assets = new Int32Array(instrumentCount);
    this.book = createPositionColumns(instrumentCount);
  }

  /** Largest share of a change in the value of what an instrument settles in by which equity can change. */
  equitySlopeOf(instrument: InstrumentIndex): number {
    const { isSpot, settlesIn } = this.#state;
    const asset = isSpot[instrument] === 1 ? instrument : settlesIn[instrument];
    return asset === NO_INSTRUMENT ? 1 : Math.max(1, this.#collateral[asset].liabilityWeight);
  }

  /** Balances and what settles in the quote currency at their marks. */
  worth(): QuoteQuanta {
    const { markPerLot } = this.#state;
    let worth = this.#quoteEquity;
    for (let n = 0; n < this.#assetCount; n += 1) {
      const i = this.#assets[n];
      worth += Math.floor(this.#balances[i] * markPerLot[i]);
    }
    return worth;
  }

  /** The same with haircuts. */
  equity(): QuoteQuanta {
    const { instruments, markTicks } = this.#state;
    let equity = this.#quoteEquity;
    for (let n = 0; n < this.#assetCount; n += 1) {
      const i = this.#assets[n];
      const { lotSizeUnits, tickSize } = instruments[i];
      const units = this.#balances[i] * lotSizeUnits;
      equity += Math.floor(haircutValueOf(this.#collateral[i], units, markTicks[i] * tickSize) * QUANTA_PER_USD);
    }
    return equity;
  }

  /** Balances and, under these multiples, positions, in one pass over the record: what a breach check asks for. */
  read(account: AccountIndex, multiplesPpm: Float64Array, withEntryPrices: boolean): void {
    const { records, markPerLot, settlesIn, isSpot } = this.#state;
    const { doubles, bytes } = records;
    const { contracts, sizes, entryPrices } = this.book;
    const { placeOf } = this.#market;
    const balances = this.#balances;
    const first = firstPositionOf(records, account);
    const ids = firstIdOf(records, account);
    const count = positionsOf(records, account);
    let assetCount = 0;
    for (let k = 0; k < count; k += 1) {
      const i = bytes[ids + k];
      if (isSpot[i] === 0) continue;
      balances[i] = doubles[first + k];
      this.#assets[assetCount] = i;
      assetCount += 1;
    }
    let quote = settledOf(this.#state, account);
    let bookCount = 0;
    for (let k = 0; k < count; k += 1) {
      const lots = doubles[first + k];
      const i = bytes[ids + k];
      if (lots === 0 || isSpot[i] === 1) continue;
      const coin = settlesIn[i];
      if (coin === NO_INSTRUMENT) quote += lots * markPerLot[i];
      else balances[coin] += lots * markPerLot[i];
      contracts[bookCount] = placeOf[i];
      sizes[bookCount] = (lots * multiplesPpm[i]) / PPM_PER_UNIT;
      // Costs lie apart, in lines of their own.
      entryPrices[bookCount] = withEntryPrices ? this.#entryPriceOf(i, first + k) : NaN;
      bookCount += 1;
    }
    this.book.count = bookCount;
    this.#assetCount = assetCount;
    this.#quoteEquity = quote;
  }

  /** Fills `book` under these multiples; `lots` more of `instrument` (-Infinity: none of it at all). */
  readPositions(account: AccountIndex, multiplesPpm: Float64Array, instrument: InstrumentIndex, lots: number): void {
    const { records, isSpot } = this.#state;
    const first = firstPositionOf(records, account);
    const ids = firstIdOf(records, account);
    const book = this.book;
    book.count = 0;
    let isNew = instrument !== NO_INSTRUMENT && Number.isFinite(lots);
    for (let k = 0; k < positionsOf(records, account); k += 1) {
      const i = records.bytes[ids + k];
      let size = records.doubles[first + k];
      // A position that was closed keeps its place, and has no entry price.
      if (isSpot[i] === 1 || size === 0) continue;
      if (i === instrument) {
        size = lots === -Infinity ? 0 : size + lots;
        isNew = false;
      }
      if (size !== 0) this.#append(i, size, multiplesPpm[i], this.#entryPriceOf(i, first + k));
    }
    if (isNew && lots !== 0) this.#append(instrument, lots, multiplesPpm[instrument], this.#markPriceOf(instrument));
  }

  /** A margin multiple asks what a position so many times as large would need. */
  #append(i: InstrumentIndex, lots: number, multiplePpm: number, entryPrice: number): void {
    const book = this.book;
    const size = (lots * multiplePpm) / PPM_PER_UNIT;
    book.contracts[book.count] = this.#market.placeOf[i];
    book.sizes[book.count] = size;
    book.entryPrices[book.count] = entryPrice;
    book.count += 1;
  }

  #markPriceOf(i: InstrumentIndex): number {
    return this.#state.markTicks[i] * this.#state.instruments[i].tickSize;
  }

  /** Average price at which the position in that place of the records was opened. */
  #entryPriceOf(i: InstrumentIndex, position: number): number {
    const { records, costs, instruments, settlesIn } = this.#state;
    const perLot = costs[position] / records.doubles[position];
    const { quantaPerLotTick, tickSize, lotNotional } = instruments[i];
    if (lotNotional === 0) return (perLot / quantaPerLotTick) * tickSize;
    return lotNotional / QUANTA_PER_USD / (-perLot * instruments[settlesIn[i]].lotSizeUnits);
  }
}

/** How balances of a spot instrument count; for nothing where no rule says more. */
export function collateralOf(rules: readonly CollateralRules[], instrument: InstrumentIndex): CollateralAsset {
  const found = rules.find((each) => each.instrument === instrument);
  if (found === undefined) return NO_COLLATERAL;
  return {
    ...NO_COLLATERAL,
    tiers: found.brackets.map(({ valueMax, assetWeightPpm }) => ({
      upTo: valueMax / QUANTA_PER_USD,
      weight: assetWeightPpm / PPM_PER_UNIT,
    })),
    liabilityWeight: found.liabilityWeightPpm / PPM_PER_UNIT,
  };
}
