/**
 * What an account is worth and must hold where margin is a model's business: positions in any contract, collateral in
 * several assets. All answers are whole quanta of the quote currency, or of an account's own currencies where it says so.
 *
 * Rounding: a balance of an asset is valued down, a requirement up, both against the account; positions that settle in
 * the quote currency are exact. No money moves by any of it.
 */
import {
  PPM_PER_UNIT,
  QUANTA_PER_USD,
  type AccountIndex,
  type InstrumentIndex,
  type QuoteQuanta,
} from '../base/units.ts';
import { haircutValueOf, NO_COLLATERAL, type CollateralAsset } from '../margin/collateral.ts';
import { createMarginModel } from '../margin/create-margin-model.ts';
import {
  createPositionColumns,
  type MarginModel,
  type PositionColumns,
  type PreparedMargin,
  type Requirement,
} from '../margin/margin-model.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import type { AccountMargin } from './account-margin.ts';
import type { DepthRules } from '../market/market-rules.ts';
import { firstIdOf, firstPositionOf, positionsOf } from './account-records.ts';
import { PortfolioMarket } from './portfolio-market.ts';
import type { CollateralRules, PortfolioRules } from './portfolio-rules.ts';
import { settledOf, type ExchangeState } from './state.ts';

export class PortfolioMargin implements AccountMargin {
  readonly market: PortfolioMarket;
  readonly notionalPerLot: Float64Array;
  readonly model: MarginModel;
  readonly prepared: PreparedMargin;
  /** Largest share of a change in an asset's value by which what it counts for can change. */
  readonly assetSlopeMax: number;
  readonly #state: ExchangeState;
  /** [instrumentCount] how balances of each spot asset count. */
  readonly #collateral: readonly CollateralAsset[];
  /** Scratch: [instrumentCount] balance of each asset, those that the account has, its positions, and one of them. */
  readonly #balances: Float64Array;
  readonly #assets: Int32Array;
  #assetCount = 0;
  #quoteEquity = 0;
  readonly #standalones: Float64Array;
  /** What offsets took off at the last breach, by account; never gone through. */
  readonly #offsets = new Map<AccountIndex, QuoteQuanta>();
  readonly #book: PositionColumns;
  readonly #single: PositionColumns = createPositionColumns(1);
  readonly #requirement: Requirement = { initial: 0, maintenance: 0 };
  /** [instrumentCount] multiples by which the next book is read. */
  #multiplesPpm: Float64Array;

