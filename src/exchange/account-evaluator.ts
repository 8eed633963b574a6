/**
 * One account of a venue whose margin is a model's business, looked at apart from a run: given what it holds, marks, time
 * and margin multiples, everything that the exchange would find, by the exchange's own code over a state with that one
 * account in it. Nothing is computed a second way here.
 */
import { assert } from '../base/assert.ts';
import { QUANTA_PER_USD, type InstrumentIndex, type Lots, type Ppm, type QuoteQuanta } from '../base/units.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import type { DepthRules } from '../market/market-rules.ts';
import { splitEquityOverLegs } from '../margin/bankruptcy.ts';
import { haircutValueOf } from '../margin/collateral.ts';
import type { MarginExplanation } from '../margin/margin-model.ts';
import { solveLiquidationPrice } from '../margin/solve-liquidation-price.ts';
import { findPosition, openPosition, DOUBLES_PER_LINE, SETTLED_DOUBLE } from './account-records.ts';
import { allocatePopulation, VENUE_ACCOUNTS } from './accounts.ts';
import { positionLimit } from './order-limit.ts';
import { PortfolioMargin } from './portfolio-margin.ts';
import { collateralOf } from './portfolio-reader.ts';
import type { PortfolioRules } from './portfolio-rules.ts';
import { toQuote } from './settlement.ts';
import { createState, setMark, type ExchangeState } from './state.ts';
import type { VenueRules } from './venue-rules.ts';

/** What one account holds, and the world it holds it in; all by instrument but `cash` and `timeUs`. */
export interface EvaluatedAccount {
  /** As `ExchangePort.cashOf` says. */
  readonly cash: QuoteQuanta;
  /** Balances of spot assets among them. */
  readonly lots: readonly Lots[];
  /** Quanta of what each instrument settles in. */
  readonly cost: readonly number[];
  readonly markTicks: readonly number[];
  /** Of the last mark update: time runs for margin when marks do. */
  readonly timeUs: number;
  /** One side's open lots over all accounts, at the last mark update: models may ask more where it is large. */
  readonly openInterest: readonly Lots[];
  readonly maintenancePpm: readonly Ppm[];
  readonly initialPpm: readonly Ppm[];
}

const ACCOUNT = VENUE_ACCOUNTS;
/** Grid steps of the search of a leg, whose surplus hardly ever turns. */
const LEG_STEPS = 16;

export class AccountEvaluator {
  readonly title: string;
  readonly source: string;
  readonly liquidatesAtEquality: boolean;
  readonly #state: ExchangeState;
  readonly #margin: PortfolioMargin;
  readonly #rules: PortfolioRules;
  readonly #shares: Float64Array;
  readonly #margins: Float64Array;
  #timeUs = 0;
  /** What models make of marks has not been brought up to date yet: worth and equity do without it. */
  #isStale = false;

  /**
   * `depth`: of each instrument's book, where the market is known. Throws InvariantError for a venue without a model: its
   * margin is that of its tiers.
   */
  constructor(venue: VenueRules, depth: readonly DepthRules[] | null = null) {
    assert(venue.portfolio !== null, 'an account is evaluated on a venue that has a margin model');
    const { length } = venue.instruments;
    this.#rules = venue.portfolio;
    this.#state = createState(venue, allocatePopulation([{ accounts: 1, room: length }], length, 1));
    this.#margin = new PortfolioMargin(this.#state, venue.portfolio, depth);
    this.#state.portfolio = this.#margin;
    this.#shares = new Float64Array(length);
    this.#margins = new Float64Array(length);
    this.title = this.#margin.model.title;
    this.source = this.#margin.model.source;
    this.liquidatesAtEquality = this.#margin.model.liquidatesAtEquality;
  }

