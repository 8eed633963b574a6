/** What the accounts of each class hold together: sums of whole quanta, exact however accounts are cut into runs. */
import { firstIdOf, firstPositionOf, positionsOf } from '../exchange/account-records.ts';
import type { Population } from '../exchange/accounts.ts';
import type { AccountRange } from './behaviour.ts';
import { perLotOf, type PopulationTerms } from './population-terms.ts';

/** By class in turn: equity, notional of longs, notional of shorts, quanta. */
export type ClassFigures = Float64Array;
export const FIGURES_PER_CLASS = 3;

/** Figures of the accounts of a run; the venue's own belong to no class. */
export function sumClassFigures(terms: PopulationTerms, population: Population, range: AccountRange): ClassFigures {
  const { records, equity, agentClass } = population;
  const perLot = perLotOf(terms.instruments);
  // Balances are part of equity, not positions.
  terms.instruments.forEach(({ contract }, i) => {
    if (contract.kind === 'spot') perLot[i] = 0;
  });
  const sums = new Float64Array(FIGURES_PER_CLASS * terms.classes.length);
  for (let account = range.first; account < range.end; account += 1) {
    const ids = firstIdOf(records, account);
    const from = firstPositionOf(records, account);
    const count = positionsOf(records, account);
    const at = FIGURES_PER_CLASS * agentClass[account];
    sums[at] += equity[account];
    for (let k = 0; k < count; k += 1) {
      const value = records.doubles[from + k] * perLot[records.bytes[ids + k]];
      if (value > 0) sums[at + 1] += value;
      else sums[at + 2] -= value;
    }
  }
  return sums;
}

/** Figures of all runs together. */
export function addFigures({ classes }: PopulationTerms, runs: readonly ClassFigures[]): ClassFigures {
  const sums = new Float64Array(FIGURES_PER_CLASS * classes.length);
  for (const figures of runs) for (let k = 0; k < sums.length; k += 1) sums[k] += figures[k];
  return sums;
}
