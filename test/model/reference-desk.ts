/**
 * The desks of the reference exchange: who is liquidated when. It plans for itself from what the exchange tells it, and fails
 * where the kernel serves another account, at another time, or nobody. Written from docs/exchange-rules.md, sections 18 and 21.
 */
import type { BreachList } from '../../src/exchange/breach-watch.ts';
import type { ExchangeInput } from '../../src/exchange/column-exchange.ts';
import type { LiquidationNext } from '../../src/exchange/exchange-port.ts';
import type { FactSink, OrderPurpose } from '../../src/exchange/fact.ts';
import type { FaultRules } from '../../src/exchange/faults/fault-rules.ts';
import type { MarginChange, VenueRules } from '../../src/exchange/venue-rules.ts';
import type { Fingerprint } from '../../src/base/fingerprint.ts';
import { ReferenceExchange } from './reference-exchange.ts';

interface Due {
  readonly account: number;
  readonly at: number;
}

interface Waiting {
  readonly account: number;
  readonly rank: number;
}

/** What the desk knows of the exchange that it serves. */
type Reading = Pick<
  ReferenceExchange,
  'equityOf' | 'maintenanceOf' | 'lotsOf' | 'notionalPerLotOf' | 'instrumentCount'
>;

class Desk {
  readonly #venue: VenueRules;
  readonly #exchange: Reading;
  readonly #inForce = new Set<FaultRules>();
  #now = 0;
  /** In the order in which they were planned. */
  #dues: Due[] = [];
  /** In the order in which they fell due. */
  #waiting: Waiting[] = [];
  #freeAt = 0;
  /** When somebody is to be served; null while nobody waits. */
  #turnAt: number | null = null;

  constructor(venue: VenueRules, exchange: Reading) {
    this.#venue = venue;
    this.#exchange = exchange;
  }

  changeFault(place: number, begins: boolean): void {
    const fault = this.#venue.faults[place]!;
    if (begins) this.#inForce.add(fault);
    else this.#inForce.delete(fault);
  }

