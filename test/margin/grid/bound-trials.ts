/** Does a model's sensitivity bound its maintenance requirement? Random books over random walks of a market. */
import type { MarginModel, PositionColumns } from '../../../src/margin/margin-model.ts';
import { createStream } from '../../../src/numeric/stream.ts';
import { moveMarket, randomBook, randomMarket } from './random-world.ts';
import { settlementValueOf } from '../../../src/instruments/contract-value.ts';
import type { MarketView } from '../../../src/instruments/market-view.ts';

export interface BoundTrials {
  readonly trials: number;
  /** Largest change over bound; above 1 the bound is broken. */
  readonly worst: number;
  /** Median of the changes over their bounds, where something changed. */
  readonly typical: number;
}

/** `walks` markets of `steps` moves; each move is compared with the last state and with the first. */
export function tryBound(model: MarginModel, seed: number, walks: number, steps: number, books: number): BoundTrials {
  const stream = createStream('bound', String(seed));
  const ratios: number[] = [];
  let [trials, worst] = [0, 0];
  for (let walk = 0; walk < walks; walk += 1) {
    const market = randomMarket(stream);
    const prepared = model.prepare(market);
    const held = Array.from({ length: books }, () => randomBook(market, stream));
    const out = { initial: 0, maintenance: 0 };
    const look = () => ({
      values: valuesOf(market),
      figures: prepared.sensitivity.figures.slice(),
      needs: held.map((book) => {
        prepared.requireInto(book, out);
        return out.maintenance;
      }),
    });
    const first = look();
    let last = first;
    for (let step = 0; step < steps; step += 1) {
      moveMarket(market, stream);
      prepared.refresh();
      const now = look();
      for (const before of last === first ? [first] : [first, last]) {
        held.forEach((book, k) => {
          const change = Math.abs(now.needs[k]! - before.needs[k]!);
          const bound = boundOf(prepared.sensitivity, book, before, now);
          // What doubles lose in sums of figures of this size.
          const slack =
            1e-9 * (now.needs[k]! + before.needs[k]! + grossOf(book, now.figures, prepared.sensitivity.figureColumns));
          trials += 1;
          const ratio = change <= slack ? 0 : change / (bound + slack);
          worst = Math.max(worst, ratio);
          if (change > slack && ratios.length < 50_000) ratios.push(ratio);
        });
      }
      last = now;
    }
  }
  ratios.sort((a, b) => a - b);
  return { trials, worst, typical: ratios[Math.floor(ratios.length / 2)] ?? 0 };
}

interface Look {
  readonly values: readonly number[];
  readonly figures: Float64Array;
}

function boundOf(
  sensitivity: { readonly markSlope: Float64Array; readonly figureColumns: number },
  book: PositionColumns,
  before: Look,
  now: Look,
): number {
  let bound = 0;
  for (let row = 0; row < book.count; row += 1) {
    const c = book.contracts[row]!;
    let largest = 0;
    for (let k = 0; k < sensitivity.figureColumns; k += 1) {
      const at = c * sensitivity.figureColumns + k;
      largest = Math.max(largest, Math.abs(now.figures[at]! - before.figures[at]!));
    }
    const moved = sensitivity.markSlope[c]! * Math.abs(now.values[c]! - before.values[c]!);
    bound += Math.abs(book.sizes[row]!) * (moved + largest);
  }
  return bound;
}

function grossOf(book: PositionColumns, figures: Float64Array, columns: number): number {
  let gross = 0;
  for (let row = 0; row < book.count; row += 1) {
    for (let k = 0; k < columns; k += 1) {
      gross += Math.abs(book.sizes[row]! * figures[book.contracts[row]! * columns + k]!) / columns;
    }
  }
  return gross;
}

function valuesOf(market: MarketView): number[] {
  return market.contracts.map((contract, c) => {
    const value = settlementValueOf(contract, market.markPrices[c]!);
    return contract.settlesInCoin ? value * market.indexPrices[market.underlyingOf[c]!]! : value;
  });
}
