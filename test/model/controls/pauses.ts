/** Pauses and gates of the reference exchange. Written from docs/controls.md. */
import type { LiquidationPauseRules, WithdrawalGateRules } from '../../../src/exchange/controls/control-rules.ts';
import { type Instrument, sizeOf, type World } from '../reference-world.ts';
import { type Control, fundEquity, highestOf, Noted, shareOf, tellState, type WakeAt } from './control.ts';
import type { Stops } from './stops.ts';

export class LiquidationPause implements Control {
  readonly #world: World;
  readonly #rules: LiquidationPauseRules;
  readonly #stops: Stops;
  readonly #wake: WakeAt;
  readonly #fund = new Noted<bigint>();
  readonly #fills = new Noted<bigint>();
  #isPaused = false;
  #until = 0;
  #prolonged = 0;
  #highest = 0n;

  constructor(world: World, rules: LiquidationPauseRules, stops: Stops, wake: WakeAt) {
    this.#world = world;
    this.#rules = rules;
    this.#stops = stops;
    this.#wake = wake;
  }

  afterMarks(): void {
    const { fundSharePpm, fundWindowUs } = this.#rules;
    if (fundSharePpm === null) return;
    const equity = fundEquity(this.#world);
    this.#fund.note(this.#world.now, equity);
    if (this.#isPaused) return;
    const highest = highestOf(this.#fund.within(this.#world.now, fundWindowUs));
    if (equity < shareOf(highest, fundSharePpm)) this.#trip(1);
  }

  filled(value: bigint): void {
    const { notionalMax, rateWindowUs } = this.#rules;
    if (notionalMax === null) return;
    this.#fills.note(this.#world.now, sizeOf(value));
    if (this.#isPaused) return;
    const sum = this.#fills.within(this.#world.now, rateWindowUs).reduce((total, fill) => total + fill, 0n);
    if (sum > BigInt(notionalMax)) this.#trip(2);
  }

  marketHalted(): void {
    if (this.#rules.onMarketWideHalt && !this.#isPaused) this.#trip(3);
  }

  #trip(what: number): void {
    this.#isPaused = true;
    this.#prolonged = 0;
    const noted = this.#fund.within(this.#world.now, this.#rules.fundWindowUs);
    this.#highest = noted.length === 0 ? 0n : highestOf(noted);
    tellState(this.#world, 'liquidationPause', 'paused', what);
    this.#pauseUntil(this.#world.now + this.#rules.pauseUs);
  }

  #pauseUntil(until: number): void {
    this.#until = until;
    this.#stops.stop('liquidationPause', until);
    this.#wake(until - 1, until, 0);
  }

  onTimer(until: number, isEnd: number): void {
    if (!this.#isPaused || this.#until !== until) return;
    if (isEnd === 0) this.#perhapsProlong();
    else {
      this.#isPaused = false;
      this.#fund.clear();
      this.#fills.clear();
      tellState(this.#world, 'liquidationPause', 'running');
    }
  }

  #perhapsProlong(): void {
    const { fundSharePpm, pauseUs, extensionsMax } = this.#rules;
    const isLow = fundSharePpm !== null && fundEquity(this.#world) < shareOf(this.#highest, fundSharePpm);
    if (!isLow || this.#prolonged >= extensionsMax) {
      this.#wake(this.#until, this.#until, 1);
      return;
    }
    this.#prolonged += 1;
    tellState(this.#world, 'liquidationPause', 'prolonged', this.#prolonged);
    this.#pauseUntil(this.#until + pauseUs);
  }
}

export class WithdrawalGate implements Control {
  readonly #world: World;
  readonly #rules: WithdrawalGateRules;
  readonly #wake: WakeAt;
  readonly #fund = new Noted<bigint>();
  readonly #indices = new Map<Instrument, Noted<number>>();
  #isOpen = true;

  constructor(world: World, rules: WithdrawalGateRules, wake: WakeAt) {
    this.#world = world;
    this.#rules = rules;
    this.#wake = wake;
    for (const instrument of world.instruments.filter(({ isSpot }) => !isSpot))
      this.#indices.set(instrument, new Noted());
  }

  afterMarks(): void {
    const { now } = this.#world;
    const { fundSharePpm, fundWindowUs, fallPpm, fallWindowUs } = this.#rules;
    const equity = fundEquity(this.#world);
    this.#fund.note(now, equity);
    for (const [instrument, noted] of this.#indices) noted.note(now, instrument.indexTicks);
    if (!this.#isOpen) return;
    if (fundSharePpm !== null && equity < shareOf(highestOf(this.#fund.within(now, fundWindowUs)), fundSharePpm)) {
      this.#close(1);
      return;
    }
    if (fallPpm === null) return;
    const hasFallen = [...this.#indices].some(([instrument, noted]) => {
      const high = Math.max(...noted.within(now, fallWindowUs));
      return instrument.indexTicks * 1e6 <= high * (1e6 - fallPpm);
    });
    if (hasFallen) this.#close(2);
  }

  marketHalted(): void {
    if (this.#rules.onMarketWideHalt && this.#isOpen) this.#close(3);
  }

  #close(what: number): void {
    this.#isOpen = false;
    tellState(this.#world, 'withdrawalGate', 'closed', what);
    const until = this.#world.now + this.#rules.closedUs;
    this.#world.withdrawals.stop('withdrawalGate', until);
    this.#wake(until);
  }

  onTimer(): void {
    this.#isOpen = true;
    this.#fund.clear();
    for (const noted of this.#indices.values()) noted.clear();
    tellState(this.#world, 'withdrawalGate', 'open');
  }
}
