/** Whether a whale's equity allows the position that is stated for it, which is kept as it is and not cut to what would do. */
import type { AgentClass, AgentRules } from '../agents/agent-class.ts';
import { openingMarginOf } from '../agents/opening-margin.ts';
import { INITIAL_MARGIN_USE } from '../agents/population-terms.ts';
import { formatMultiple } from '../base/format.ts';
import { InvalidInputError } from '../base/problem.ts';
import type { InstrumentIndex, QuoteQuanta } from '../base/units.ts';
import type { PortfolioRules } from '../exchange/portfolio-rules.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { buildTierColumns, computeAffordableNotional } from '../margin/tier-table.ts';
import type { Findings } from './findings.ts';

export function checkWhales(venue: VenueRules, agents: AgentRules, findings: Findings): void {
  agents.classes.forEach((one, index) => {
    const { kind, listed, equity, leverage } = one;
    if (kind !== 'whale' || listed !== null) return;
    const affordable = affordableNotional(venue, one);
    if (affordable === undefined || equity.max * leverage.max <= affordable) return;
    findings.report({
      code: 'whale-unaffordable',
      path: ['agents', 'classes', index, 'depthMultiple'],
      says: `comes to ${formatMultiple(leverage.max)} the equity, and initial margin allows ${formatMultiple(affordable / equity.max)} of a position of that size`,
      hint: 'raise equity, or lower depthMultiple',
    });
  });
}

/** As the draw of its position reckons; undefined where the venue's model cannot margin it, which was reported. */
function affordableNotional(venue: VenueRules, whale: AgentClass): QuoteQuanta | undefined {
  const i = whale.instrumentWeights.findIndex((weight) => weight > 0);
  if (venue.portfolio !== null) return affordableByModel(venue.instruments, venue.portfolio, i, whale);
  return computeAffordableNotional(buildTierColumns(venue.tiers[i]), Math.floor(whale.equity.max * INITIAL_MARGIN_USE));
}

function affordableByModel(
  instruments: readonly Instrument[],
  rules: PortfolioRules,
  i: InstrumentIndex,
  { equity, collateral, longSharePpm }: AgentClass,
): QuoteQuanta | undefined {
  try {
    const margin = openingMarginOf(instruments, rules);
    const haircuts = collateral.map(({ instrument, sharePpm }) =>
      margin.haircutOf(instrument, margin.assetLots(instrument, equity.max, sharePpm)),
    );
    const counted = equity.max - haircuts.reduce((sum, one) => sum + one, 0);
    const lots = margin.affordableLots(i, longSharePpm > 0 ? 1 : -1, Math.floor(counted * INITIAL_MARGIN_USE));
    // Short of one lot more: positions are whole lots, rounded down.
    return (lots + 1) * margin.notionalPerLot[i] - 1;
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}
