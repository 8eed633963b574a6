/** The controls of the reference exchange together: who acts when, and what the rest asks of them. */
import { CONTROL_KINDS } from '../../../src/exchange/controls/control-kinds.ts';
import type { ControlRules } from '../../../src/exchange/controls/control-rules.ts';
import type { OrderPurpose } from '../../../src/exchange/fact.ts';
import type { Account, FactDetail, Instrument, World } from '../reference-world.ts';
import { Reopening } from './auction.ts';
import type { BreakerParts } from './breaker.ts';
import type { Control, WakeAt } from './control.ts';
import { DynamicBreaker } from './dynamic-breaker.ts';
import { FundMode, OracleGuard } from './guards.ts';
import { HaltHolds } from './halt-holds.ts';
import { LimitUpDown } from './limit-up-down.ts';
import { Layers, MarginSteps, OpenInterestMargin } from './margins.ts';
import { MarketWide } from './market-wide.ts';
import { LiquidationPause, WithdrawalGate } from './pauses.ts';
import { Stops } from './stops.ts';

const MARKET_WIDE = CONTROL_KINDS.indexOf('marketWide');

type Factory = (world: World, wake: WakeAt) => Control | null;

/** A control in the engine's order: its rules, null where it is off, and how it is made and known to the rest. */
function factoryOf<Rules>(
  rulesOf: (rules: ControlRules) => Rules | null,
  make: (controls: ReferenceControls, rules: Rules, wake: WakeAt) => Control,
): Factory {
  return (world, wake) => {
    const rules = rulesOf(world.venue.controls);
    return rules === null ? null : world.controls!.add(make(world.controls!, rules, wake));
  };
}

export const CONTROL_FACTORIES: readonly Factory[] = [
  factoryOf(
    ({ reopening }) => reopening,
    (all, { callUs }) => (all.reopening = new Reopening(all, callUs)),
  ),
  factoryOf(
    ({ marketWide }) => marketWide,
    (all, rules, wake) => (all.marketWide = new MarketWide(all.breakerParts(wake), rules)),
  ),
  factoryOf(
    ({ limitUpDown }) => limitUpDown,
    (all, rules, wake) => (all.limitUpDown = new LimitUpDown(all.breakerParts(wake), rules)),
  ),
  factoryOf(
    ({ dynamicBreaker }) => dynamicBreaker,
    (all, rules, wake) => (all.dynamicBreaker = new DynamicBreaker(all.breakerParts(wake), rules)),
  ),
  factoryOf(
    ({ liquidationPause }) => liquidationPause,
    (all, rules, wake) => (all.pause = new LiquidationPause(all.world, rules, all.stops, wake)),
  ),
  factoryOf(
    ({ openInterestMargin }) => openInterestMargin,
    (all, rules) => (all.openInterest = new OpenInterestMargin(all.world, rules)),
  ),
  factoryOf(
    ({ marginSteps }) => marginSteps,
    (all, rules, wake) => new MarginSteps(all.world, rules, all.layers, wake),
  ),
  factoryOf(
    ({ withdrawalGate }) => withdrawalGate,
    (all, rules, wake) => (all.gate = new WithdrawalGate(all.world, rules, wake)),
  ),
  factoryOf(
    ({ oracleGuard }) => oracleGuard,
    (all, rules, wake) => (all.guard = new OracleGuard(all.world, rules, all.stops, wake)),
  ),
  factoryOf(
    ({ fundMode }) => fundMode,
    (all, rules, wake) => (all.fundMode = new FundMode(all.world, rules, all.stops, all.layers, wake)),
  ),
];

export class ReferenceControls {
  readonly world: World;
  readonly holds: HaltHolds;
  readonly layers: Layers;
  readonly stops = new Stops();
  reopening: Reopening | null = null;
  marketWide: MarketWide | null = null;
  limitUpDown: LimitUpDown | null = null;
  dynamicBreaker: DynamicBreaker | null = null;
  pause: LiquidationPause | null = null;
  openInterest: OpenInterestMargin | null = null;
  gate: WithdrawalGate | null = null;
  guard: OracleGuard | null = null;
  fundMode: FundMode | null = null;
  /** Set by whoever places agents' orders. */
  placeOrder: (account: Account, instrument: Instrument, lots: bigint, purpose: OrderPurpose) => void = () => {};
  readonly #all: Control[] = [];

  constructor(world: World) {
    this.world = world;
    this.layers = new Layers(world);
    this.holds = new HaltHolds(world);
    this.holds.prolongs = (kind, instrument) =>
      kind === 'limitUpDown' ? this.limitUpDown!.prolongedUntil(instrument) : null;
    this.holds.staysClosed = (instrument, isHeld) => this.reopening?.staysClosed(instrument, isHeld) ?? isHeld;
    this.holds.onReopening = (instrument) => {
      this.reopening?.uncross(instrument);
      for (const control of [this.limitUpDown, this.dynamicBreaker, this.marketWide]) control?.reopened(instrument);
    };
  }

  breakerParts(wake: WakeAt): BreakerParts {
    return { world: this.world, holds: this.holds, wake, session: this.world.venue.controls.session };
  }

  add(control: Control): Control {
    this.#all.push(control);
    return control;
  }

  afterMarks(): void {
    for (const control of this.#all) control.afterMarks?.();
  }

  /** The worst price at which controls let an order fill, beside the band. */
  limitOf(instrument: Instrument, isBuy: boolean): number {
    const limits = [this.limitUpDown?.limitOf(instrument, isBuy) ?? null, this.#orderBand(instrument, isBuy)];
    const set = limits.filter((limit) => limit !== null);
    return isBuy ? Math.min(2 ** 53 - 1, ...set) : Math.max(1, ...set);
  }

  #orderBand(instrument: Instrument, isBuy: boolean): number | null {
    const band = this.world.venue.controls.orderBand;
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
    return this.fundMode?.isCloseOnly ?? false;
  }

  /** A fact was told. */
  heard(kind: string, { value = 0n, a = 0, b = 0 }: FactDetail): void {
    if (kind === 'liquidationFill') this.pause?.filled(value);
    if (kind !== 'controlState' || a !== MARKET_WIDE || Number(b) % 2 === 0) return;
    this.pause?.marketHalted();
    this.gate?.marketHalted();
  }
}
