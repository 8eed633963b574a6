/**
 * The oracle: a second exchange, written from docs/exchange-rules.md alone, with objects and loops. It shares the
 * market's books, the rounding of whole numbers, margin models, haircuts and option prices with the engine, all of which
 * have oracles of their own, and not one line of src/exchange but types and the reading of a population.
 * Slow on purpose: nothing is remembered that can be worked out again.
 */
import type { Fingerprint } from '../../src/base/fingerprint.ts';
import { createWatchWork, type BreachList } from '../../src/exchange/breach-watch.ts';
import type { ExchangeInput } from '../../src/exchange/column-exchange.ts';
import type { ExchangePort, ExchangeWork, LiquidationNext, MarginMeasure } from '../../src/exchange/exchange-port.ts';
import { ORDER_PURPOSES, type OrderPurpose } from '../../src/exchange/fact.ts';
import type { LossRecord } from '../../src/exchange/loss/loss-book.ts';
import type { MarginChange } from '../../src/exchange/venue-rules.ts';
import { liquidationStep } from './reference-liquidation.ts';
import * as margin from './reference-margin.ts';
import { Recalibration, setMultiples } from './reference-recalibration.ts';
import { offload, orderTerms, refreshScales, sendOrder } from './reference-orders.ts';
import { lossRecordOf } from './reference-counts.ts';
import { countDeposit } from './reference-losses.ts';
import { createMechanisms, type Mechanism } from './reference-mechanisms.ts';
import { measuredModels, measureMargin } from './reference-measure.ts';
import { applyReference, openWorld, resumeTrading, updateMarks } from './reference-prices.ts';
import { unwindInventory } from './reference-waterfall.ts';
import { withdraw } from './reference-withdrawals.ts';
import * as world from './reference-world.ts';
import { type Account, FIRST_AGENT, FUND, type Instrument, OUTSIDE, tell, type World } from './reference-world.ts';

/** Stands wherever the engine does: the kernel takes either. */
export class ReferenceExchange implements ExchangePort {
  readonly accountCount: number;
  readonly instrumentCount: number;
  readonly #world: World;
  readonly #warningRatio: number;
  readonly #worthAtStart: bigint;
  readonly #recalibration: Recalibration | null;
  readonly #mechanisms: readonly Mechanism[];
  readonly marginModels: readonly string[];
  #checks = 0;

