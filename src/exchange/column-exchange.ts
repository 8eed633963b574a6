/**
 * The exchange: one method a transition, over accounts and positions held as columns. It keeps no schedule and draws
 * no random number; the kernel says when, the rules say what.
 */
import type { Fingerprint } from '../base/fingerprint.ts';
import {
  type AccountIndex,
  type InstrumentIndex,
  type Lots,
  type Ppm,
  type QuoteQuanta,
  type SimTimeUs,
} from '../base/units.ts';
import type { CrossImpact } from '../market/cross-impact.ts';
import type { MarketRules } from '../market/market-rules.ts';
import type { Stream } from '../numeric/stream.ts';
import { setStatus, setWarned, statusOf } from './account-records.ts';
import { AbsorptionBudget, offloadInventory } from './absorption-budget.ts';
import { INSURANCE_FUND, type Population } from './accounts.ts';
import { placeAgentOrder } from './agent-order.ts';
import { answerBreaches } from './answer-breaches.ts';
import { auditState, computeTotalMoney } from './audit.ts';
import type { BreachList, BreachWatch } from './breach-watch.ts';
import { HaltMonitor, LiquidationThrottle } from './circuit-breakers.ts';
import { mayTrade, NONE, type ExchangeContext } from './context.ts';
import { createRanks } from './create-ranks.ts';
import { createControlParts } from './controls/control-parts.ts';
import type { ExchangePort, ExchangeWork, LiquidationNext, MarginMeasure } from './exchange-port.ts';
import type { FactSink, OrderPurpose } from './fact.ts';
import { withdraw } from './withdrawals/withdraw.ts';
import { createGradedBreachWatch } from './graded-breach-watch.ts';
import { LossBook, type LossRecord } from './loss/loss-book.ts';
import { InventoryUnwinder } from './inventory-unwinder.ts';
import { deposit } from './ledger.ts';
import { liquidateStep } from './liquidation.ts';
import { PartialFills } from './liquidation/partial-fills.ts';
import { MechanismSet } from './mechanism-set.ts';
import { MarginRecalibration } from './margin-recalibration.ts';
import { changeMargins, recalibrateMargins } from './margin-terms.ts';
import type { MassDerivation } from './mass-derivation.ts';
import { OrderExecution } from './order-execution.ts';
import type { PathMemory } from './path-memory.ts';
import { PortfolioMargin } from './portfolio-margin.ts';
import { setStop, createState, STATUS_ACTIVE, STATUS_CLOSED, type ExchangeState } from './state.ts';
import { ReadableExchange } from './readable-exchange.ts';
import { ReferencePrices } from './reference-prices.ts';
import { RequirementMeter } from './requirement-meter.ts';
import { addAccounts } from './state-digest.ts';
import { tripHalts } from './trip-halts.ts';
import { hasPosition } from './valuation.ts';
import { NO_TIMERS, type TimerSink } from './venue-mechanism.ts';
import type { MarginChange, VenueRules } from './venue-rules.ts';
import { VenueSwitches } from './venue-switches.ts';
import { keepFundSolvent } from './waterfall.ts';

export interface ExchangeInput {
  readonly venue: VenueRules;
  readonly market: MarketRules;
  readonly population: Population;
  readonly crossImpact: CrossImpact;
  readonly warningRatio: number;
  readonly facts: FactSink;
  /** Wakes the venue's mechanisms. */
  readonly timers?: TimerSink | undefined;
  /** What a deleveraging order that is left to chance draws from. */
  readonly deleveragingStarts?: Stream | undefined;
  /** Lends the path its large columns. */
  readonly memory?: PathMemory | undefined;
  /** Helps when everybody has to be looked at. */
  readonly mass?: MassDerivation | undefined;
  /** Another breach watch in the default's place. */
  readonly createWatch?: (state: ExchangeState, warningRatio: number) => BreachWatch;
}

export class ColumnExchange extends ReadableExchange implements ExchangePort {
  readonly #state: ExchangeState;
  readonly #context: ExchangeContext;
  readonly #population: Population;
  readonly #halts: HaltMonitor | null;
  readonly #unwinder: InventoryUnwinder;
  readonly #prices: ReferencePrices;
  readonly #absorption: AbsorptionBudget;
  readonly #meter: RequirementMeter;
  readonly #recalibration: MarginRecalibration | null;
  readonly #mechanisms: MechanismSet;
  readonly #totalMoney: QuoteQuanta;

