/**
 * The oracle: a second exchange, written from docs/exchange-rules.md alone, with objects and loops. It shares the
 * market's books and what outside returns leave of their depth, the rounding of whole numbers, margin models, haircuts and
 * option prices with the engine, all of which have oracles of their own, and nothing of src/exchange but types, names and
 * the reading of a population. Slow on purpose: nothing is remembered that can be worked out again.
 */
import type { Fingerprint } from '../../src/base/fingerprint.ts';
import { createWatchWork, type BreachList } from '../../src/exchange/breach-watch.ts';
import type { ExchangeInput } from '../../src/exchange/column-exchange.ts';
import type { ExchangePort, ExchangeWork, LiquidationNext } from '../../src/exchange/exchange-port.ts';
import { ORDER_PURPOSES, type OrderPurpose } from '../../src/exchange/fact.ts';
import type { MarginChange } from '../../src/exchange/venue-rules.ts';
import { collectBreaches } from './reference-breaches.ts';
import { liquidationStep } from './reference-liquidation.ts';
import { countDeposit } from './reference-losses.ts';
import { createMechanisms, type Mechanism } from './reference-mechanisms.ts';
import { offload, orderTerms, refreshScales, sendOrder } from './reference-orders.ts';
import { applyReference, resumeTrading, updateMarks } from './reference-prices.ts';
import { ReferenceReadings } from './reference-readings.ts';
import { Recalibration, setMultiples } from './reference-recalibration.ts';
import { unwindInventory } from './reference-waterfall.ts';
import { withdraw } from './reference-withdrawals.ts';
import { legsOf, lotsOf, OUTSIDE, outageEnd, pay, tell, type World } from './reference-world.ts';

/** Stands wherever the engine does: the kernel takes either. */
export class ReferenceExchange extends ReferenceReadings implements ExchangePort {
  readonly #warningRatio: number;
  readonly #worthAtStart: bigint;
  readonly #recalibration: Recalibration | null;
  readonly #mechanisms: readonly Mechanism[];
  #checks = 0;

  constructor(input: ExchangeInput) {
    super(input);
    const { world } = this;
    this.#warningRatio = input.warningRatio;
    this.#worthAtStart = bookedOf(world);
    this.#mechanisms = createMechanisms(world, input.timers);
    world.controls!.placeOrder = (account, instrument, lots, purpose) =>
      this.placeOrder(account.index, instrument.index, Number(lots), purpose);
    const rules = input.venue.marginRecalibration;
    this.#recalibration = rules === null ? null : new Recalibration(world, rules);
  }

