/** Contracts of one market sorted into buckets: by underlying, expiry, strike or themselves. */
import { US_PER_DAY, type SimTimeUs } from '../../base/units.ts';
import type { Contract } from '../../instruments/contract.ts';
import { numberText } from '../number-text.ts';
import type { Bucket } from './grid-parameters.ts';
import type { RiskUnits } from './risk-units.ts';

export interface Buckets {
  /** [contractCount] -1 where the contract is left out. */
  readonly of: Int32Array;
  readonly count: number;
  /** [count] risk unit around the bucket. */
  readonly unitOf: Int32Array;
  /** [count] what the bucket is called at a moment: expiries are named by the days left. */
  nameAt(place: number, timeUs: SimTimeUs): string;
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
  const firstOf: number[] = [];
  contracts.forEach((contract, c) => {
    if (!counts(c)) return;
    const key = bucketName(contract, units.names[units.of[c]], by, expiryKey);
    let place = places.get(key);
    if (place === undefined) {
      place = places.size;
      places.set(key, place);
      unitOf.push(units.of[c]);
      firstOf.push(c);
    }
    of[c] = place;
  });
  const nameAt = (place: number, timeUs: SimTimeUs): string => {
    const c = firstOf[place];
    return bucketName(contracts[c], units.names[units.of[c]], by, (expiryUs) => daysLeft(expiryUs, timeUs));
  };
  return { of, count: places.size, unitOf: Int32Array.from(unitOf), nameAt };
}

function bucketName(contract: Contract, unit: string, by: Bucket, expiryText: (expiryUs: SimTimeUs) => string): string {
  // Contracts that never expire share a bucket.
  const expiry =
    contract.kind === 'spot' || contract.kind === 'perpetual' ? 'no expiry' : expiryText(contract.expiryUs);
  const strike = contract.kind === 'option' ? `strike ${contract.strike}` : 'no strike';
  switch (by) {
    case 'contract':
      return contract.symbol;
    case 'underlying':
      return unit;
    case 'expiry':
      return `${unit}, ${expiry}`;
    case 'strike':
      return `${unit}, ${strike}`;
    case 'strikeAndExpiry':
      return `${unit}, ${strike}, ${expiry}`;
  }
}

function expiryKey(expiryUs: SimTimeUs): string {
  return `expiry ${expiryUs}`;
}

/** Days of 24 hours, to the second. */
function daysLeft(expiryUs: SimTimeUs, timeUs: SimTimeUs): string {
  const days = Math.round(Math.max(0, expiryUs - timeUs) / 1e6) / (US_PER_DAY / 1e6);
  return days === 1 ? '1 day to expiry' : `${numberText(Number(days.toPrecision(8)))} days to expiry`;
}
