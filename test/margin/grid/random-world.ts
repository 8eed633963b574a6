/** Random markets, moves and books for the properties of grids; everything follows from one stream. */
import { US_PER_DAY } from '../../../src/base/units.ts';
import type { Contract } from '../../../src/instruments/contract.ts';
import { createPositionColumns, type PositionColumns } from '../../../src/margin/margin-model.ts';
import type { Stream } from '../../../src/numeric/stream.ts';
import { future, option, perpetual, smallMarket, type SmallMarket } from './small-market.ts';

/** Names that presets know, of several classes and groups. */
const ASSETS = [
  { name: 'BTC', index: 60_000 },
  { name: 'XRP', index: 2 },
  { name: 'SPX', index: 5_000 },
  { name: 'OEX', index: 2_500 },
  { name: 'USDT', index: 1 },
];

const uniform = (stream: Stream, low: number, high: number): number => low + (high - low) * stream.uniform();

/** Spot, perpetuals linear and inverse, futures, options linear and in coin, on all assets. */
export function randomMarket(stream: Stream): SmallMarket {
  const contracts: Contract[] = [];
  for (const { name, index } of ASSETS) {
    contracts.push(perpetual(name), { ...perpetual(name), symbol: `${name}-SPOT`, kind: 'spot' } as Contract);
    contracts.push(perpetual(name, { symbol: `${name}-INV`, settlesInCoin: true, multiplier: 10 }));
    for (const days of [3, 40, 200]) {
      contracts.push(future(name, days, { multiplier: 0.1 }));
      for (const share of [0.6, 0.95, 1.1, 2.5]) {
        const right = stream.uniform() < 0.5 ? 'call' : 'put';
        const strike = Math.round(index * share * 1_000) / 1_000;
        contracts.push(option(name, right, strike, days + stream.integer(3)));
        if (share === 1.1) {
          contracts.push(option(name, 'call', strike, days, { symbol: `${name}-${days}-COIN`, settlesInCoin: true }));
        }
      }
    }
  }
  const market = smallMarket(
    ASSETS.map((asset) => ({ ...asset, volatility: uniform(stream, 0.1, 1.5), carry: uniform(stream, -0.1, 0.2) })),
    contracts,
    uniform(stream, 0, 0.08),
  );
  return market;
}

/** Prices, volatilities, marks and time change: a little, a lot, or one of them alone. */
export function moveMarket(market: SmallMarket, stream: Stream): void {
  const size = [0, 0.001, 0.02, 0.2, 0.8][stream.integer(5)]!;
  const volatility = [0, 0, 0.01, 0.3, 1][stream.integer(5)]!;
  const noise = [0, 0, 0.002][stream.integer(3)]!;
  for (let asset = 0; asset < market.assets.length; asset += 1) {
    market.indexPrices[asset]! *= Math.exp(uniform(stream, -size, size));
    market.volatilities[asset] = Math.min(
      4,
      market.volatilities[asset]! * Math.exp(uniform(stream, -volatility, volatility)),
    );
  }
  market.timeUs += Math.floor([0, 0.01, 1, 30][stream.integer(4)]! * US_PER_DAY * stream.uniform());
  market.mark();
  for (let c = 0; c < market.contracts.length; c += 1) market.markPrices[c]! *= 1 + uniform(stream, -noise, noise);
}

/** Between one and eight positions; hedged ones in the same underlying more often than chance has it. */
export function randomBook(market: SmallMarket, stream: Stream): PositionColumns {
  const book = createPositionColumns(8);
  const count = 1 + stream.integer(8);
  const perAsset = market.contracts.length / market.assets.length;
  const home = stream.integer(market.assets.length);
  for (let k = 0; k < count; k += 1) {
    const asset = stream.uniform() < 0.7 ? home : stream.integer(market.assets.length);
    const contract = asset * perAsset + stream.integer(perAsset);
    if (book.contracts.subarray(0, book.count).includes(contract)) continue;
    const value = uniform(stream, 1, 100) * (stream.uniform() < 0.1 ? 1_000 : 1) * 1_000;
    const isInverse = market.contracts[contract]!.settlesInCoin && market.contracts[contract]!.kind !== 'option';
    const unit = market.contracts[contract]!.multiplier * (isInverse ? 1 : market.indexPrices[asset]!);
    book.contracts[book.count] = contract;
    book.sizes[book.count] = (stream.uniform() < 0.5 ? -1 : 1) * Math.max(1, Math.round(value / unit));
    book.entryPrices[book.count] = market.markPrices[contract]!;
    book.count += 1;
  }
  return book;
}

export function contractsOf(book: PositionColumns): number[] {
  return [...book.contracts.subarray(0, book.count)];
}