  advanceTo(now: number): void {
    if (now > this.#now) this.expectNobody();
    this.#now = now;
  }

  /** The account with the least E / M first, or those of one look by index. */
  breached({ accounts, flags, equity, maintenance, count }: BreachList): void {
    const found = Array.from({ length: count }, (_, n) => n).filter((n) => (flags[n]! & 1) !== 0);
    const ratioOf = (n: number): number => equity[n]! / maintenance[n]!;
    found.sort((one, other) => {
      if (this.#venue.liquidationPolicy.accountOrder === 'equityRatio') {
        if (ratioOf(one) < ratioOf(other)) return -1;
        if (ratioOf(one) > ratioOf(other)) return 1;
      }
      return accounts[one]! - accounts[other]!;
    });
    const at = this.#now + this.#slowed(this.#venue.liquidation.latencyUs);
    for (const n of found) this.#dues.push({ account: accounts[n]!, at });
  }

  /** The kernel serves this account now. */
  serve(account: number): void {
    this.#fallDue();
    const first = this.#waiting.reduce((best, one) => (one.rank > best.rank ? one : best), this.#waiting[0]!);
    if (this.#turnAt !== this.#now || first.account !== account || this.#downUntil() !== null) {
      throw new Error(
        `account ${account} is served at ${this.#now}, account ${first?.account} was to be at ${this.#turnAt}`,
      );
    }
    this.#waiting = this.#waiting.filter((one) => one !== first);
    const service = Math.max(1, Math.round(1e6 / this.#venue.liquidation.throughputPerSecond));
    this.#freeAt = this.#now + this.#slowed(service);
    this.#turnAt = null;
  }

  served(account: number, next: LiquidationNext): void {
    if (next.kind === 'again') this.#dues.push({ account, at: next.atUs });
    if (this.#waiting.length > 0) this.#turnAt = Math.max(this.#now, this.#freeAt);
  }

  /** Everything that comes before what now happens at this instant has happened: nobody should be served any more. */
  expectNobody(): void {
    this.#fallDue();
    if (this.#turnAt === null || this.#turnAt > this.#now) return;
    const down = this.#downUntil();
    if (down === null) throw new Error(`account ${this.#waiting[0]!.account} was to be served at ${this.#turnAt}`);
    this.#turnAt = down;
  }

  #fallDue(): void {
    const dues = this.#dues.filter(({ at }) => at <= this.#now);
    this.#dues = this.#dues.filter(({ at }) => at > this.#now);
    for (const { account } of dues) {
      this.#waiting.push({ account, rank: this.#rankOf(account) });
      this.#turnAt ??= Math.max(this.#now, this.#freeAt);
    }
  }

  #rankOf(account: number): number {
    const { liquidationPolicy, instruments } = this.#venue;
    const exchange = this.#exchange;
    switch (liquidationPolicy.accountOrder) {
      case 'largestShortfall':
        return exchange.maintenanceOf(account) - exchange.equityOf(account);
      case 'largestNotional':
        return instruments
          .map(({ contract }, i) =>
            contract.kind === 'spot' ? 0 : Math.abs(exchange.lotsOf(account, i)) * exchange.notionalPerLotOf(i),
          )
          .reduce((sum, notional) => sum + notional, 0);
      default:
        return 0;
    }
  }

  #slowed(time: number): number {
    let factor = 1;
    for (const fault of this.#inForce) if (fault.kind === 'liquidationSlow') factor *= fault.factor;
    return Math.round(time * factor);
  }

  /** The latest end of the faults in force that have the engine off; null while it works. */
  #downUntil(): number | null {
    const ends = [...this.#inForce]
      .filter(({ kind }) => kind === 'liquidationDown')
      .map(({ atUs, durationUs }) => atUs + durationUs)
      .filter((end) => end > this.#now);
    return ends.length === 0 ? null : Math.max(...ends);
  }
}

/** Stands wherever the reference exchange does in a whole path, and looks at who is served when. */
export class DeskedReference extends ReferenceExchange {
  readonly #desk: Desk;
  /** Orders that a reopening places are part of it, and come before anybody falls due. */
  #isReopening = false;

  constructor(input: ExchangeInput) {
    let desk: Desk | null = null;
    const facts: FactSink = {
      record: (kind, account, instrument, lots, value, a, b) => {
        if (kind === 'faultStart' || kind === 'faultEnd') desk!.changeFault(a, kind === 'faultStart');
        input.facts.record(kind, account, instrument, lots, value, a, b);
      },
    };
    super({ ...input, facts });
    desk = new Desk(input.venue, this);
    this.#desk = desk;
  }

  override advanceTo(nowUs: number): void {
    this.#desk.advanceTo(nowUs);
    super.advanceTo(nowUs);
  }

  override collectBreaches(out: BreachList): void {
    super.collectBreaches(out);
    this.#desk.breached(out);
  }

  override liquidate(account: number): LiquidationNext {
    this.#desk.serve(account);
    const next = super.liquidate(account);
    this.#desk.served(account, next);
    return next;
  }

  override resumeTrading(instrument: number): void {
    this.#isReopening = true;
    super.resumeTrading(instrument);
    this.#isReopening = false;
  }

  override placeOrder(account: number, instrument: number, lots: number, purpose: OrderPurpose): void {
    if (!this.#isReopening) this.#desk.expectNobody();
    super.placeOrder(account, instrument, lots, purpose);
  }

  override unwindInventory(): void {
    this.#desk.expectNobody();
    super.unwindInventory();
  }

  override onTimer(mechanism: number, a: number, b: number): void {
    this.#desk.expectNobody();
    super.onTimer(mechanism, a, b);
  }

  override changeMargins(change: Omit<MarginChange, 'atUs'>): void {
    this.#desk.expectNobody();
    super.changeMargins(change);
  }

  override recalibrateMargins(): void {
    this.#desk.expectNobody();
    super.recalibrateMargins();
  }

  override deposit(account: number, amount: number): void {
    this.#desk.expectNobody();
    super.deposit(account, amount);
  }

  override withdraw(account: number, amount: number, askedAtUs: number): void {
    this.#desk.expectNobody();
    super.withdraw(account, amount, askedAtUs);
  }

  /** Only those who wake hand inventory over. */
  override offload(account: number, instrument: number, lots: number): void {
    this.#desk.expectNobody();
    super.offload(account, instrument, lots);
  }

  override addTo(fingerprint: Fingerprint): void {
    this.#desk.expectNobody();
    super.addTo(fingerprint);
  }
}