  constructor(input: ExchangeInput) {
    const { population } = input;
    this.accountCount = population.accountCount;
    this.instrumentCount = population.instrumentCount;
    this.#warningRatio = input.warningRatio;
    this.#world = openWorld(input);
    this.#worthAtStart = this.#worth();
    this.#mechanisms = createMechanisms(this.#world, input.timers);
    this.#world.controls!.placeOrder = (account, instrument, lots, purpose) =>
      this.placeOrder(account.index, instrument.index, Number(lots), purpose);
    const rules = input.venue.marginRecalibration;
    this.#recalibration = rules === null ? null : new Recalibration(this.#world, rules);
    this.marginModels = measuredModels(this.#world);
  }

  start(): void {
    for (const mechanism of this.#mechanisms) mechanism.start?.();
  }

  onTimer(mechanism: number, a: number, b: number): void {
    this.#mechanisms[mechanism]!.onTimer!(a, b);
  }

  withdraw(account: number, amount: number, askedAtUs: number): void {
    withdraw(this.#world, this.#account(account), BigInt(amount), askedAtUs);
  }

  stoppedUntilUsOf(service: 'liquidations' | 'liquidationEngine' | 'withdrawals' | 'deposits' | 'opening'): number {
    const { controls, engine, withdrawals, deposits, now } = this.#world;
    if (service === 'opening') return controls!.isCloseOnly ? Infinity : 0;
    const stops = { liquidations: controls!.stops, liquidationEngine: engine, withdrawals, deposits }[service];
    return stops.untilAfter(now) ?? 0;
  }

  matchingStoppedUntilUsOf(instrument: number): number {
    return world.outageEnd(this.#world, this.#instrument(instrument)) ?? 0;
  }

  breachCheckIsDue(): boolean {
    return this.#world.breachCheckIsDue;
  }

  advanceTo(nowUs: number): void {
    const elapsed = nowUs - this.#world.now;
    this.#world.now = nowUs;
    if (elapsed !== 0) for (const { book } of this.#world.instruments) book.advance(elapsed);
  }

  applyReference(logReturns: Float64Array, tickUs: number): void {
    applyReference(this.#world, logReturns, tickUs);
  }

  updateMarks(): void {
    updateMarks(this.#world);
  }

  collectBreaches(out: BreachList): void {
    this.#world.breachCheckIsDue = false;
    out.count = 0;
    for (const account of this.#agents()) {
      if (account.status !== 'active') continue;
      this.#checks += 1;
      const equity = margin.marginEquityOf(this.#world, account);
      const maintenance = margin.maintenanceOf(this.#world, account);
      let flags = 0;
      if (equity < maintenance) flags += 1;
      if (Number(equity) < this.#warningRatio * Number(maintenance) && !account.warned) flags += 2;
      if (Number(equity) < account.stop) flags += 4;
      if (flags === 0) continue;
      out.accounts[out.count] = account.index;
      out.flags[out.count] = flags;
      out.equity[out.count] = Number(equity);
      out.maintenance[out.count] = Number(maintenance);
      out.count += 1;
      const detail = { account, value: equity, a: maintenance };
      if ((flags & 1) !== 0) this.#breach(detail);
      else if ((flags & 2) !== 0) tell(this.#world, 'marginCall', detail);
      if ((flags & 2) !== 0) account.warned = true;
      if ((flags & 4) !== 0) account.stop = -Infinity;
    }
  }

  #breach(detail: { account: Account; value: bigint; a: bigint }): void {
    const { account } = detail;
    account.status = 'liquidating';
    const offset = margin.standaloneOf(this.#world, account) - detail.a;
    this.#world.portfolio?.offsets.set(account, offset > 0n ? offset : 0n);
    tell(this.#world, 'breach', detail);
    if (!account.isMaker) return;
    for (const quote of account.quotes) Object.assign(quote, { bidPpm: 0, askPpm: 0 });
    refreshScales(this.#world);
  }

  liquidate(account: number): LiquidationNext {
    return liquidationStep(this.#world, this.#account(account));
  }

  unwindInventory(): void {
    unwindInventory(this.#world);
  }

  resumeTrading(instrument: number): void {
    resumeTrading(this.#world, this.#instrument(instrument));
  }

  changeMargins({ instruments, multiplePpm, initialOnly }: Omit<MarginChange, 'atUs'>): void {
    for (const instrument of this.#world.instruments) {
      if (!instruments.includes(instrument.index)) continue;
      const { maintenance } = this.#world.controls!.layers.scheduledOf(instrument);
      setMultiples(this.#world, instrument, initialOnly ? maintenance : multiplePpm, multiplePpm);
    }
  }

  placeOrder(accountIndex: number, instrumentIndex: number, lots: number, purpose: OrderPurpose): void {
    const account = this.#account(accountIndex);
    const instrument = this.#instrument(instrumentIndex);
    const { wanted, limit } = orderTerms(this.#world, account, instrument, BigInt(lots));
    let fill = { lots: 0n, value: 0n };
    if (limit !== null) fill = sendOrder(this.#world, account, instrument, wanted, limit);
    if (fill.lots !== 0n) this.#world.stale = true;
    if (fill.lots !== 0n && purpose === 'rehedge') {
      this.#world.counts.rehedgeMoveLog[instrumentIndex]! += instrument.book.lastMoveLog;
    }
    tell(this.#world, 'order', { account, instrument, ...fill, a: wanted, b: ORDER_PURPOSES.indexOf(purpose) });
  }

  keepForAuction(account: number, instrument: number, lots: number, purpose: OrderPurpose): boolean {
    const { reopening } = this.#world.controls!;
    reopening?.keep(this.#account(account), this.#instrument(instrument), BigInt(lots), purpose);
    return reopening !== null;
  }

  deposit(accountIndex: number, amount: number): void {
    const account = this.#account(accountIndex);
    world.pay(this.#account(OUTSIDE), account, BigInt(amount));
    if (account.status === 'closed' && world.legsOf(this.#world, account).length === 0) account.status = 'active';
    account.warned = false;
    countDeposit(this.#world, account, BigInt(amount));
    tell(this.#world, 'deposit', { account, value: BigInt(amount) });
  }

  setQuote(accountIndex: number, instrumentIndex: number, bidPpm: number, askPpm: number): void {
    const account = this.#account(accountIndex);
    if (account.status !== 'active') return;
    account.quotes[instrumentIndex] = { bidPpm, askPpm };
    refreshScales(this.#world);
    tell(this.#world, 'quote', { account, instrument: this.#instrument(instrumentIndex), a: bidPpm, b: askPpm });
  }

  setSpread(accountIndex: number, instrumentIndex: number, halfPpm: number): void {
    const account = this.#account(accountIndex);
    if (account.status !== 'active') return;
    account.spreads[instrumentIndex] = halfPpm;
    refreshScales(this.#world);
    tell(this.#world, 'spread', { account, instrument: this.#instrument(instrumentIndex), a: halfPpm });
  }

  offload(accountIndex: number, instrumentIndex: number, lots: number): void {
    const account = this.#account(accountIndex);
    const instrument = this.#instrument(instrumentIndex);
    if (account.status !== 'active' || instrument.halted || instrument.isSpot) return;
    if (world.outageEnd(this.#world, instrument) !== null) return;
    offload(this.#world, account, instrument, lots);
  }

  setStop(account: number, equity: number): void {
    this.#account(account).stop = equity;
  }

  equityOf(account: number): number {
    return Number(margin.worthOf(this.#world, this.#account(account)));
  }

  maintenanceOf(account: number): number {
    return Number(margin.maintenanceOf(this.#world, this.#account(account)));
  }

  cashOf(account: number): number {
    return Number(this.#account(account).cash);
  }

  lotsOf(account: number, instrument: number): number {
    return Number(world.lotsOf(this.#account(account), this.#instrument(instrument)));
  }

  costOf(account: number, instrument: number): number {
    return Number(this.#account(account).positions.get(instrument)?.cost ?? 0n);
  }

  isActive(account: number): boolean {
    return this.#account(account).status === 'active';
  }

  markTicksOf(instrument: number): number {
    return this.#instrument(instrument).mark;
  }

  indexTicksOf(instrument: number): number {
    return this.#instrument(instrument).indexTicks;
  }

  measureMargin(): MarginMeasure {
    return measureMargin(this.#world, this.marginModels.length);
  }

  recalibrateMargins(): void {
    this.#recalibration?.apply(this.#world);
  }

  notionalPerLotOf(instrument: number): number {
    return margin.notionalPerLot(this.#instrument(instrument));
  }

  lastTicksOf(instrument: number): number {
    return this.#instrument(instrument).book.priceTicks;
  }

  displacementLogOf(instrument: number): number {
    return this.#instrument(instrument).book.displacementLog;
  }

  lastMoveLogOf(instrument: number): number {
    return this.#instrument(instrument).book.lastMoveLog;
  }

  openInterestOf(instrument: number): number {
    if (this.#instrument(instrument).isSpot) return 0;
    const lots = this.#world.accounts.map((account) => this.lotsOf(account.index, instrument));
    return lots.filter((held) => held > 0).reduce((sum, held) => sum + held, 0);
  }

  fundingRateOf(instrument: number): number {
    return this.#world.funding?.rateOf(this.#instrument(instrument)) ?? 0;
  }

  haltedUntilUsOf(instrument: number): number {
    return this.#instrument(instrument).haltedUntil;
  }

  fundEquity(): number {
    return this.equityOf(FUND);
  }

  fundHasInventory(): boolean {
    return world.legsOf(this.#world, this.#account(FUND)).length > 0;
  }

  marksAreStale(): boolean {
    return this.#world.stale;
  }

  work(): ExchangeWork {
    return { watch: { ...createWatchWork(), accountsDerived: this.#checks }, rankingPasses: 0 };
  }

  lossRecord(): LossRecord {
    return lossRecordOf(this.#world);
  }

  audit(): void {
    for (const instrument of this.#world.instruments) {
      const net = this.#world.accounts.reduce((sum, account) => sum + world.lotsOf(account, instrument), 0n);
      if (net !== 0n) throw new Error(`positions of instrument ${instrument.index} sum to ${net}`);
    }
    if (this.#worth() !== this.#worthAtStart) throw new Error('money was made or lost');
  }

  addTo(fingerprint: Fingerprint): void {
    for (const account of this.#world.accounts) {
      fingerprint.addNumber(Number(account.cash));
      for (const { index } of this.#world.instruments) {
        fingerprint.addNumbers([this.lotsOf(account.index, index), this.costOf(account.index, index)]);
      }
    }
  }

  /** Cash less cost of what is held, over all accounts. */
  #worth(): bigint {
    let sum = 0n;
    for (const account of this.#world.accounts) {
      sum += account.cash;
      for (const [index, { cost }] of account.positions) if (this.#instrument(index).coin === null) sum -= cost;
    }
    return sum;
  }

  #agents(): Account[] {
    return this.#world.accounts.slice(FIRST_AGENT);
  }

  #account(index: number): Account {
    return this.#world.accounts[index]!;
  }

  #instrument(index: number): Instrument {
    return this.#world.instruments[index]!;
  }
}
