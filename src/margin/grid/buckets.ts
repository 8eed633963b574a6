/** Contracts of one market sorted into buckets: by underlying, expiry, strike or themselves. */
import { US_PER_DAY } from '../../base/units.ts';
import type { Contract } from '../../instruments/contract.ts';
import type { Bucket } from './grid-parameters.ts';
import type { RiskUnits } from './risk-units.ts';

export interface Buckets {
  /** [contractCount] -1 where the contract is left out. */
  readonly of: Int32Array;
  readonly count: number;
  /** [count] risk unit around the bucket. */
  readonly unitOf: Int32Array;
  /** [count] */
  readonly names: readonly string[];
}

export function sortIntoBuckets(
  contracts: readonly Contract[],
  units: RiskUnits,
  by: Bucket,
  counts: (c: number) => boolean,
): Buckets {
  const places = new Map<string, number>();
  const of = new Int32Array(contracts.length).fill(-1);
  const unitOf: number[] = [];
  contracts.forEach((contract, c) => {
    if (!counts(c)) return;
    const name = bucketName(contract, units.names[units.of[c]], by);
    let place = places.get(name);
    if (place === undefined) {
      place = places.size;
      places.set(name, place);
      unitOf.push(units.of[c]);
    }
    of[c] = place;
  });
  return { of, count: places.size, unitOf: Int32Array.from(unitOf), names: [...places.keys()] };
}

function bucketName(contract: Contract, unit: string, by: Bucket): string {
  const strike = contract.kind === 'option' ? `strike ${contract.strike}` : 'no strike';
  switch (by) {
    case 'contract':
      return contract.symbol;
    case 'underlying':
      return unit;
    case 'expiry':
      return `${unit}, ${expiryName(contract)}`;
    case 'strike':
      return `${unit}, ${strike}`;
    case 'strikeAndExpiry':
      return `${unit}, ${strike}, ${expiryName(contract)}`;
  }
}

/** Contracts that never expire share a bucket. */
function expiryName(contract: Contract): string {
  if (contract.kind === 'spot' || contract.kind === 'perpetual') return 'no expiry';
  return `expiry in ${contract.expiryUs / US_PER_DAY} d`;
}
