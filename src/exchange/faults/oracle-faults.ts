/**
 * What the venue sees of outside prices while its oracle is at fault. It stands between the outside price and everything
 * that the venue makes of it (index, price band, mark); the books, and agents' own sight of the world, are not its business.
 *
 * Of faults that overlap, the oldest view of time comes first, and then errors apply in the order of the scenario.
 */
import type { InstrumentIndex, SimTimeUs } from '../../base/units.ts';
import { exp, log } from '../../numeric/math.ts';
import type { FaultRules, OracleFault } from './fault-rules.ts';
import { PastPrices } from './past-prices.ts';

/** One fault in one instrument, from its start to its end. */
interface ActiveError {
  readonly place: number;
  readonly startUs: SimTimeUs;
  readonly error: OracleFault['error'];
  /** Of `offset` and `price`. */
  readonly ticks: number;
  /** Of `late`: outside prices since the start; of `stale`: the one at the start. */
  readonly past: PastPrices | null;
}

export class OracleFaults {
  readonly #bookTicks: (instrument: InstrumentIndex) => number;
  /** [instrumentCount] errors in force, in the scenario's order, and the outside price that was looked at last. */
  readonly #active: ActiveError[][];
  readonly #outside: Float64Array;

  /** @param bookTicks price at which the venue's own book would trade now, not rounded */
  constructor(initialTicks: Float64Array, bookTicks: (instrument: InstrumentIndex) => number) {
    this.#bookTicks = bookTicks;
    this.#active = Array.from(initialTicks, () => []);
    this.#outside = initialTicks.slice();
  }

  begin(place: number, fault: OracleFault, nowUs: SimTimeUs): void {
    fault.instruments.forEach((instrument, at) => {
      const { error } = fault;
      const isOfPast = error.kind === 'late' || error.kind === 'stale';
      const past = isOfPast ? new PastPrices() : null;
      past?.add(nowUs, this.#outside[instrument]);
      const ticks = error.kind === 'offset' || error.kind === 'price' ? error.ticks[at] : 0;
      const errors = this.#active[instrument];
      errors.push({ place, startUs: nowUs, error, ticks, past });
      errors.sort((x, y) => x.place - y.place);
    });
  }

  end(place: number, { instruments }: OracleFault): void {
    for (const instrument of instruments) {
      this.#active[instrument] = this.#active[instrument].filter((one) => one.place !== place);
    }
  }

  /** A fault of the instrument is in force. */
  errsIn(instrument: InstrumentIndex): boolean {
    return this.#active[instrument].length > 0;
  }

  /** What the venue takes `outsideTicks`, the price outside now, for: ticks, not rounded, at least 1 where it errs. */
  see(instrument: InstrumentIndex, outsideTicks: number, nowUs: SimTimeUs): number {
    this.#outside[instrument] = outsideTicks;
    const errors = this.#active[instrument];
    if (errors.length === 0) return outsideTicks;
    let seen = viewOfTime(errors, outsideTicks, nowUs);
    for (const one of errors) seen = Math.max(1, this.#distort(instrument, one, seen));
    return seen;
  }

  #distort(instrument: InstrumentIndex, { error, ticks }: ActiveError, seen: number): number {
    switch (error.kind) {
      case 'factor':
        return seen * error.factor;
      case 'offset':
        return seen + ticks;
      case 'price':
        return ticks;
      case 'ownVenue':
        return seen * exp(error.weight * log(this.#bookTicks(instrument) / seen));
      default:
        return seen;
    }
  }
}

/** The outside price as of the earliest time that one of the errors shows. */
function viewOfTime(errors: readonly ActiveError[], outsideTicks: number, nowUs: SimTimeUs): number {
  let seen = outsideTicks;
  let earliestUs = nowUs;
  for (const { error, past, startUs } of errors) {
    if (past === null) continue;
    if (error.kind === 'late') past.add(nowUs, outsideTicks);
    const delayUs = error.kind === 'late' ? error.delayUs : Infinity;
    const shownUs = Math.max(startUs, nowUs - delayUs);
    const shown = past.at(shownUs);
    if (shownUs >= earliestUs) continue;
    earliestUs = shownUs;
    seen = shown;
  }
  return seen;
}

/** Whether any fault is one of the oracle's. */
export function hasOracleFault(faults: readonly FaultRules[]): boolean {
  return faults.some(({ kind }) => kind === 'oracle');
}
