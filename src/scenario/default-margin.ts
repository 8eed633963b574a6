/** Cross margin by the instruments' own tiers, for a venue that names no other model. */
import { PPM_PER_UNIT, QUANTA_PER_USD } from '../base/units.ts';
import type { Instrument } from '../instruments/instrument.ts';
import type { TierTable } from '../margin/tier-table.ts';
import type { BracketRule, MarginRule, RuleEntry, TieredParameters } from '../margin/tiered/tiered-parameters.ts';

/**
 * Of perpetuals and futures the tables themselves. Of options the standard margin of a short one with the first bracket's
 * rates: max(initial - OTM / S, maintenance) S; long ones are paid for.
 */
export function tieredByInstrument(instruments: readonly Instrument[], tiers: readonly TierTable[]): TieredParameters {
  return {
    id: 'tiered',
    title: "Cross margin by the instruments' tiers",
    source: 'the scenario',
    liquidatesAtEquality: false,
    initialBasis: 'mark',
    maintenanceBasis: 'mark',
    leverage: null,
    closingFeeRate: 0,
    requirementStep: 0,
    rules: instruments.flatMap((instrument, i) =>
      instrument.contract.kind === 'spot' ? [] : [entryOf(instrument, tiers[i])],
    ),
  };
}

function entryOf(instrument: Instrument, table: TierTable): RuleEntry {
  const { symbol, contract } = instrument;
  const rule = contract.kind === 'option' ? optionRuleOf(table) : bracketRuleOf(table, contract.settlesInCoin);
  return { name: symbol, symbols: [symbol], valuedAt: 'mark', lotSize: 0, rule };
}

/** The value of what settles in coin is in coin; its notional in USD is its number of units, at any price. */
function bracketRuleOf({ brackets }: TierTable, settlesInCoin: boolean): BracketRule {
  return {
    kind: 'brackets',
    tierUnit: settlesInCoin ? 'units' : 'value',
    maintenanceForm: 'progressive',
    initialForm: 'progressive',
    brackets: brackets.map(({ notionalMax, maintenanceRatePpm, initialRatePpm }) => ({
      upTo: notionalMax / QUANTA_PER_USD,
      maintenanceRate: maintenanceRatePpm / PPM_PER_UNIT,
      initialRate: initialRatePpm / PPM_PER_UNIT,
    })),
  };
}

function optionRuleOf({ brackets: [first] }: TierTable): MarginRule {
  const maintenanceRate = first.maintenanceRatePpm / PPM_PER_UNIT;
  return {
    kind: 'standardOption',
    initialRate: first.initialRatePpm / PPM_PER_UNIT,
    initialFloor: maintenanceRate,
    maintenanceRate,
    putPremiumShare: maintenanceRate,
    putInitialCoversMaintenance: true,
    longsBackNothing: true,
    offset: 'none',
  };
}
