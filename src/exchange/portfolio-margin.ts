/**
 * What an account is worth and must hold where margin is a model's business: positions in any contract, collateral in
 * several assets. All answers are whole quanta of the quote currency, or of an account's own currencies where it says so.
 *
 * Rounding: a balance of an asset is valued down, a requirement up, both against the account; positions that settle in
 * the quote currency are exact. No money moves by any of it.
 */
import { QUANTA_PER_USD, type AccountIndex, type InstrumentIndex, type QuoteQuanta } from '../base/units.ts';
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
import { PortfolioMarket } from './portfolio-market.ts';
import { PortfolioReader } from './portfolio-reader.ts';
import type { PortfolioRules } from './portfolio-rules.ts';
import type { ExchangeState } from './state.ts';

export interface AccountMeasure {
  equity: QuoteQuanta;
  initial: QuoteQuanta;
  maintenance: QuoteQuanta;
  /** Sum of what each position would need alone. */
  standalone: QuoteQuanta;
}

export class PortfolioMargin implements AccountMargin {
  readonly market: PortfolioMarket;
  readonly notionalPerLot: Float64Array;
  readonly model: MarginModel;
  readonly prepared: PreparedMargin;
  /** Of the account that was derived last. */
  equity: QuoteQuanta = 0;
  maintenance: QuoteQuanta = 0;
  readonly #state: ExchangeState;
  readonly #reader: PortfolioReader;
  readonly #standalones: Float64Array;
  /** What offsets took off at the last breach, by account; never gone through. */
  readonly #offsets = new Map<AccountIndex, QuoteQuanta>();
  readonly #book: PositionColumns;
  readonly #single: PositionColumns = createPositionColumns(1);
  readonly #requirement: Requirement = { initial: 0, maintenance: 0 };

  /** `depth`: of each instrument's book, which charges for liquidity read; null: as deep as one likes. */
  constructor(state: ExchangeState, rules: PortfolioRules, depth: readonly DepthRules[] | null = null) {
    this.#state = state;
    this.market = new PortfolioMarket(state, rules, depth);
    this.market.refresh(0);
    this.notionalPerLot = this.market.notionalPerLot;
    this.model = createMarginModel(rules.margin);
    this.prepared = this.model.prepare(this.market.view);
    this.prepared.refresh();
    this.#reader = new PortfolioReader(state, this.market, rules.collateral);
    this.#book = this.#reader.book;
    this.#standalones = new Float64Array(state.instrumentCount);
  }

  /** Marks or time have changed. */
  refresh(nowUs: number): void {
    this.market.refresh(nowUs);
    this.prepared.refresh();
  }

  worthOf(account: AccountIndex): QuoteQuanta {
    this.#readAll(account, false);
    return this.#reader.worth();
  }

  equityOf(account: AccountIndex): QuoteQuanta {
    this.#readAll(account, false);
    return this.#reader.equity();
  }

  maintenanceOf(account: AccountIndex): QuoteQuanta {
    this.#readPositions(account, NO_INSTRUMENT, 0);
    return this.#requireMaintenance();
  }

  /** Largest share of a change in the value of what an instrument settles in by which equity can change. */
  equitySlopeOf(instrument: InstrumentIndex): number {
    return this.#reader.equitySlopeOf(instrument);
  }

  /** `equityOf` and `maintenanceOf` at once, into `equity` and `maintenance`. */
  derive(account: AccountIndex): void {
    this.#readAll(account);
    this.equity = this.#reader.equity();
    this.maintenance = this.#requireMaintenance();
  }

  initialOf(account: AccountIndex): QuoteQuanta {
    return this.initialWith(account, NO_INSTRUMENT, 0);
  }

  initialWith(account: AccountIndex, instrument: InstrumentIndex, lots: number): QuoteQuanta {
    this.#reader.readPositions(account, this.#state.marginMultiples.initialPpm, instrument, lots);
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

  /**
   * Equity, both requirements and what all positions need alone, of an account with a position. The model is asked no
   * more often than answers can differ: initial margin is that of the same look unless its multiples are others
   * (`isOneLook`), and a single position needs alone what it needs.
   */
  measureInto(account: AccountIndex, out: AccountMeasure, isOneLook: boolean): void {
    this.#readAll(account);
    const book = this.#book;
    out.equity = this.#reader.equity();
    out.maintenance = this.#requireMaintenance();
    const initial = roundUp(this.#requirement.initial);
    out.standalone = 0;
    if (book.count === 1) out.standalone = roundUp(this.#requirement.maintenance);
    else for (let k = 0; k < book.count; k += 1) out.standalone += this.#standaloneAt(k);
    out.initial = isOneLook ? initial : this.initialOf(account);
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

  #readAll(account: AccountIndex, withEntryPrices: boolean = this.model.ignoresEntryPrices !== true): void {
    this.#reader.read(account, this.#state.marginMultiples.maintenancePpm, withEntryPrices);
  }

  #readPositions(account: AccountIndex, instrument: InstrumentIndex, lots: number): void {
    this.#reader.readPositions(account, this.#state.marginMultiples.maintenancePpm, instrument, lots);
  }

  #require(book: PositionColumns): Requirement {
    this.prepared.requireInto(book, this.#requirement);
    return this.#requirement;
  }

  #requireMaintenance(): QuoteQuanta {
    if (this.#book.count === 0) return 0;
    return roundUp(this.#require(this.#book).maintenance) + (this.model.liquidatesAtEquality ? 1 : 0);
  }
}

function roundUp(amount: number): QuoteQuanta {
  return Math.ceil(amount * QUANTA_PER_USD);
}
