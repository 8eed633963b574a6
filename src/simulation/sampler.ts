/** Samples of the state at regular times: what the charts over time are drawn from. */
import type { SimTimeUs } from '../base/units.ts';
import type { ExchangePort } from '../exchange/exchange-port.ts';
import type { Instrument } from '../instruments/instrument.ts';
import type { SampleStore } from './fact-store.ts';
import type { SeriesColumns } from './path-outcome.ts';
import type { TallyKeeper } from './tally.ts';

/** One number a sample, in the order in which they stand in it. */
export const SAMPLE_COLUMNS = ['timeUs', 'fundEquity', 'uncoveredLoss'] as const satisfies (keyof SeriesColumns)[];
/** One number an instrument, behind those above. */
export const SAMPLE_MATRICES = [
  'indexTicks',
  'markTicks',
  'lastTicks',
  'openInterest',
  'liquidated',
  'deleveraged',
  'halted',
] as const satisfies (keyof SeriesColumns)[];

/** Numbers in one sample. */
export function sampleWidth(instrumentCount: number): number {
  return SAMPLE_COLUMNS.length + SAMPLE_MATRICES.length * instrumentCount;
}

export class Sampler {
  readonly #sample: Float64Array;
  readonly #instruments: readonly Instrument[];
  readonly #store: SampleStore;

  constructor(instruments: readonly Instrument[], store: SampleStore) {
    this.#instruments = instruments;
    this.#store = store;
    this.#sample = new Float64Array(sampleWidth(instruments.length));
  }

  sample(nowUs: SimTimeUs, exchange: ExchangePort, { tally, margin }: TallyKeeper): void {
    margin?.sample(nowUs, exchange);
    const sample = this.#sample;
    const width = this.#instruments.length;
    sample[0] = nowUs;
    sample[1] = exchange.fundEquity();
    sample[2] = tally.uncoveredLoss;
    for (let i = 0; i < width; i += 1) {
      const mark = exchange.markTicksOf(i);
      let at = SAMPLE_COLUMNS.length + i;
      for (const value of [
        exchange.indexTicksOf(i),
        mark,
        exchange.lastTicksOf(i),
        exchange.openInterestOf(i) * exchange.notionalPerLotOf(i),
        tally.liquidatedByInstrument[i],
        tally.deleveragedByInstrument[i],
        exchange.haltedUntilUsOf(i) > 0 ? 1 : 0,
      ]) {
        sample[at] = value;
        at += width;
      }
    }
    this.#store.add(sample);
  }
}
