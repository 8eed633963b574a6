/**
 * Books to test a margin model with. A unit book holds one asset, long or short; the others are what accounts look
 * like: everything long, pairs, and random mixtures, whose margin rests on correlation.
 */
import type { PriceHistory } from '../../scenario/price-history.ts';
import { createStream } from '../../numeric/stream.ts';

/** Weights: so much money in each asset at every row, as if set up anew. Sizes: so many units, held throughout. */
export type Holding = 'weights' | 'sizes';

export interface Book {
  readonly name: string;
  readonly kind: 'unit' | 'portfolio';
  readonly holding: Holding;
  /** [assets], + long, - short. */
  readonly amounts: Float64Array;
}

export const BOOK_SETS = ['unit', 'equal', 'pairs', 'random'] as const;
export type BookSet = (typeof BOOK_SETS)[number];

const RANDOM_BOOKS_DEFAULT = 10;

/** @param seed of the random books; the same seed gives the same books for the same number of assets */
export function buildBooks(set: BookSet, assets: readonly string[], seed: string): Book[] {
  switch (set) {
    case 'unit':
      return assets.flatMap((asset, a) => [
        weighted(`${asset} long`, 'unit', assets.length, [[a, 1]]),
        weighted(`${asset} short`, 'unit', assets.length, [[a, -1]]),
      ]);
    case 'equal':
      return assets.length < 2
        ? []
        : [equalBook('all long', assets.length, 1), equalBook('all short', assets.length, -1)];
    case 'pairs':
      return assets.slice(1).map((asset, a) =>
        weighted(`+${assets[0]} -${asset}`, 'portfolio', assets.length, [
          [0, 0.5],
          [a + 1, -0.5],
        ]),
      );
    case 'random':
      return assets.length < 2 ? [] : randomBooks(assets.length, seed);
  }
}

/** Money in each asset at `row`: what a relative move of its price is multiplied with. */
export function exposuresInto(
  { holding, amounts }: Book,
  { close }: PriceHistory,
  row: number,
  out: Float64Array,
): void {
  const at = row * amounts.length;
  for (let a = 0; a < amounts.length; a += 1) out[a] = holding === 'weights' ? amounts[a] : amounts[a] * close[at + a];
}

function equalBook(name: string, assetCount: number, side: number): Book {
  const each = Array.from({ length: assetCount }, (_, a): [number, number] => [a, side / assetCount]);
  return weighted(name, 'portfolio', assetCount, each);
}

/** Weights uniform in (-1, 1), scaled to a gross of 1. */
function randomBooks(assetCount: number, seed: string): Book[] {
  return Array.from({ length: RANDOM_BOOKS_DEFAULT }, (_, k) => {
    const stream = createStream(seed, 'backtest', 'random book', k);
    const drawn = Array.from({ length: assetCount }, () => 2 * stream.uniformOpen() - 1);
    const gross = drawn.reduce((sum, weight) => sum + Math.abs(weight), 0);
    const legs = drawn.map((weight, a): [number, number] => [a, weight / gross]);
    return weighted(`random ${k + 1}`, 'portfolio', assetCount, legs);
  });
}

function weighted(
  name: string,
  kind: Book['kind'],
  assetCount: number,
  legs: readonly (readonly [asset: number, weight: number])[],
): Book {
  const amounts = new Float64Array(assetCount);
  for (const [asset, weight] of legs) amounts[asset] = weight;
  return { name, kind, holding: 'weights', amounts };
}
