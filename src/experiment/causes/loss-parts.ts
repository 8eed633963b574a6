/**
 * What an account lost between two mark updates, by instrument and cause. A move is laid out in log price, money
 * follows it: the change of a position's value is split in proportion to the parts of the log move, which adds up
 * whatever the contract.
 */
import type { InstrumentIndex, Lots } from '../../base/units.ts';
import { NO_INSTRUMENT, type Instrument } from '../../instruments/instrument.ts';
import { CauseSteps } from './cause-steps.ts';
import type { InstrumentMark, MarkSnapshot } from './mark-snapshot.ts';

/** Moves below this have no direction to split by. */
const MOVE_MIN = 1e-12;

/** Losses in quanta, + is a loss; not rounded. Arrays are by instrument. */
export class LossParts {
  readonly outside: number[];
  /** Of it, the error of an oracle at fault. */
  readonly error: number[];
  /** Of all causes together, by instrument; and of each, over all instruments. */
  readonly displacement: number[];
  readonly causes = new CauseSteps();
  /** What neither explains: rounding, rules of the mark. */
  readonly rest: number[];
  /** Own trades, against the mark. */
  readonly trades: number[];
  /** Displacement of the venue that has not been laid to causes yet. */
  readonly loose: number[];

  constructor(instrumentCount: number) {
    this.outside = Array<number>(instrumentCount).fill(0);
    this.error = Array<number>(instrumentCount).fill(0);
    this.displacement = Array<number>(instrumentCount).fill(0);
    this.rest = Array<number>(instrumentCount).fill(0);
    this.trades = Array<number>(instrumentCount).fill(0);
    this.loose = Array<number>(instrumentCount).fill(0);
  }

  get outsideTotal(): number {
    return sumOf(this.outside);
  }

  /** Over all causes. */
  get causesTotal(): number {
    return sumOf(this.displacement);
  }

  get total(): number {
    return this.outsideTotal + this.causesTotal + sumOf(this.rest) + sumOf(this.trades) + sumOf(this.loose);
  }

  /** Itself with nothing in it; null where causes are in it already. */
  cleared(): LossParts | null {
    if (!this.causes.isEmpty) return null;
    for (const amounts of [this.outside, this.error, this.displacement, this.rest, this.trades, this.loose])
      amounts.fill(0);
    return this;
  }

  copy(): LossParts {
    const copied = new LossParts(this.outside.length);
    copied.add(this);
    return copied;
  }

  add(other: LossParts): void {
    addTo(this.outside, other.outside);
    addTo(this.error, other.error);
    addTo(this.rest, other.rest);
    addTo(this.trades, other.trades);
    addTo(this.loose, other.loose);
    addTo(this.displacement, other.displacement);
    this.causes.add(other.causes);
  }
}

function addTo(mine: number[], theirs: readonly number[]): void {
  for (let k = 0; k < theirs.length; k += 1) mine[k]! += theirs[k]!;
}

/** Lays what is loose to the causes that displace each instrument now, in proportion; without any, to the rest. */
export function settleLoose(parts: LossParts, { marks }: MarkSnapshot): void {
  for (let i = 0; i < parts.loose.length; i += 1) {
    const loss = parts.loose[i]!;
    if (loss === 0) continue;
    const mark = marks[i]!;
    if (Math.abs(mark.allLog) < MOVE_MIN) parts.rest[i]! += loss;
    else {
      parts.causes.share(loss, mark);
      parts.displacement[i]! += loss;
    }
    parts.loose[i] = 0;
  }
}

export function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < values.length; k += 1) sum += values[k]!;
  return sum;
}

/**
 * Adds what `lots` (by instrument) lost while marks went from one snapshot to the other. Those whose positions change all
 * the time are followed from update to update, for which causes cost too much: with `byCause` false the venue's part stays
 * loose until it is asked for.
 */
export function accrue(
  parts: LossParts,
  instruments: readonly Instrument[],
  lots: ArrayLike<Lots>,
  from: MarkSnapshot,
  to: MarkSnapshot,
  byCause = true,
): void {
  if (from === to) return;
  for (let i = 0; i < instruments.length; i += 1) {
    const held = lots[i]!;
    if (held === 0) continue;
    const instrument = instruments[i]!;
    const coin = instrument.settlesIn;
    const mark = from.marks[i]!;
    const markNow = to.marks[i]!;
    const first = mark.value;
    const last = markNow.value;
    if (coin === NO_INSTRUMENT) {
      split(parts, i, instrument, held * (last - first), held * last, mark, markNow, byCause);
      continue;
    }
    // A product of two prices: each one's move at the average of the other.
    const [coinFirst, coinLast] = [from.marks[coin]!.value, to.marks[coin]!.value];
    const coinMean = (coinFirst + coinLast) / 2;
    const mean = (first + last) / 2;
    const value = held * last * coinLast;
    split(parts, i, instrument, held * (last - first) * coinMean, value, mark, markNow, byCause);
    const coinChange = held * mean * (coinLast - coinFirst);
    split(parts, coin, instruments[coin]!, coinChange, value, from.marks[coin]!, to.marks[coin]!, byCause);
  }
}

/** Splits a change of value of one instrument's price; `value`: of the position, what a log move is worth there. */
function split(
  parts: LossParts,
  i: InstrumentIndex,
  instrument: Instrument,
  change: number,
  value: number,
  from: InstrumentMark,
  to: InstrumentMark,
  byCause: boolean,
): void {
  if (from === to) return;
  const perLog = perLogOf(instrument, change, value, from, to);
  const outside = -perLog * (to.outsideLog - from.outsideLog);
  parts.outside[i]! += outside;
  parts.error[i]! -= perLog * (to.errorLog - from.errorLog);
  const ofVenue = -change - outside;
  if (!byCause) {
    parts.loose[i]! += ofVenue;
    return;
  }
  const displaced = parts.causes.move(perLog, from, to);
  parts.displacement[i]! += displaced;
  parts.rest[i]! += ofVenue - displaced;
}

/** Gain for a rise of the log price by one: of an inverse contract what its value, negative, loses. */
function perLogOf(
  instrument: Instrument,
  change: number,
  value: number,
  from: InstrumentMark,
  to: InstrumentMark,
): number {
  const moveLog = to.markLog - from.markLog;
  if (Math.abs(moveLog) > MOVE_MIN) return change / moveLog;
  return instrument.lotNotional > 0 ? -value : value;
}
