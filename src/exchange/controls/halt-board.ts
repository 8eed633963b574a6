/**
 * Why each instrument is halted, and until when. Several controls may hold an instrument at once: each keeps its own
 * end, the latest wins, and liquidations go on only where every one of them lets them.
 *
 * Invariant: `state.haltedUntilUs` is the latest end of those that hold the instrument, 0 when none does.
 */
import type { AccountIndex, InstrumentIndex, Lots, SimTimeUs } from '../../base/units.ts';
import type { FactSink, OrderPurpose } from '../fact.ts';
import type { ExchangeState } from '../state.ts';

/** Who may hold an instrument; the place in this list is the order in which they are asked. */
const HALT_PARTIES = ['rollingHalt', 'limitUpDown', 'dynamicBreaker', 'marketWide'] as const;
type HaltParty = (typeof HALT_PARTIES)[number];

/** End of a halt that nothing in the run ends. */
export const REST_OF_RUN: SimTimeUs = Number.MAX_SAFE_INTEGER;

/** Account of a fact about an instrument. */
const NOBODY = -1;

export interface HaltTerms {
  readonly liquidationsAllowed: boolean;
  /** Asked at the end of its halt: a later end, or 0. */
  readonly prolong?: (instrument: InstrumentIndex) => SimTimeUs;
  /** Trading goes on; whoever had halted it. */
  readonly resumed?: (instrument: InstrumentIndex) => void;
}

/** A call auction between the last halt and trading. */
export interface Call {
  /** An order that arrived in the halt waits for the auction. */
  gather(account: AccountIndex, instrument: InstrumentIndex, lots: Lots, purpose: OrderPurpose): void;
  /** Time at which it ends. */
  begin(instrument: InstrumentIndex): SimTimeUs;
  /** Asked when it is to end: a later end, while nothing can trade; or 0. */
  prolong(instrument: InstrumentIndex): SimTimeUs;
  /** Its end has come while another halt holds the instrument: a new call follows that halt. */
  breakOff(instrument: InstrumentIndex): void;
  /** At the end of the call, the instrument no longer halted. */
  uncross(instrument: InstrumentIndex): void;
}

export class HaltBoard {
  readonly #state: ExchangeState;
  readonly #facts: FactSink;
  readonly #terms: (HaltTerms | null)[] = HALT_PARTIES.map(() => null);
  /** [parties x instruments] ends, 0 where a party does not hold the instrument. */
  readonly #untilUs: Float64Array;
  /** [instruments] ends of calls under way. */
  readonly #callUntilUs: Float64Array;
  /** No party but the rolling halt: it is ended by whoever says so. */
  #isPlain = true;
  call: Call | null = null;

  constructor(state: ExchangeState, facts: FactSink, rollingHaltLiquidates: boolean) {
    this.#state = state;
    this.#facts = facts;
    this.#untilUs = new Float64Array(HALT_PARTIES.length * state.instrumentCount);
    this.#callUntilUs = new Float64Array(state.instrumentCount);
    this.#terms[0] = { liquidationsAllowed: rollingHaltLiquidates };
  }

  register(party: HaltParty, terms: HaltTerms): void {
    this.#terms[HALT_PARTIES.indexOf(party)] = terms;
    this.#isPlain = false;
  }

  /** A party halts the instrument until `untilUs`, or prolongs its halt; told of only where trading stops for longer. */
  start(party: HaltParty, instrument: InstrumentIndex, untilUs: SimTimeUs, moveLog: number): void {
    this.#untilUs[this.#slot(HALT_PARTIES.indexOf(party), instrument)] = untilUs;
    this.#extendTo(instrument, untilUs, moveLog);
  }

  /** Takes away what has ended; true when trading goes on. */
  end(instrument: InstrumentIndex, nowUs: SimTimeUs): boolean {
    const { haltedUntilUs } = this.#state;
    if (this.#isPlain && this.call === null) {
      this.#untilUs[instrument] = 0;
      haltedUntilUs[instrument] = 0;
      return true;
    }
    if (haltedUntilUs[instrument] === 0 || this.#isHeld(instrument, nowUs)) return false;
    if (this.call !== null) {
      const isUnderWay = this.#callUntilUs[instrument] > 0;
      this.#callUntilUs[instrument] = isUnderWay ? this.call.prolong(instrument) : this.call.begin(instrument);
      if (this.#callUntilUs[instrument] > 0) {
        this.#extendTo(instrument, this.#callUntilUs[instrument], 0);
        return false;
      }
    }
    haltedUntilUs[instrument] = 0;
    this.call?.uncross(instrument);
    for (const terms of this.#terms) terms?.resumed?.(instrument);
    return true;
  }

  /** Whether everybody who holds the instrument now lets its liquidations go on; a call gathers them. */
  letsLiquidate(instrument: InstrumentIndex, nowUs: SimTimeUs): boolean {
    if (this.#isPlain && this.call === null) return this.#terms[0]!.liquidationsAllowed;
    if (this.#callUntilUs[instrument] > nowUs) return false;
    return this.#terms.every(
      (terms, party) =>
        terms === null || terms.liquidationsAllowed || this.#untilUs[this.#slot(party, instrument)] <= nowUs,
    );
  }

  /** Takes an order that meets a halt into the auction at its end; false where there is none. */
  keep(account: AccountIndex, instrument: InstrumentIndex, lots: Lots, purpose: OrderPurpose): boolean {
    this.call?.gather(account, instrument, lots, purpose);
    return this.call !== null;
  }

  appendState(out: number[]): void {
    if (!this.#isPlain || this.call !== null) out.push(...this.#untilUs, ...this.#callUntilUs);
  }

  /** Parties whose time has come may prolong; true while anybody holds the instrument. */
  #isHeld(instrument: InstrumentIndex, nowUs: SimTimeUs): boolean {
    let isHeld = false;
    this.#terms.forEach((terms, party) => {
      const slot = this.#slot(party, instrument);
      if (this.#untilUs[slot] > 0 && this.#untilUs[slot] <= nowUs) {
        this.#untilUs[slot] = terms!.prolong?.(instrument) ?? 0;
        this.#extendTo(instrument, this.#untilUs[slot], 0);
      }
      isHeld ||= this.#untilUs[slot] > nowUs;
    });
    if (isHeld && this.#callUntilUs[instrument] > 0 && this.#callUntilUs[instrument] <= nowUs) {
      this.#callUntilUs[instrument] = 0;
      this.call!.breakOff(instrument);
    }
    return isHeld || this.#callUntilUs[instrument] > nowUs;
  }

  #extendTo(instrument: InstrumentIndex, untilUs: SimTimeUs, moveLog: number): void {
    const { haltedUntilUs } = this.#state;
    if (untilUs <= haltedUntilUs[instrument]) return;
    haltedUntilUs[instrument] = untilUs;
    this.#facts.record('haltStart', NOBODY, instrument, 0, 0, moveLog, untilUs);
  }

  #slot(party: number, instrument: InstrumentIndex): number {
    return party * this.#state.instrumentCount + instrument;
  }
}
