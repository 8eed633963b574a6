/** Margin rates that the venue changes while it trades. */
import { multiplyRates } from '../margin/margin-change.ts';
import { buildTierColumns } from '../margin/tier-table.ts';
import { NONE, type ExchangeContext } from './context.ts';
import type { MarginChange } from './venue-rules.ts';

/** Applies a change, one fact an instrument; whoever keeps something that follows from the rates is told. */
export function changeMargins(context: ExchangeContext, change: Omit<MarginChange, 'atUs'>): void {
  const { state, rules, facts, watch, ranks } = context;
  const { maintenancePpm, initialPpm } = state.marginMultiples;
  for (const i of change.instruments) {
    initialPpm[i] = change.multiplePpm;
    if (!change.initialOnly) maintenancePpm[i] = change.multiplePpm;
    state.tiers[i] = buildTierColumns(multiplyRates(rules.tiers[i], maintenancePpm[i], initialPpm[i]));
    facts.record('marginChange', NONE, i, 0, 0, maintenancePpm[i], initialPpm[i]);
  }
  watch.parametersChanged();
  ranks.parametersChanged();
}
