/** Margin rates that the venue changes while it trades. */
import type { InstrumentIndex, Ppm } from '../base/units.ts';
import { multiplyRates } from '../margin/margin-change.ts';
import { buildTierColumns } from '../margin/tier-table.ts';
import { NONE, type ExchangeContext } from './context.ts';
import type { MarginRecalibration } from './margin-recalibration.ts';
import type { MarginChange } from './venue-rules.ts';

/** Rates follow the volatility that was estimated; nobody is told of an instrument whose multiple stays. */
export function recalibrateMargins(context: ExchangeContext, recalibration: MarginRecalibration): void {
  recalibration.observe();
  const { multiplesPpm } = recalibration;
  const { maintenancePpm, initialPpm } = context.state.marginMultiples;
  let hasChanged = false;
  for (let i = 0; i < multiplesPpm.length; i += 1) {
    if (maintenancePpm[i] === multiplesPpm[i] && initialPpm[i] === multiplesPpm[i]) continue;
    setMultiples(context, i, multiplesPpm[i], multiplesPpm[i]);
    hasChanged = true;
  }
  if (hasChanged) tellOfChange(context);
}

/**
 * Applies a change, one fact an instrument; whoever keeps something that follows from the rates is told. Spot assets have
 * no rates: balances are collateral.
 */
export function changeMargins(context: ExchangeContext, change: Omit<MarginChange, 'atUs'>): void {
  const { isSpot, marginMultiples } = context.state;
  const { maintenancePpm } = marginMultiples;
  for (const i of change.instruments) {
    if (isSpot[i] === 1) continue;
    setMultiples(context, i, change.initialOnly ? maintenancePpm[i] : change.multiplePpm, change.multiplePpm);
  }
  tellOfChange(context);
}

/** A halt raises an instrument's rates to this multiple; where they stand higher they stay. */
export function raiseMargins(context: ExchangeContext, i: InstrumentIndex, multiplePpm: Ppm): void {
  const { isSpot, marginMultiples } = context.state;
  const { maintenancePpm, initialPpm } = marginMultiples;
  if (isSpot[i] === 1 || (maintenancePpm[i] >= multiplePpm && initialPpm[i] >= multiplePpm)) return;
  setMultiples(context, i, Math.max(maintenancePpm[i], multiplePpm), Math.max(initialPpm[i], multiplePpm));
  tellOfChange(context);
}

function setMultiples(context: ExchangeContext, i: InstrumentIndex, maintenance: Ppm, initial: Ppm): void {
  const { state, rules, facts } = context;
  const { maintenancePpm, initialPpm } = state.marginMultiples;
  maintenancePpm[i] = maintenance;
  initialPpm[i] = initial;
  if (state.portfolio === null) state.tiers[i] = buildTierColumns(multiplyRates(rules.tiers[i], maintenance, initial));
  facts.record('marginChange', NONE, i, 0, 0, maintenance, initial);
}

function tellOfChange({ watch, ranks }: ExchangeContext): void {
  watch.parametersChanged();
  ranks.parametersChanged();
}
