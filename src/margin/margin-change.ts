/**
 * Margin tables under a change of rates. Exchanges raise margin in storms; a change is a multiple of the rates that the
 * instrument came with, never of those that the last change left, so that multiples of several changes do not pile up.
 *
 * Rates round up to a ppm, against the account, and end at 100 %: beyond it a position would need more than it is worth.
 * Initial rates are never below maintenance rates: every new position would be in breach. Both operations keep rates
 * from falling from bracket to bracket, so that deductions can be derived as ever.
 */
import { PPM_PER_UNIT, type Ppm } from '../base/units.ts';
import { ceilPpmOf, type TierTable } from './tier-table.ts';

/** The table with its maintenance and initial rates multiplied, each by its own multiple in ppm. */
export function multiplyRates(table: TierTable, maintenancePpm: Ppm, initialPpm: Ppm): TierTable {
  return {
    source: table.source,
    brackets: table.brackets.map((bracket) => {
      const maintenanceRatePpm = Math.min(PPM_PER_UNIT, ceilPpmOf(bracket.maintenanceRatePpm, maintenancePpm));
      const initialRatePpm = Math.min(PPM_PER_UNIT, ceilPpmOf(bracket.initialRatePpm, initialPpm));
      return {
        notionalMax: bracket.notionalMax,
        maintenanceRatePpm,
        initialRatePpm: Math.max(maintenanceRatePpm, initialRatePpm),
      };
    }),
  };
}

/** The table with each initial rate moved by a share of what it lacks to 100 %, rounded up to a ppm. */
export function raiseInitialRates(table: TierTable, sharePpm: Ppm): TierTable {
  return {
    source: table.source,
    brackets: table.brackets.map((bracket) => ({
      ...bracket,
      initialRatePpm: bracket.initialRatePpm + ceilPpmOf(PPM_PER_UNIT - bracket.initialRatePpm, sharePpm),
    })),
  };
}
