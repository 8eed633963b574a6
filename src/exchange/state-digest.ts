/** What fingerprints and facts take from the exchange's state. */
import type { Fingerprint } from '../base/fingerprint.ts';
import { firstIdOf, firstPositionOf, positionsOf, statusOf } from './account-records.ts';
import { cashOf, type ExchangeState } from './state.ts';

/** The checksum of prices is folded modulo this prime, small enough that every product stays exact. */
const CHECKSUM_MODULUS = 34_359_738_337;
const CHECKSUM_FACTOR = 131_071;

/** Every account's cash, then everybody's lots and costs by account and instrument, then every status. */
export function addAccounts(state: ExchangeState, fingerprint: Fingerprint): void {
  const { accountCount, records, costs } = state;
  const row = new Float64Array(state.instrumentCount);
  for (let account = 0; account < accountCount; account += 1) fingerprint.addNumber(cashOf(state, account));
  for (const column of [records.doubles, costs]) {
    for (let account = 0; account < accountCount; account += 1) {
      const ids = firstIdOf(records, account);
      const first = firstPositionOf(records, account);
      row.fill(0);
      for (let k = positionsOf(records, account) - 1; k >= 0; k -= 1) row[records.bytes[ids + k]] = column[first + k];
      fingerprint.addNumbers(row);
    }
  }
  for (let account = 0; account < accountCount; account += 1) fingerprint.addNumber(statusOf(records, account));
}

/** Folds whole prices into one number that differs when any of them does (but for rare collisions). */
export function checksumOf(ticks: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < ticks.length; i += 1) sum = (sum * CHECKSUM_FACTOR + ticks[i]) % CHECKSUM_MODULUS;
  return sum;
}