  /** All answers are about this account from now on. */
  look(account: EvaluatedAccount): void {
    const { cash, lots, cost, markTicks, timeUs, openInterest, maintenancePpm, initialPpm } = account;
    const { records, costs, marginMultiples, settlesIn, isSpot, longLots } = this.#state;
    let settled = cash;
    lots.forEach((held, i) => {
      const position = openPosition(records, ACCOUNT, i, costs);
      records.doubles[position] = held;
      costs[position] = isSpot[i] === 1 ? 0 : cost[i];
      if (settlesIn[i] === NO_INSTRUMENT) settled -= costs[position];
      setMark(this.#state, i, markTicks[i]);
    });
    records.doubles[records.lines[ACCOUNT] * DOUBLES_PER_LINE + SETTLED_DOUBLE] = settled;
    longLots.set(openInterest);
    marginMultiples.maintenancePpm.set(maintenancePpm);
    marginMultiples.initialPpm.set(initialPpm);
    this.#timeUs = timeUs;
    this.#isStale = true;
  }

  /** At market, without haircuts. */
  get worth(): QuoteQuanta {
    return this.#margin.worthOf(ACCOUNT);
  }

  /** What margin is compared with. */
  get equity(): QuoteQuanta {
    return this.#margin.equityOf(ACCOUNT);
  }

  get maintenance(): QuoteQuanta {
    return this.#fresh.maintenanceOf(ACCOUNT);
  }

  get initial(): QuoteQuanta {
    return this.#fresh.initialOf(ACCOUNT);
  }

  /** Maintenance margin that the position would need alone. */
  standaloneOf(instrument: InstrumentIndex): QuoteQuanta {
    return this.#fresh.standaloneOf(ACCOUNT, instrument);
  }

  /** Maintenance margin of the rest. */
  maintenanceWithout(instrument: InstrumentIndex): QuoteQuanta {
    return this.#fresh.maintenanceWithout(ACCOUNT, instrument);
  }

  /** The model's own arithmetic, of positions in the order of instruments; multiples are in their sizes. */
  explain(): MarginExplanation {
    return this.#fresh.prepared.explain(this.#fresh.bookOf(ACCOUNT));
  }

  notionalOf(instrument: InstrumentIndex): QuoteQuanta {
    return Math.abs(this.#lotsOf(instrument)) * this.#fresh.notionalPerLot[instrument];
  }

  /** Unrealised profit, quanta of what the instrument settles in. */
  profitOf(instrument: InstrumentIndex): number {
    const position = findPosition(this.#state.records, ACCOUNT, instrument);
    return this.#lotsOf(instrument) * this.#state.markPerLot[instrument] - this.#state.costs[position];
  }

  /** Quanta of what the instrument settles in, in the quote currency at the mark. */
  toQuote(instrument: InstrumentIndex, amount: number): QuoteQuanta {
    return toQuote(this.#state, instrument, amount);
  }

  /** Average price at which the position was opened, as quoted. */
  entryPriceOf(instrument: InstrumentIndex): number {
    const book = this.#fresh.bookOf(ACCOUNT);
    const places = book.contracts.subarray(0, book.count);
    return book.entryPrices[places.indexOf(this.#fresh.market.placeOf[instrument])];
  }

  /** What so much of a spot asset is worth at its mark. */
  marketValueOf(coin: InstrumentIndex, lots: Lots): QuoteQuanta {
    return Math.floor(lots * this.#state.markPerLot[coin]);
  }

  /** What so much of a spot asset counts for as margin. */
  haircutValueOf(coin: InstrumentIndex, lots: Lots): QuoteQuanta {
    const { lotSizeUnits, tickSize } = this.#state.instruments[coin];
    const price = this.#state.markTicks[coin] * tickSize;
    const counted = haircutValueOf(collateralOf(this.#rules.collateral, coin), lots * lotSizeUnits, price);
    return Math.floor(counted * QUANTA_PER_USD);
  }

  /**
   * Mark at which the account can be liquidated while every other mark stays, as quoted; the mark itself where it can be
   * now, null where no price does it. Options' prices are those of their surface, so they are not asked.
   */
  liquidationPriceOf(instrument: InstrumentIndex): number | null {
    const { instruments, markTicks } = this.#state;
    const { contract, tickSize } = instruments[instrument];
    if (contract.kind === 'option') return null;
    const present = markTicks[instrument];
    const price = solveLiquidationPrice({
      surplusAt: (tried) => {
        setMark(this.#state, instrument, tried / tickSize);
        this.#isStale = true;
        return this.equity - this.maintenance;
      },
      markPrice: present * tickSize,
      direction: this.#lotsOf(instrument) > 0 ? 'down' : 'up',
      // Where a model liquidates at equality, the exchange asks a quantum more.
      liquidatesAtEquality: false,
      steps: LEG_STEPS,
    });
    setMark(this.#state, instrument, present);
    this.#isStale = true;
    return price;
  }

  /** Last price, as quoted, at which closing the leg loses no more than its share of what the account is worth. */
  bankruptcyPriceOf(instrument: InstrumentIndex): number {
    this.#fresh.standalonesInto(ACCOUNT, this.#margins);
    splitEquityOverLegs(this.worth, this.#margins, this.#shares);
    const ticks = positionLimit(this.#state, instrument, this.#lotsOf(instrument), this.#shares[instrument]);
    return ticks === Number.MAX_SAFE_INTEGER ? Infinity : ticks * this.#state.instruments[instrument].tickSize;
  }

  get #fresh(): PortfolioMargin {
    if (this.#isStale) this.#margin.refresh(this.#timeUs);
    this.#isStale = false;
    return this.#margin;
  }

  #lotsOf(instrument: InstrumentIndex): Lots {
    return this.#state.records.doubles[findPosition(this.#state.records, ACCOUNT, instrument)];
  }
}