  start(): void {
    for (const mechanism of this.#mechanisms) mechanism.start?.();
  }

  onTimer(mechanism: number, a: number, b: number): void {
    this.#mechanisms[mechanism]!.onTimer!(a, b);
  }

  withdraw(account: number, amount: number, askedAtUs: number): void {
    withdraw(this.world, this.account(account), BigInt(amount), askedAtUs);
  }

  advanceTo(nowUs: number): void {
    const elapsed = nowUs - this.world.now;
    this.world.now = nowUs;
    if (elapsed !== 0) for (const { book } of this.world.instruments) book.advance(elapsed);
  }

  applyReference(logReturns: Float64Array, tickUs: number): void {
    applyReference(this.world, logReturns, tickUs);
  }

  updateMarks(): void {
    updateMarks(this.world);
  }

  collectBreaches(out: BreachList): void {
    this.#checks += collectBreaches(this.world, this.#warningRatio, out);
  }

  liquidate(account: number): LiquidationNext {
    return liquidationStep(this.world, this.account(account));
  }

  unwindInventory(): void {
    unwindInventory(this.world);
  }

  resumeTrading(instrument: number): void {
    resumeTrading(this.world, this.instrument(instrument));
  }

  changeMargins({ instruments, multiplePpm, initialOnly }: Omit<MarginChange, 'atUs'>): void {
    for (const instrument of this.world.instruments) {
      if (!instruments.includes(instrument.index)) continue;
      const { maintenance } = this.world.controls!.layers.scheduledOf(instrument);
      setMultiples(this.world, instrument, initialOnly ? maintenance : multiplePpm, multiplePpm);
    }
  }

  placeOrder(accountIndex: number, instrumentIndex: number, lots: number, purpose: OrderPurpose): void {
    const account = this.account(accountIndex);
    const instrument = this.instrument(instrumentIndex);
    const { wanted, limit } = orderTerms(this.world, account, instrument, BigInt(lots));
    let fill = { lots: 0n, value: 0n };
    if (limit !== null) fill = sendOrder(this.world, account, instrument, wanted, limit);
    if (fill.lots !== 0n) this.world.stale = true;
    if (fill.lots !== 0n && purpose === 'rehedge') {
      this.world.counts.rehedgeMoveLog[instrumentIndex]! += instrument.book.lastMoveLog;
    }
    tell(this.world, 'order', { account, instrument, ...fill, a: wanted, b: ORDER_PURPOSES.indexOf(purpose) });
  }

  keepForAuction(account: number, instrument: number, lots: number, purpose: OrderPurpose): boolean {
    const { reopening } = this.world.controls!;
    reopening?.keep(this.account(account), this.instrument(instrument), BigInt(lots), purpose);
    return reopening !== null;
  }

  deposit(accountIndex: number, amount: number): void {
    const account = this.account(accountIndex);
    pay(this.account(OUTSIDE), account, BigInt(amount));
    if (account.status === 'closed' && legsOf(this.world, account).length === 0) account.status = 'active';
    account.warned = false;
    countDeposit(this.world, account, BigInt(amount));
    tell(this.world, 'deposit', { account, value: BigInt(amount) });
  }

  setQuote(accountIndex: number, instrumentIndex: number, bidPpm: number, askPpm: number): void {
    const account = this.account(accountIndex);
    if (account.status !== 'active') return;
    account.quotes[instrumentIndex] = { bidPpm, askPpm };
    refreshScales(this.world);
    tell(this.world, 'quote', { account, instrument: this.instrument(instrumentIndex), a: bidPpm, b: askPpm });
  }

  setSpread(accountIndex: number, instrumentIndex: number, halfPpm: number): void {
    const account = this.account(accountIndex);
    if (account.status !== 'active') return;
    account.spreads[instrumentIndex] = halfPpm;
    refreshScales(this.world);
    tell(this.world, 'spread', { account, instrument: this.instrument(instrumentIndex), a: halfPpm });
  }

  offload(accountIndex: number, instrumentIndex: number, lots: number): void {
    const account = this.account(accountIndex);
    const instrument = this.instrument(instrumentIndex);
    if (account.status !== 'active' || instrument.halted || instrument.isSpot) return;
    if (outageEnd(this.world, instrument) !== null) return;
    offload(this.world, account, instrument, lots);
  }

  setStop(account: number, equity: number): void {
    this.account(account).stop = equity;
  }

  recalibrateMargins(): void {
    this.#recalibration?.apply(this.world);
  }

  work(): ExchangeWork {
    return { watch: { ...createWatchWork(), accountsDerived: this.#checks }, rankingPasses: 0 };
  }

  audit(): void {
    for (const instrument of this.world.instruments) {
      const net = this.world.accounts.reduce((sum, account) => sum + lotsOf(account, instrument), 0n);
      if (net !== 0n) throw new Error(`positions of instrument ${instrument.index} sum to ${net}`);
    }
    if (bookedOf(this.world) !== this.#worthAtStart) throw new Error('money was made or lost');
  }

  addTo(fingerprint: Fingerprint): void {
    for (const account of this.world.accounts) {
      fingerprint.addNumber(Number(account.cash));
      for (const { index } of this.world.instruments) {
        fingerprint.addNumbers([this.lotsOf(account.index, index), this.costOf(account.index, index)]);
      }
    }
  }
}

/** Cash less cost of what is held, over all accounts. */
function bookedOf({ accounts, instruments }: World): bigint {
  let sum = 0n;
  for (const { cash, positions } of accounts) {
    sum += cash;
    for (const [index, { cost }] of positions) if (instruments[index]!.coin === null) sum -= cost;
  }
  return sum;
}