  constructor(input: ExchangeInput) {
    const { venue, market, population } = input;
    const state = createState(venue, population, input.memory);
    const portfolio = venue.portfolio === null ? null : new PortfolioMargin(state, venue.portfolio, market.depth);
    state.portfolio = portfolio;
    const watch =
      input.createWatch?.(state, input.warningRatio) ??
      createGradedBreachWatch(state, input.warningRatio, market, input.mass, portfolio);
    const execution = new OrderExecution(state, market, population, input.crossImpact, (account) =>
      watch.accountChanged(account),
    );
    const instrumentCount = state.instrumentCount;
    const context: ExchangeContext = {
      state,
      rules: venue,
      execution,
      watch,
      ranks: createRanks(state, venue.autoDeleveraging.ranking, execution.makers, input.deleveragingStarts ?? null),
      throttle: venue.throttle === null ? null : new LiquidationThrottle(venue.throttle),
      switches: new VenueSwitches(),
      oracle: null,
      loss: new LossBook(venue, state),
      partialFills: new PartialFills(),
      ...createControlParts(venue, state, input.facts),
      legMargins: new Float64Array(instrumentCount),
      legShares: new Float64Array(instrumentCount),
      backstop: null,
      nowUs: 0,
      marksAreStale: false,
      breachCheckIsDue: false,
    };
    super(context);
    this.#state = state;
    this.#context = context;
    this.#population = population;
    this.#halts = venue.halt === null ? null : new HaltMonitor(venue.halt, this.instrumentCount);
    this.#unwinder = new InventoryUnwinder(INSURANCE_FUND, this.instrumentCount, venue.insuranceFund.unwindSharePpm);
    this.#absorption = new AbsorptionBudget(market.external.absorptionPerHour, this.instrumentCount);
    this.#recalibration =
      venue.marginRecalibration === null ? null : new MarginRecalibration(state, venue.marginRecalibration);
    this.#meter = new RequirementMeter(state, portfolio, venue);
    this.#totalMoney = computeTotalMoney(state);
    this.#prices = new ReferencePrices(this.#context, market, portfolio);
    const lookAnew = (instruments: readonly InstrumentIndex[]): void => this.#prices.lookAnew(instruments);
    const parts = { context: this.#context, market, population, lookAnew };
    this.#mechanisms = new MechanismSet(parts, input.timers ?? NO_TIMERS);
  }

  start(): void {
    this.#mechanisms.start();
  }

  advanceTo(nowUs: SimTimeUs): void {
    this.#context.nowUs = nowUs;
    this.#context.execution.advanceTo(nowUs);
  }

  applyReference(logReturns: Float64Array, tickUs: SimTimeUs): void {
    this.#prices.apply(logReturns, tickUs);
    this.#mechanisms.afterReference();
  }

  updateMarks(): void {
    this.#context.marksAreStale = false;
    this.#prices.updateMarks();
    this.#mechanisms.afterMarks();
    if (this.#halts !== null) tripHalts(this.#context, this.#halts);
    keepFundSolvent(this.#context);
  }

  collectBreaches(out: BreachList): void {
    this.#context.breachCheckIsDue = false;
    this.#context.watch.collectInto(out);
    answerBreaches(this.#context, this.#population, out);
  }

  liquidate(account: AccountIndex): LiquidationNext {
    return liquidateStep(this.#context, account);
  }

  unwindInventory(): void {
    this.#unwinder.unwind(this.#context);
    keepFundSolvent(this.#context);
  }

  onTimer(mechanism: number, a: number, b: number): void {
    this.#mechanisms.onTimer(mechanism, a, b);
  }

  resumeTrading(instrument: InstrumentIndex): void {
    if (!this.#context.halts.end(instrument, this.#context.nowUs)) return;
    this.#halts?.restart(instrument);
    this.#context.marksAreStale = true;
    this.#context.facts.record('haltEnd', NONE, instrument, 0, 0, 0, 0);
  }

  keepForAuction(account: AccountIndex, instrument: InstrumentIndex, lots: Lots, purpose: OrderPurpose): boolean {
    return this.#context.halts.keep(account, instrument, lots, purpose);
  }

  changeMargins(change: Omit<MarginChange, 'atUs'>): void {
    changeMargins(this.#context, change);
  }

  get marginModels(): readonly string[] {
    return this.#meter.models;
  }

  measureMargin(): MarginMeasure {
    return this.#meter.measure();
  }

  recalibrateMargins(): void {
    if (this.#recalibration !== null) recalibrateMargins(this.#context, this.#recalibration);
  }

  placeOrder(account: AccountIndex, instrument: InstrumentIndex, lots: Lots, purpose: OrderPurpose): void {
    placeAgentOrder(this.#context, account, instrument, lots, purpose);
  }

  deposit(account: AccountIndex, amount: QuoteQuanta): void {
    const { state } = this.#context;
    deposit(state, account, amount);
    this.#context.loss.paidIn(account, amount);
    setWarned(state.records, account, false);
    if (statusOf(state.records, account) === STATUS_CLOSED && !hasPosition(state, account))
      setStatus(state.records, account, STATUS_ACTIVE);
    this.#context.watch.accountChanged(account);
    this.#context.facts.record('deposit', account, NONE, 0, amount, 0, 0);
  }

  withdraw(account: AccountIndex, amount: QuoteQuanta, askedAtUs: SimTimeUs): void {
    withdraw(this.#context, account, amount, askedAtUs);
  }

  setQuote(account: AccountIndex, instrument: InstrumentIndex, bidPpm: Ppm, askPpm: Ppm): void {
    if (!this.isActive(account)) return;
    this.#context.execution.setQuote(account, instrument, bidPpm, askPpm);
    this.#context.facts.record('quote', account, instrument, 0, 0, bidPpm, askPpm);
  }

  setSpread(account: AccountIndex, instrument: InstrumentIndex, halfPpm: Ppm): void {
    if (!this.isActive(account)) return;
    this.#context.execution.setSpread(account, instrument, halfPpm);
    this.#context.facts.record('spread', account, instrument, 0, 0, halfPpm, 0);
  }

  offload(account: AccountIndex, instrument: InstrumentIndex, lots: Lots): void {
    if (!this.isActive(account) || !mayTrade(this.#context, instrument) || this.#state.isSpot[instrument] === 1) return;
    offloadInventory(this.#context, this.#absorption, account, instrument, lots);
  }

  setStop(account: AccountIndex, equity: QuoteQuanta): void {
    setStop(this.#state, account, equity);
    this.#context.watch.accountChanged(account);
  }

  marksAreStale(): boolean {
    return this.#context.marksAreStale;
  }

  breachCheckIsDue(): boolean {
    return this.#context.breachCheckIsDue;
  }

  work(): ExchangeWork {
    return { watch: this.#context.watch.work, rankingPasses: this.#context.ranks.passes };
  }

  lossRecord(): LossRecord {
    return this.#context.loss.record;
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
    this.#prices.appendState(book);
    this.#context.halts.appendState(book);
    this.#mechanisms.appendState(book);
    fingerprint.addNumbers(book);
  }
}
