/** What each control did on one path: how often it came into each state, how long it stayed there, what waited for it. */
import type { SimTimeUs } from '../base/units.ts';
import { CONTROL_KINDS, CONTROL_STATES, type ControlKind } from '../exchange/controls/control-kinds.ts';
import { DEFERRED_BY_HALT, DEFERRED_BY_PAUSE, type FactKind } from '../exchange/fact.ts';

export interface ControlRecord {
  readonly control: ControlKind;
  /** -1: the whole venue. */
  readonly instrument: number;
  /** By state, in the order of CONTROL_STATES. */
  readonly entries: number[];
  readonly stateUs: number[];
  /** Liquidation steps that were put off while it was out of its first state, for a halt or a pause as it makes them. */
  deferred: number;
}

/** Kinds whose states halt an instrument, and kinds that stop liquidations. */
const HALTING: ReadonlySet<ControlKind> = new Set(['limitUpDown', 'dynamicBreaker', 'marketWide', 'reopening']);
const PAUSING: ReadonlySet<ControlKind> = new Set(['liquidationPause', 'oracleGuard', 'fundMode']);

interface Open {
  readonly record: ControlRecord;
  state: number;
  sinceUs: SimTimeUs;
}

/** Controls that never left their first state leave no record. */
export class ControlRecorder {
  readonly #open = new Map<string, Open>();

  get records(): readonly ControlRecord[] {
    return [...this.#open.values()].map(({ record }) => record);
  }

  observe(nowUs: SimTimeUs, kind: FactKind, instrument: number, a: number, b: number): void {
    if (kind === 'controlState') this.#enter(nowUs, CONTROL_KINDS[a], instrument, b);
    else if (kind === 'liquidationDeferred' && this.#open.size > 0) this.#defer(instrument, a);
  }

  /** The path ends. */
  finish(nowUs: SimTimeUs): void {
    for (const open of this.#open.values()) this.#leave(open, nowUs);
  }

  #enter(nowUs: SimTimeUs, control: ControlKind, instrument: number, state: number): void {
    const key = `${control}/${instrument}`;
    const states = CONTROL_STATES[control].length;
    const open = this.#open.get(key) ?? {
      record: {
        control,
        instrument,
        entries: Array<number>(states).fill(0),
        stateUs: Array<number>(states).fill(0),
        deferred: 0,
      },
      state: 0,
      sinceUs: 0,
    };
    this.#open.set(key, open);
    this.#leave(open, nowUs);
    if (open.state !== state) open.record.entries[state] += 1;
    open.state = state;
  }

  #leave(open: Open, nowUs: SimTimeUs): void {
    open.record.stateUs[open.state] += nowUs - open.sinceUs;
    open.sinceUs = nowUs;
  }

  #defer(instrument: number, reason: number): void {
    const kinds = reason === DEFERRED_BY_HALT ? HALTING : reason === DEFERRED_BY_PAUSE ? PAUSING : null;
    if (kinds === null) return;
    for (const { record, state } of this.#open.values()) {
      const isHere = record.instrument === -1 || instrument === -1 || record.instrument === instrument;
      if (state !== 0 && isHere && kinds.has(record.control)) record.deferred += 1;
    }
  }
}
