/**
 * Random books through random moves, each against the bound that the model gives; shared by the fast test and the
 * long one.
 */
import fc from 'fast-check';
import { settlementValueOf } from '../../../src/instruments/contract-value.ts';
import type { MarketView } from '../../../src/instruments/market-view.ts';
import { createTieredModel } from '../../../src/margin/tiered/tiered-model.ts';
import { createStream } from '../../../src/numeric/stream.ts';
import { marketOfCase, randomCase, type RandomCase } from './random-model.ts';

export interface BoundTrials {
  readonly trials: number;
  readonly moved: number;
  /** Largest |change| / bound, by contract that made up the whole book; all other books under `mixed`. */
  readonly tightest: ReadonlyMap<string, number>;
  readonly worst: number;
}

export function runBoundTrials(seed: number, books: number, movesPerBook: number): BoundTrials {
  const stream = createStream(String(seed), 'bound-trials');
  let [trials, moved, worst] = [0, 0, 0];
  const tightest = new Map<string, number>();
  for (const drawn of fc.sample(randomCase, { seed, numRuns: books })) {
    const market = marketOfCase(drawn);
    const prepared = createTieredModel(drawn.parameters).prepare(market);
    const name = drawn.book.count === 1 ? market.contracts[drawn.book.contracts[0]!]!.symbol : 'mixed';
    const out = { initial: 0, maintenance: 0 };
    let before = stateOf(market);
    prepared.requireInto(drawn.book, out);
    let maintenance = out.maintenance;
    let figures = prepared.sensitivity.figures.slice();
    for (let n = 0; n < movesPerBook; n += 1) {
      // Steps of all sizes, from one part in a million to a factor of ten.
      moveMarket(market, drawn, () => stream.uniform());
      prepared.refresh();
      prepared.requireInto(drawn.book, out);
      const after = stateOf(market);
      const { markSlope, figures: now, figureColumns } = prepared.sensitivity;
      // What doubles cannot tell apart: a part in 1e13 of the sums that changes are differences of.
      let [bound, noise] = [0, 0];
      for (let i = 0; i < drawn.book.count; i += 1) {
        const c = drawn.book.contracts[i]!;
        let figure = 0;
        for (let f = c * figureColumns; f < (c + 1) * figureColumns; f += 1)
          figure = Math.max(figure, Math.abs(now[f]! - figures[f]!));
        noise += 1e-13 * Math.abs(drawn.book.sizes[i]!) * (Math.abs(after[c]!) + Math.abs(now[c * figureColumns]!));
        bound += Math.abs(drawn.book.sizes[i]!) * (markSlope[c]! * Math.abs(after[c]! - before[c]!) + figure);
      }
      const change = Math.abs(out.maintenance - maintenance);
      noise += 1e-13 * (maintenance + out.maintenance);
      const ratio = change <= noise ? 0 : (change - noise) / bound;
      trials += 1;
      moved += change > noise ? 1 : 0;
      worst = Math.max(worst, ratio);
      tightest.set(name, Math.max(tightest.get(name) ?? 0, ratio));
      [before, maintenance, figures] = [after, out.maintenance, now.slice()];
    }
  }
  return { trials, moved, tightest, worst };
}

/** Value of one contract each, quote currency. */
function stateOf(market: MarketView): number[] {
  return market.contracts.map((contract, c) => {
    const value = settlementValueOf(contract, market.markPrices[c]!);
    return contract.settlesInCoin ? value * market.indexPrices[0]! : value;
  });
}

function moveMarket(market: MarketView, { indexPrice, book }: RandomCase, uniform: () => number): void {
  const factor = (most: number) => {
    const step = most ** (uniform() * uniform() * uniform());
    return uniform() < 0.5 ? step : 1 / step;
  };
  const index = Math.min(
    indexPrice * 4,
    Math.max(indexPrice / 4, market.indexPrices[0]! * factor(uniform() < 0.1 ? 10 : 1.2)),
  );
  market.indexPrices[0] = index;
  market.contracts.forEach((contract, c) => {
    if (contract.kind === 'option') {
      const premium = market.markPrices[c]! * factor(3);
      const unit = contract.settlesInCoin ? 1 : index;
      market.markPrices[c] = Math.min(3 * unit, Math.max(1e-4 * unit, premium));
      return;
    }
    // Within what the bound takes for granted: a basis below a factor of 2, entries not further than one of 10.
    const mark = Math.min(index * 1.9, Math.max(index / 1.9, market.markPrices[c]! * factor(3)));
    market.markPrices[c] = uniform() < 0.3 ? market.markPrices[c]! : mark;
    const row = book.contracts.indexOf(c);
    const basis = Math.min(index * 1.9, Math.max(index / 1.9, market.markPrices[c]!));
    market.markPrices[c] =
      row < 0 ? basis : Math.min(9 * book.entryPrices[row]!, Math.max(book.entryPrices[row]! / 9, basis));
  });
}
