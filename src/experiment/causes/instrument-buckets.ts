/** Instruments over time: prices at the end of each bucket, what was sold in it and by whom. */
import type { InstrumentIndex, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import type { Cause } from './cause.ts';
import type { InstrumentBucket } from './cause-record.ts';

/** Buckets of an instrument's timeline. */
const BUCKETS_MAX = 400;

export class InstrumentBuckets {
  readonly all: InstrumentBucket[][];
  readonly #bucketUs: SimTimeUs;
  readonly #durationUs: SimTimeUs;
  #untilUs: SimTimeUs = 0;
  #lastUs: SimTimeUs = 0;

  /** Of a run's sample interval, or longer ones in a long run. */
  constructor(
    instrumentCount: number,
    { sampleIntervalUs, durationUs }: { readonly sampleIntervalUs: SimTimeUs; readonly durationUs: SimTimeUs },
  ) {
    this.#durationUs = durationUs;
    this.all = Array.from({ length: instrumentCount }, () => []);
    this.#bucketUs = Math.max(sampleIntervalUs, Math.ceil(durationUs / BUCKETS_MAX));
  }

  /** Prices as they are at a mark update. */
  observe(nowUs: SimTimeUs, exchange: ExchangePort): void {
    this.#open(nowUs, exchange);
    this.all.forEach((buckets, i) => {
      const bucket = buckets.at(-1)!;
      bucket.indexTicks = exchange.indexTicksOf(i);
      bucket.markTicks = exchange.markTicksOf(i);
      bucket.displacementLog = exchange.displacementLogOf(i);
      if (exchange.haltedUntilUsOf(i) > 0) bucket.haltedUs += nowUs - this.#lastUs;
    });
    this.#lastUs = nowUs;
  }

  trade(nowUs: SimTimeUs, exchange: ExchangePort, cause: Cause, instrument: InstrumentIndex, value: QuoteQuanta): void {
    this.#open(nowUs, exchange);
    const bucket = this.all[instrument]!.at(-1)!;
    if (cause.kind === 'liquidation') bucket.liquidations += value;
    else if (cause.kind === 'fund' || cause.kind === 'taker') bucket.fund += value;
    else bucket.orders += value;
  }

  /** Begins the bucket that `nowUs` lies in. */
  #open(nowUs: SimTimeUs, exchange: ExchangePort): void {
    // What happens at the very end belongs to what came before it.
    if (nowUs < this.#untilUs || (nowUs === this.#durationUs && this.#untilUs === nowUs)) return;
    this.#untilUs = Math.min(this.#durationUs, (Math.floor(nowUs / this.#bucketUs) + 1) * this.#bucketUs);
    this.all.forEach((buckets, i) => {
      buckets.push({
        untilUs: this.#untilUs,
        indexTicks: exchange.indexTicksOf(i),
        markTicks: exchange.markTicksOf(i),
        displacementLog: exchange.displacementLogOf(i),
        liquidations: 0,
        fund: 0,
        orders: 0,
        haltedUs: 0,
      });
    });
  }
}
