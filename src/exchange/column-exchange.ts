/**
 * The exchange: one method a transition, over accounts and positions held as columns. It keeps no schedule and draws
 * no random number; the kernel says when, the rules say what.
 */
import type { Fingerprint } from '../base/fingerprint.ts';
import type { AccountIndex, InstrumentIndex, Lots, Ppm, QuoteQuanta, SimTimeUs, Ticks } from '../base/units.ts';
import type { CrossImpact } from '../market/cross-impact.ts';
import type { MarketRules } from '../market/market-rules.ts';
import { log } from '../numeric/math.ts';
import { setStatus, setWarned, statusOf } from './account-records.ts';
import { AbsorptionBudget, offloadInventory } from './absorption-budget.ts';
import { INSURANCE_FUND, ROLE_MAKER, type Population } from './accounts.ts';
import { placeAgentOrder } from './agent-order.ts';
import { auditState, computeTotalMoney } from './audit.ts';
import { FLAG_MAINTENANCE, FLAG_STOP, FLAG_WARNING, type BreachList, type BreachWatch } from './breach-watch.ts';
import { HaltMonitor, LiquidationThrottle } from './circuit-breakers.ts';
import { isHalted, NONE, type ExchangeContext } from './context.ts';
import { DeleveragingRanks } from './deleveraging-ranks.ts';
import type { ExchangePort, ExchangeWork, LiquidationNext } from './exchange-port.ts';
import type { FactSink, OrderPurpose } from './fact.ts';
import { createGradedBreachWatch } from './graded-breach-watch.ts';
import { computeFundEquity, InventoryUnwinder, keepFundSolvent } from './insurance-fund.ts';
import { deposit } from './ledger.ts';
import { liquidateStep } from './liquidation.ts';
import { changeMargins } from './margin-terms.ts';
import type { MassDerivation } from './mass-derivation.ts';
import { OrderExecution } from './order-execution.ts';
import type { PathMemory } from './path-memory.ts';
import { PortfolioMargin } from './portfolio-margin.ts';
import { PortfolioRanks } from './portfolio-ranks.ts';
import {
  cashOf,
  costOf,
  lotsOf,
  setStop,
  createState,
  STATUS_ACTIVE,
  STATUS_CLOSED,
  STATUS_LIQUIDATING,
  type ExchangeState,
} from './state.ts';
import { ReferencePrices } from './reference-prices.ts';
import { addAccounts } from './state-digest.ts';
import { computeEquity, computeMaintenance, hasPosition, notionalPerLotOf } from './valuation.ts';
import type { MarginChange, VenueRules } from './venue-rules.ts';

export interface ExchangeInput {
  readonly venue: VenueRules;
  readonly market: MarketRules;
  readonly population: Population;
  readonly crossImpact: CrossImpact;
  readonly warningRatio: number;
  readonly facts: FactSink;
  /** Lends the path its large columns. */
  readonly memory?: PathMemory | undefined;
  /** Helps when everybody has to be looked at. */
  readonly mass?: MassDerivation | undefined;
  /** Another breach watch in the default's place. */
  readonly createWatch?: (state: ExchangeState, warningRatio: number) => BreachWatch;
}

export class ColumnExchange implements ExchangePort {
  readonly accountCount: number;
  readonly instrumentCount: number;
  readonly #state: ExchangeState;
  readonly #context: ExchangeContext;
  readonly #population: Population;
  readonly #halts: HaltMonitor | null;
  readonly #unwinder: InventoryUnwinder;
  readonly #prices: ReferencePrices;
  readonly #absorption: AbsorptionBudget;
  readonly #totalMoney: QuoteQuanta;