  /** `depth`: of each instrument's book, which charges for liquidity read; null: as deep as one likes. */
  constructor(state: ExchangeState, rules: PortfolioRules, depth: readonly DepthRules[] | null = null) {
    this.#state = state;
    this.#multiplesPpm = state.marginMultiples.maintenancePpm;
    this.market = new PortfolioMarket(state, rules, depth);
    this.market.refresh(0);
    this.notionalPerLot = this.market.notionalPerLot;
    this.model = createMarginModel(rules.margin);
    this.prepared = this.model.prepare(this.market.view);
    this.prepared.refresh();
    const { instrumentCount } = state;
    this.#collateral = state.instruments.map((_, i) => collateralOf(rules.collateral, i));
    this.assetSlopeMax = Math.max(1, ...this.#collateral.map((asset) => asset.liabilityWeight));
    this.#balances = new Float64Array(instrumentCount);
    this.#assets = new Int32Array(instrumentCount);
    this.#standalones = new Float64Array(instrumentCount);
    this.#book = createPositionColumns(instrumentCount);
  }

  /** Marks or time have changed. */
  refresh(nowUs: number): void {
    this.market.refresh(nowUs);
    this.prepared.refresh();
  }

  worthOf(account: AccountIndex): QuoteQuanta {
    this.#readBalances(account);
    const { markPerLot } = this.#state;
    let worth = this.#quoteEquity;
    for (let n = 0; n < this.#assetCount; n += 1) {
      const i = this.#assets[n];
      worth += Math.floor(this.#balances[i] * markPerLot[i]);
    }
    return worth;
  }

  equityOf(account: AccountIndex): QuoteQuanta {
    this.#readBalances(account);
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

  maintenanceOf(account: AccountIndex): QuoteQuanta {
    this.#readPositions(account, NO_INSTRUMENT, 0);
    if (this.#book.count === 0) return 0;
    return roundUp(this.#require(this.#book).maintenance) + (this.model.liquidatesAtEquality ? 1 : 0);
  }

  initialOf(account: AccountIndex): QuoteQuanta {
    return this.initialWith(account, NO_INSTRUMENT, 0);
  }

  initialWith(account: AccountIndex, instrument: InstrumentIndex, lots: number): QuoteQuanta {
    this.#multiplesPpm = this.#state.marginMultiples.initialPpm;
    this.#readPositions(account, instrument, lots);
    this.#multiplesPpm = this.#state.marginMultiples.maintenancePpm;
    return roundUp(this.#require(this.#book).initial);
  }

  maintenanceWithout(account: AccountIndex, instrument: InstrumentIndex): QuoteQuanta {
    this.#readPositions(account, instrument, -Infinity);
    return roundUp(this.#require(this.#book).maintenance);
  }

  standaloneOf(account: AccountIndex, instrument: InstrumentIndex): QuoteQuanta {
    this.#readPositions(account, NO_INSTRUMENT, 0);
    const place = this.market.placeOf[instrument];
    for (let k = 0; k < this.#book.count; k += 1) {
      if (this.#book.contracts[k] === place) return this.#standaloneAt(k);
    }
    return 0;
  }

  standalonesInto(account: AccountIndex, out: Float64Array): QuoteQuanta {
    out.fill(0);
    this.#readPositions(account, NO_INSTRUMENT, 0);
    let sum = 0;
    for (let k = 0; k < this.#book.count; k += 1) {
      const margin = this.#standaloneAt(k);
      out[this.market.instrumentOf[this.#book.contracts[k]]] = margin;
      sum += margin;
    }
    return sum;
  }

  /** Both requirements of an account; one look at the model where their multiples do not differ. */
  requirementsOf(account: AccountIndex): Readonly<Requirement> {
    const maintenance = this.maintenanceOf(account);
    const { maintenancePpm, initialPpm } = this.#state.marginMultiples;
    const isOneLook = maintenancePpm.every((multiple, i) => multiple === initialPpm[i]);
    return { maintenance, initial: isOneLook ? roundUp(this.#requirement.initial) : this.initialOf(account) };
  }

  /** The account's positions as models read them; overwritten by the next question. */
  bookOf(account: AccountIndex): PositionColumns {
    this.#readPositions(account, NO_INSTRUMENT, 0);
    return this.#book;
  }

  noteOffsets(account: AccountIndex): void {
    const alone = this.standalonesInto(account, this.#standalones);
    this.#offsets.set(account, Math.max(0, alone - this.maintenanceOf(account)));
  }

  offsetsOf(account: AccountIndex): QuoteQuanta {
    return this.#offsets.get(account) ?? 0;
  }

  #standaloneAt(k: number): QuoteQuanta {
    const single = this.#single;
    single.count = 1;
    single.contracts[0] = this.#book.contracts[k];
    single.sizes[0] = this.#book.sizes[k];
    single.entryPrices[0] = this.#book.entryPrices[k];
    return roundUp(this.#require(single).maintenance);
  }

  #require(book: PositionColumns): Requirement {
    this.prepared.requireInto(book, this.#requirement);
    return this.#requirement;
  }

  /** Equity in the quote currency, and in each asset that the account holds, owes, or has a contract settling in. */
  #readBalances(account: AccountIndex): void {
    const { records, markPerLot, settlesIn, isSpot } = this.#state;
    const balances = this.#balances;
    const first = firstPositionOf(records, account);
    const ids = firstIdOf(records, account);
    const count = positionsOf(records, account);
    this.#assetCount = 0;
    for (let k = 0; k < count; k += 1) {
      const i = records.bytes[ids + k];
      if (isSpot[i] === 0) continue;
      balances[i] = records.doubles[first + k];
      this.#assets[this.#assetCount] = i;
      this.#assetCount += 1;
    }
    let quote = settledOf(this.#state, account);
    for (let k = 0; k < count; k += 1) {
      const lots = records.doubles[first + k];
      const i = records.bytes[ids + k];
      if (lots === 0 || isSpot[i] === 1) continue;
      const coin = settlesIn[i];
      if (coin === NO_INSTRUMENT) quote += lots * markPerLot[i];
      else balances[coin] += lots * markPerLot[i];
    }
    this.#quoteEquity = quote;
  }

  /** Fills `#book`; `lots` more of `instrument` (-Infinity: none of it at all). */
  #readPositions(account: AccountIndex, instrument: InstrumentIndex, lots: number): void {
    const { records, isSpot } = this.#state;
    const first = firstPositionOf(records, account);
    const ids = firstIdOf(records, account);
    const book = this.#book;
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
      if (size !== 0) this.#append(i, size, this.#entryPriceOf(i, first + k));
    }
    if (isNew && lots !== 0) this.#append(instrument, lots, this.#markPriceOf(instrument));
  }

  /** A margin multiple asks what a position so many times as large would need. */
  #append(i: InstrumentIndex, lots: number, entryPrice: number): void {
    const book = this.#book;
    const size = (lots * this.#multiplesPpm[i]) / PPM_PER_UNIT;
    book.contracts[book.count] = this.market.placeOf[i];
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

/** How balances of a spot instrument count; where no rule says more, for nothing, and in full when owed. */
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

function roundUp(amount: number): QuoteQuanta {
  return Math.ceil(amount * QUANTA_PER_USD);
}
