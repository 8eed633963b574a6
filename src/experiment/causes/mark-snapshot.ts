/**
 * Marks as of one mark update, each split into the outside price and the venue's own part, and the venue's part into
 * the causes that displaced the books.
 *
 *   log(mark) = log(index) + own share x displacement of the book, by cause + rest
 *
 * The own share is what the mark rule let through: (log(mark) - log(index)) / displacement, between 0 and 1. An
 * instrument that follows another has no outside price of its own: what its book does not explain is laid to those
 * who displaced the other. The rest is rounding to ticks, and rules that follow neither. While an oracle is at fault, its
 * error is the part of the index that is not outside.
 */
import type { InstrumentIndex, SimTimeUs } from '../../base/units.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import { NO_INSTRUMENT, valuePerLot, type Instrument } from '../../instruments/instrument.ts';
import { log } from '../../numeric/math.ts';
import type { FillLog } from './fill-log.ts';

/** Displacements below this say nothing about the share of them in the mark. */
const DISPLACEMENT_MIN = 1e-7;

/** Marks before the first update have no log behind them. */
interface Behind {
  readonly fills: FillLog;
  readonly instrument: InstrumentIndex;
  readonly timeUs: SimTimeUs;
  /** Fills that had been made. */
  readonly count: number;
  readonly share: number;
  /** The instrument that this one follows, and how much of its displacement is in this mark. */
  readonly root: InstrumentMark | null;
  readonly rootShare: number;
}

/** One instrument's mark, as it was last set. */
export class InstrumentMark {
  readonly ticks: number;
  readonly markLog: number;
  readonly outsideLog: number;
  /** Of it, the error of an oracle at fault. */
  readonly errorLog: number;
  readonly #behind: Behind | null;
  /** Of one lot, in quanta of what it settles in. */
  readonly value: number;
  #allLog: number | null = null;

  constructor(
    ticks: number,
    value: number,
    { markLog, outsideLog, errorLog }: Pick<InstrumentMark, 'markLog' | 'outsideLog' | 'errorLog'>,
    behind: Behind | null,
  ) {
    this.ticks = ticks;
    this.value = value;
    this.markLog = markLog;
    this.outsideLog = outsideLog;
    this.errorLog = errorLog;
    this.#behind = behind;
  }

  /** Part of `markLog - outsideLog` that all causes together are behind. */
  get allLog(): number {
    if (this.#behind === null) return 0;
    if (this.#allLog === null) {
      const { fills, instrument, timeUs, count, share, root, rootShare } = this.#behind;
      this.#allLog = share * fills.leftIn(instrument, timeUs, count) + (root === null ? 0 : rootShare * root.allLog);
    }
    return this.#allLog;
  }

  /** Part of it that one cause is behind. */
  logOf(cause: number): number {
    if (this.#behind === null) return 0;
    const { fills, instrument, timeUs, count, share, root, rootShare } = this.#behind;
    const own = share === 0 ? 0 : share * fills.leftBy(cause, instrument, timeUs, count);
    return own + (root === null ? 0 : rootShare * root.logOf(cause));
  }

  /** Causes that displace it most now; and how many have acted. */
  prominent(): readonly (readonly number[])[] {
    if (this.#behind === null) return [];
    const { fills, instrument, timeUs, root } = this.#behind;
    const own = fills.prominentIn(instrument, timeUs);
    return root === null ? [own] : [own, ...root.prominent()];
  }

  get causeCount(): number {
    return this.#behind?.fills.causeCount ?? 0;
  }
}

export interface MarkSnapshot {
  readonly timeUs: SimTimeUs;
  readonly marks: readonly InstrumentMark[];
}

/** Marks before the first update. */
export function initialSnapshot(instruments: readonly Instrument[]): MarkSnapshot {
  const marks = instruments.map(({ priceInitialTicks }, i) => {
    const markLog = log(priceInitialTicks);
    const logs = { markLog, outsideLog: markLog, errorLog: 0 };
    return new InstrumentMark(priceInitialTicks, valueOf(instruments, i, priceInitialTicks), logs, null);
  });
  return { timeUs: 0, marks };
}

/** How marks are read at one update. */
export interface MarkReading {
  readonly ownWeight: number;
  /** In a halt, or by a guard, the mark is that of the update before, and so are its parts. */
  readonly stands: (instrument: InstrumentIndex) => boolean;
  /** Whether an oracle at fault stands between the outside price and the index. */
  readonly isMisled: (instrument: InstrumentIndex) => boolean;
}

/** Marks right after an update. */
export function takeSnapshot(
  before: MarkSnapshot,
  nowUs: SimTimeUs,
  exchange: ExchangePort,
  instruments: readonly Instrument[],
  fills: FillLog,
  reading: MarkReading,
): MarkSnapshot {
  const marks: InstrumentMark[] = [];
  for (let i = 0; i < instruments.length; i += 1) {
    if (reading.stands(i)) {
      marks.push(before.marks[i]!);
      continue;
    }
    const { follows } = instruments[i]!;
    const value = valueOf(instruments, i, exchange.markTicksOf(i));
    const root = follows === NO_INSTRUMENT ? null : marks[follows]!;
    marks.push(readMark(i, value, nowUs, exchange, fills, reading, root));
  }
  return { timeUs: nowUs, marks };
}

function readMark(
  instrument: InstrumentIndex,
  value: number,
  nowUs: SimTimeUs,
  exchange: ExchangePort,
  fills: FillLog,
  { ownWeight, isMisled }: MarkReading,
  root: InstrumentMark | null,
): InstrumentMark {
  const ticks = exchange.markTicksOf(instrument);
  const markLog = log(ticks);
  const outsideLog = log(exchange.indexTicksOf(instrument));
  const displacement = exchange.displacementLogOf(instrument);
  // The book stands where the outside price and what displaced it put it, whatever the oracle says.
  const errorLog = isMisled(instrument) ? outsideLog - (log(exchange.lastTicksOf(instrument)) - displacement) : 0;
  const venueLog = markLog - outsideLog;
  const hasShare = root === null && Math.abs(displacement) >= DISPLACEMENT_MIN;
  const share = hasShare ? Math.min(1, Math.max(0, venueLog / displacement)) : ownWeight;
  let rootShare = 0;
  if (root !== null) {
    // What the own book does not explain is laid to those who displaced the followed instrument, in proportion.
    const rootLog = root.markLog - root.outsideLog;
    if (Math.abs(rootLog) >= DISPLACEMENT_MIN) rootShare = (venueLog - share * displacement) / rootLog;
  }
  const behind = { fills, instrument, timeUs: nowUs, count: fills.count, share, root, rootShare };
  return new InstrumentMark(ticks, value, { markLog, outsideLog, errorLog }, behind);
}

/** Of one lot at a price, quanta of what it settles in. */
function valueOf(instruments: readonly Instrument[], i: InstrumentIndex, ticks: number): number {
  const instrument = instruments[i]!;
  return valuePerLot(instrument, ticks, instruments[instrument.settlesIn]?.lotSizeUnits ?? 1);
}

/** Of one lot at the mark, or at another price in `ticks`; quanta of the quote currency, not rounded. */
export function markValueOf(
  instruments: readonly Instrument[],
  instrument: InstrumentIndex,
  { marks }: MarkSnapshot,
  ticks = marks[instrument]!.ticks,
): number {
  const terms = instruments[instrument]!;
  const coin = instruments[terms.settlesIn];
  const value = valueOf(instruments, instrument, ticks);
  return coin === undefined ? value : value * valuePerLot(coin, marks[terms.settlesIn]!.ticks, 1);
}
