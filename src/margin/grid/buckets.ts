/** Contracts of one market sorted into buckets: by underlying, expiry, strike or themselves. */
import type { Contract } from '../../instruments/contract.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import type { Bucket } from './grid-parameters.ts';

export interface Buckets {
  /** [contractCount] -1 where the contract is left out. */
  readonly of: Int32Array;
  readonly count: number;
  /** [count] asset that all contracts of the bucket follow. */
  readonly assetOf: Int32Array;
  /** [count] */
  readonly names: readonly string[];
}

export function sortIntoBuckets(market: MarketView, by: Bucket, counts: (c: number) => boolean): Buckets {
  const places = new Map<string, number>();
  const of = new Int32Array(market.contracts.length).fill(-1);
  const assets: number[] = [];
  market.contracts.forEach((contract, c) => {
    if (!counts(c)) return;
    const name = bucketName(contract, by);
    let place = places.get(name);
    if (place === undefined) {
      place = places.size;
      places.set(name, place);
      assets.push(market.underlyingOf[c]);
    }
    of[c] = place;
  });
  return { of, count: places.size, assetOf: Int32Array.from(assets), names: [...places.keys()] };
}

function bucketName(contract: Contract, by: Bucket): string {
  const strike = contract.kind === 'option' ? `strike ${contract.strike}` : 'no strike';
  switch (by) {
    case 'contract':
      return contract.symbol;
    case 'underlying':
      return contract.underlying;
    case 'expiry':
      return `${contract.underlying}, ${expiryName(contract)}`;
    case 'strike':
      return `${contract.underlying}, ${strike}`;
    case 'strikeAndExpiry':
      return `${contract.underlying}, ${strike}, ${expiryName(contract)}`;
  }
}

/** Contracts that never expire share a bucket. */
function expiryName(contract: Contract): string {
  return contract.kind === 'spot' || contract.kind === 'perpetual' ? 'no expiry' : `expiry at ${contract.expiryUs} us`;
}