  constructor(input: ExchangeInput) {
    const { venue, market, population } = input;
    const state = createState(venue, population, input.memory);
    const portfolio = venue.portfolio === null ? null : new PortfolioMargin(state, venue.portfolio);
    state.portfolio = portfolio;
    this.#state = state;
    this.#population = population;
    this.accountCount = state.accountCount;
    this.instrumentCount = state.instrumentCount;
    const watch =
      input.createWatch?.(state, input.warningRatio) ??
      createGradedBreachWatch(state, input.warningRatio, market, input.mass, portfolio);
    const execution = new OrderExecution(state, market, population, input.crossImpact, (account) =>
      watch.accountChanged(account),
    );
    this.#context = {
      state,
      rules: venue,
      facts: input.facts,
      execution,
      watch,
      ranks:
        portfolio === null
          ? new DeleveragingRanks(state, venue.autoDeleveraging, execution.makers)
          : new PortfolioRanks(state, venue.autoDeleveraging),
      throttle: venue.throttle === null ? null : new LiquidationThrottle(venue.throttle),
      legMargins: new Float64Array(this.instrumentCount),
      legShares: new Float64Array(this.instrumentCount),
      nowUs: 0,
      marksAreStale: false,
    };
    this.#halts = venue.halt === null ? null : new HaltMonitor(venue.halt, this.instrumentCount);
    this.#unwinder = new InventoryUnwinder(this.instrumentCount);
    this.#absorption = new AbsorptionBudget(market.external.absorptionPerHour, this.instrumentCount);
    this.#totalMoney = computeTotalMoney(state);
    this.#prices = new ReferencePrices(this.#context, market, portfolio);
  }

  advanceTo(nowUs: SimTimeUs): void {
    this.#context.nowUs = nowUs;
    this.#context.execution.advanceTo(nowUs);
  }

  applyReference(logReturns: Float64Array, tickUs: SimTimeUs): void {
    this.#prices.apply(logReturns, tickUs);
  }

  updateMarks(): void {
    this.#context.marksAreStale = false;
    this.#prices.updateMarks();
    if (this.#halts !== null) {
      for (let i = 0; i < this.instrumentCount; i += 1)
        if (!isHalted(this.#context, i)) this.#observeHalt(this.#halts, i, this.#context.nowUs);
    }
    keepFundSolvent(this.#context);
  }

  collectBreaches(out: BreachList): void {
    const { state, facts, watch, execution } = this.#context;
    watch.collectInto(out);
    for (let n = 0; n < out.count; n += 1) {
      const account = out.accounts[n];
      const flags = out.flags[n];
      if ((flags & FLAG_MAINTENANCE) !== 0) {
        setStatus(state.records, account, STATUS_LIQUIDATING);
        facts.record('breach', account, NONE, 0, out.equity[n], out.maintenance[n], 0);
        if (this.#population.role[account] === ROLE_MAKER) {
          for (let i = 0; i < this.instrumentCount; i += 1) execution.setQuote(account, i, 0, 0);
        }
      } else if ((flags & FLAG_WARNING) !== 0) {
        facts.record('marginCall', account, NONE, 0, out.equity[n], out.maintenance[n], 0);
      }
      if ((flags & FLAG_WARNING) !== 0) setWarned(state.records, account, true);
      if ((flags & FLAG_STOP) !== 0) setStop(state, account, -Infinity);
      watch.accountChanged(account);
    }
  }

  liquidate(account: AccountIndex): LiquidationNext {
    return liquidateStep(this.#context, account);
  }

  unwindInventory(): void {
    this.#unwinder.unwind(this.#context);
  }

  resumeTrading(instrument: InstrumentIndex): void {
    this.#state.haltedUntilUs[instrument] = 0;
    this.#halts!.restart(instrument);
    this.#context.marksAreStale = true;
    this.#context.facts.record('haltEnd', NONE, instrument, 0, 0, 0, 0);
  }

  changeMargins(change: Omit<MarginChange, 'atUs'>): void {
    changeMargins(this.#context, change);
  }

  placeOrder(account: AccountIndex, instrument: InstrumentIndex, lots: Lots, purpose: OrderPurpose): void {
    placeAgentOrder(this.#context, account, instrument, lots, purpose);
  }

  deposit(account: AccountIndex, amount: QuoteQuanta): void {
    const { state } = this.#context;
    deposit(state, account, amount);
    setWarned(state.records, account, false);
    if (statusOf(state.records, account) === STATUS_CLOSED && !hasPosition(state, account))
      setStatus(state.records, account, STATUS_ACTIVE);
    this.#context.watch.accountChanged(account);
    this.#context.facts.record('deposit', account, NONE, 0, amount, 0, 0);
  }

  setQuote(account: AccountIndex, instrument: InstrumentIndex, bidPpm: Ppm, askPpm: Ppm): void {
    if (!this.isActive(account)) return;
    this.#context.execution.setQuote(account, instrument, bidPpm, askPpm);
    this.#context.facts.record('quote', account, instrument, 0, 0, bidPpm, askPpm);
  }

  offload(account: AccountIndex, instrument: InstrumentIndex, lots: Lots): void {
    if (!this.isActive(account) || isHalted(this.#context, instrument)) return;
    offloadInventory(this.#context, this.#absorption, account, instrument, lots);
  }

  setStop(account: AccountIndex, equity: QuoteQuanta): void {
    setStop(this.#state, account, equity);
    this.#context.watch.accountChanged(account);
  }

  equityOf(account: AccountIndex): QuoteQuanta {
    return computeEquity(this.#state, account);
  }

  maintenanceOf(account: AccountIndex): QuoteQuanta {
    return computeMaintenance(this.#state, account);
  }

  cashOf(account: AccountIndex): QuoteQuanta {
    return cashOf(this.#state, account);
  }

  lotsOf(account: AccountIndex, instrument: InstrumentIndex): Lots {
    return lotsOf(this.#state, account, instrument);
  }

  costOf(account: AccountIndex, instrument: InstrumentIndex): QuoteQuanta {
    return costOf(this.#state, account, instrument);
  }

  isActive(account: AccountIndex): boolean {
    return statusOf(this.#state.records, account) === STATUS_ACTIVE;
  }

  markTicksOf(instrument: InstrumentIndex): Ticks {
    return this.#state.markTicks[instrument];
  }

  indexTicksOf(instrument: InstrumentIndex): Ticks {
    return this.#state.indexTicks[instrument];
  }

  notionalPerLotOf(instrument: InstrumentIndex): QuoteQuanta {
    return notionalPerLotOf(this.#state, instrument);
  }

  lastTicksOf(instrument: InstrumentIndex): number {
    return this.#context.execution.books[instrument].priceTicks;
  }

  openInterestOf(instrument: InstrumentIndex): Lots {
    return this.#state.longLots[instrument];
  }

  haltedUntilUsOf(instrument: InstrumentIndex): SimTimeUs {
    return this.#state.haltedUntilUs[instrument];
  }

  fundEquity(): QuoteQuanta {
    return computeFundEquity(this.#context);
  }

  fundHasInventory(): boolean {
    return hasPosition(this.#state, INSURANCE_FUND);
  }

  marksAreStale(): boolean {
    return this.#context.marksAreStale;
  }

  work(): ExchangeWork {
    return { watch: this.#context.watch.work, rankingPasses: this.#context.ranks.passes };
  }

  audit(): void {
    auditState(this.#state, this.#totalMoney);
  }

  addTo(fingerprint: Fingerprint): void {
    const { state } = this.#context;
    addAccounts(state, fingerprint);
    fingerprint.addNumbers(state.markTicks);
    fingerprint.addNumbers(state.indexTicks);
    fingerprint.addNumbers(state.haltedUntilUs);
    const book: number[] = [];
    this.#context.execution.appendState(book);
    fingerprint.addNumbers(book);
  }

  #observeHalt(halts: HaltMonitor, instrument: InstrumentIndex, nowUs: SimTimeUs): void {
    const mark = this.#state.markTicks[instrument];
    const from = halts.observe(instrument, nowUs, mark);
    if (from === 0) return;
    const untilUs = nowUs + this.#context.rules.halt!.durationUs;
    this.#state.haltedUntilUs[instrument] = untilUs;
    this.#context.facts.record('haltStart', NONE, instrument, 0, 0, log(mark / from), untilUs);
  }
}
