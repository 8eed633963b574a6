/**
 * Marks as of one mark update, each split into the outside price and the venue's own part, and the venue's part into
 * the causes that displaced the books.
 *
 *   log(mark) = log(index) + own share x displacement of the book, by cause + rest
 *
 * The own share is what the mark rule let through: (log(mark) - log(index)) / displacement, between 0 and 1. An
 * instrument that follows another has no outside price of its own: what its book does not explain is laid to those
 * who displaced the other. The rest is rounding to ticks, and rules that follow neither.
 */
import type { InstrumentIndex, SimTimeUs } from '../../base/units.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import { NO_INSTRUMENT, valuePerLot, type Instrument } from '../../instruments/instrument.ts';
import { log } from '../../numeric/math.ts';
import type { FillLog } from './fill-log.ts';

/** Displacements below this say nothing about the share of them in the mark. */
const DISPLACEMENT_MIN = 1e-7;

/** One instrument's mark, as it was last set. */
export interface InstrumentMark {
  readonly ticks: number;
  readonly markLog: number;
  readonly outsideLog: number;
  /** Parts of `markLog - outsideLog` by cause. */
  byCause(): Float64Array;
}

export interface MarkSnapshot {
  readonly timeUs: SimTimeUs;
  readonly marks: readonly InstrumentMark[];
}

const NO_PARTS = new Float64Array(0);

/** Marks before the first update. */
export function initialSnapshot(instruments: readonly Instrument[]): MarkSnapshot {
  const marks = instruments.map(({ priceInitialTicks }) => {
    const markLog = log(priceInitialTicks);
    return { ticks: priceInitialTicks, markLog, outsideLog: markLog, byCause: () => NO_PARTS };
  });
  return { timeUs: 0, marks };
}

/** Marks right after an update. The mark of a halted instrument stands: it is that of the update before. */
export function takeSnapshot(
  before: MarkSnapshot,
  nowUs: SimTimeUs,
  exchange: ExchangePort,
  instruments: readonly Instrument[],
  fills: FillLog,
  ownWeight: number,
): MarkSnapshot {
  const marks: InstrumentMark[] = [];
  for (let i = 0; i < instruments.length; i += 1) {
    if (exchange.haltedUntilUsOf(i) > 0) {
      marks.push(before.marks[i]!);
      continue;
    }
    const { follows } = instruments[i]!;
    const root = follows === NO_INSTRUMENT ? null : (): InstrumentMark => marks[follows]!;
    marks.push(readMark(i, nowUs, exchange, fills, ownWeight, root));
  }
  return { timeUs: nowUs, marks };
}

function readMark(
  instrument: InstrumentIndex,
  nowUs: SimTimeUs,
  exchange: ExchangePort,
  fills: FillLog,
  ownWeight: number,
  root: (() => InstrumentMark) | null,
): InstrumentMark {
  const ticks = exchange.markTicksOf(instrument);
  const markLog = log(ticks);
  const outsideLog = log(exchange.indexTicksOf(instrument));
  const displacement = exchange.displacementLogOf(instrument);
  const venueLog = markLog - outsideLog;
  const { count } = fills;
  let parts: Float64Array | null = null;
  const byCause = (): Float64Array => {
    if (parts !== null) return parts;
    parts = fills.leftIn(instrument, nowUs, count);
    const share =
      root !== null
        ? ownWeight
        : Math.abs(displacement) < DISPLACEMENT_MIN
          ? ownWeight
          : Math.min(1, Math.max(0, venueLog / displacement));
    for (let k = 0; k < parts.length; k += 1) parts[k]! *= share;
    if (root !== null) addOfRoot(parts, root(), venueLog - share * displacement);
    return parts;
  };
  return { ticks, markLog, outsideLog, byCause };
}

/** Lays `leftLog` to those who displaced the followed instrument, in proportion. */
function addOfRoot(parts: Float64Array, root: InstrumentMark, leftLog: number): void {
  const venueLog = root.markLog - root.outsideLog;
  if (Math.abs(venueLog) < DISPLACEMENT_MIN) return;
  root.byCause().forEach((part, k) => {
    if (k < parts.length) parts[k]! += (part / venueLog) * leftLog;
  });
}

/** Of one lot at the mark, quanta of the quote currency, not rounded. */
export function markValueOf(
  instruments: readonly Instrument[],
  instrument: InstrumentIndex,
  { marks }: MarkSnapshot,
): number {
  const terms = instruments[instrument]!;
  const coin = instruments[terms.settlesIn];
  const value = valuePerLot(terms, marks[instrument]!.ticks, coin?.lotSizeUnits ?? 1);
  return coin === undefined ? value : value * valuePerLot(coin, marks[terms.settlesIn]!.ticks, 1);
}
