/** The controls of the reference exchange together: who acts when, who wakes whom, and what the rest asks of them. */
import { CONTROL_KINDS } from '../../../src/exchange/controls/control-kinds.ts';
import type { OrderPurpose } from '../../../src/exchange/fact.ts';
import type { TimerSink } from '../../../src/exchange/venue-mechanism.ts';
import type { Account, FactDetail, Instrument, World } from '../reference-world.ts';
import { Reopening } from './auction.ts';
import { type BreakerParts, DynamicBreaker, LimitUpDown, MarketWide } from './breakers.ts';
import type { Control, Wake } from './control.ts';
import { FundMode, LiquidationPause, LiquidationStops, OracleGuard, WithdrawalGate } from './guards.ts';
import { HaltHolds } from './halt-holds.ts';
import { Layers, MarginSteps, OpenInterestMargin } from './margins.ts';

const MARKET_WIDE = CONTROL_KINDS.indexOf('marketWide');

export class ReferenceControls {
  readonly holds: HaltHolds;
  readonly layers: Layers;
  readonly stops = new LiquidationStops();
  readonly openInterest: OpenInterestMargin | null;
  readonly guard: OracleGuard | null;
  readonly reopening: Reopening | null;
  /** Set by whoever places agents' orders. */
  placeOrder: (account: Account, instrument: Instrument, lots: bigint, purpose: OrderPurpose) => void = () => {};
  readonly #world: World;
  readonly #placesBefore: number;
  readonly #all: Control[] = [];
  readonly #limits: LimitUpDown | null;
  readonly #pause: LiquidationPause | null;
  readonly #gate: WithdrawalGate | null;
  readonly #fundMode: FundMode | null;

  /** `placesBefore`: mechanisms of the venue that stand before the controls. */
  constructor(world: World, timers: TimerSink | undefined, placesBefore = 0) {
    this.#placesBefore = placesBefore;
    this.#world = world;
    this.holds = new HaltHolds(world);
    this.layers = new Layers(world);
    const rules = world.venue.controls;
    const { session } = rules;
    // Takes its place in the list and asks to be woken by it.
    const add = <Rules, Made extends Control>(given: Rules | null, make: (rules: Rules, wake: Wake) => Made) => {
      if (given === null) return null;
      const place = placesBefore + this.#all.length;
      const made = make(given, (at, a = 0, b = 0) => timers!.wakeAt(at, place, a, b));
      this.#all.push(made);
      return made;
    };
    const parts = (wake: Wake): BreakerParts => ({ world, holds: this.holds, wake, session });
    this.reopening = add(
      rules.reopening,
      ({ callUs }) =>
        new Reopening(world, callUs, this.holds, this.stops, (...order) => {
          this.placeOrder(...order);
        }),
    );
    const market = add(rules.marketWide, (given, wake) => new MarketWide(parts(wake), given));
    this.#limits = add(rules.limitUpDown, (given, wake) => new LimitUpDown(parts(wake), given));
    const dynamic = add(rules.dynamicBreaker, (given, wake) => new DynamicBreaker(parts(wake), given));
    this.#pause = add(rules.liquidationPause, (given, wake) => new LiquidationPause(world, given, this.stops, wake));
    this.openInterest = add(rules.openInterestMargin, (given) => new OpenInterestMargin(world, given));
    add(rules.marginSteps, (given, wake) => new MarginSteps(world, given, this.layers, wake));
    this.#gate = add(rules.withdrawalGate, (given, wake) => new WithdrawalGate(world, given, wake));
    this.guard = add(rules.oracleGuard, (given, wake) => new OracleGuard(world, given, this.stops, wake));
    this.#fundMode = add(rules.fundMode, (given, wake) => new FundMode(world, given, this.stops, this.layers, wake));
    this.holds.prolongs = (kind, instrument) =>
      kind === 'limitUpDown' ? this.#limits!.prolongedUntil(instrument) : null;
    const { reopening } = this;
    if (reopening !== null) {
      this.holds.staysClosed = (instrument, isHeld) => reopening.staysClosed(instrument, isHeld);
    }
    this.holds.onReopening = (instrument) => {
      reopening?.uncross(instrument);
      for (const control of [this.#limits, dynamic, market]) control?.reopened(instrument);
    };
  }

  start(): void {
    for (const control of this.#all) control.start?.();
  }

  afterMarks(): void {
    for (const control of this.#all) control.afterMarks?.();
  }

  onTimer(place: number, a: number, b: number): void {
    this.#all[place - this.#placesBefore]!.onTimer!(a, b);
  }

  /** The worst price at which controls let an order fill, beside the band. */
  limitOf(instrument: Instrument, isBuy: boolean): number {
    const limits = [this.#limits?.limitOf(instrument, isBuy) ?? null, this.#orderBand(instrument, isBuy)];
    const set = limits.filter((limit) => limit !== null);
    return isBuy ? Math.min(2 ** 53 - 1, ...set) : Math.max(1, ...set);
  }

  #orderBand(instrument: Instrument, isBuy: boolean): number | null {
    const band = this.#world.venue.controls.orderBand;
    if (band === null) return null;
    const around = band.around === 'mark' ? instrument.mark : instrument.indexTicks;
    if (isBuy) return Math.floor((around * band.highPpm) / 1e6);
    return Math.max(1, Math.ceil((around * band.lowPpm) / 1e6));
  }

  /** Whether liquidations go on in an instrument that is halted. */
  liquidationsAllowed(instrument: Instrument): boolean {
    return this.holds.liquidationsAllowed(instrument) && !(this.reopening?.isCalling(instrument) ?? false);
  }

  get isCloseOnly(): boolean {
    return this.#fundMode?.isCloseOnly ?? false;
  }

  /** A fact was told. */
  heard(kind: string, { value = 0n, a = 0, b = 0 }: FactDetail): void {
    if (kind === 'liquidationFill') this.#pause?.filled(value);
    if (kind !== 'controlState' || a !== MARKET_WIDE || Number(b) % 2 === 0) return;
    this.#pause?.marketHalted();
    this.#gate?.marketHalted();
  }
}
