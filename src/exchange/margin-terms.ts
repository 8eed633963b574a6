/** Margin rates that the venue changes while it trades. */
import type { InstrumentIndex, Ppm } from '../base/units.ts';
import { multiplyRates, raiseInitialRates } from '../margin/margin-change.ts';
import { buildTierColumns } from '../margin/tier-table.ts';
import { NONE, type ExchangeContext } from './context.ts';
import type { MarginLayer } from './controls/margin-layers.ts';
import type { MarginRecalibration } from './margin-recalibration.ts';
import type { MarginChange } from './venue-rules.ts';

/** Rates follow the volatility that was estimated; nobody is told of an instrument whose multiple stays. */
export function recalibrateMargins(context: ExchangeContext, recalibration: MarginRecalibration): void {
  recalibration.observe();
  const { multiplesPpm } = recalibration;
  const { maintenancePpm, initialPpm } = context.margins.base;
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
  const { isSpot } = context.state;
  const { maintenancePpm } = context.margins.base;
  for (const i of change.instruments) {
    if (isSpot[i] === 1) continue;
    setMultiples(context, i, change.initialOnly ? maintenancePpm[i] : change.multiplePpm, change.multiplePpm);
  }
  tellOfChange(context);
}

/** A halt raises an instrument's rates to this multiple; where they stand higher they stay. */
export function raiseMargins(context: ExchangeContext, i: InstrumentIndex, multiplePpm: Ppm): void {
  const { isSpot } = context.state;
  const { maintenancePpm, initialPpm } = context.margins.base;
  if (isSpot[i] === 1 || (maintenancePpm[i] >= multiplePpm && initialPpm[i] >= multiplePpm)) return;
  setMultiples(context, i, Math.max(maintenancePpm[i], multiplePpm), Math.max(initialPpm[i], multiplePpm));
  tellOfChange(context);
}

/** A control asks for at least these multiples from now on; nobody is told where others ask for as much. */
export function raiseLayer(
  context: ExchangeContext,
  layer: MarginLayer,
  i: InstrumentIndex,
  maintenance: Ppm,
  initial: Ppm,
): void {
  const { isSpot, marginMultiples } = context.state;
  if (isSpot[i] === 1) return;
  const { margins } = context;
  margins.raise(layer, i, maintenance, initial);
  const { maintenancePpm, initialPpm } = marginMultiples;
  if (margins.maintenanceOf(i) === maintenancePpm[i] && margins.initialOf(i) === initialPpm[i]) return;
  applyMultiples(context, i);
  tellOfChange(context);
  context.breachCheckIsDue = true;
}

/** Raises initial rates by a share of what they lack to 100 %. Nobody comes into breach by that: no one is told. */
export function scaleInitialRates(context: ExchangeContext, i: InstrumentIndex, sharePpm: Ppm): void {
  context.margins.initialSharePpm[i] = sharePpm;
  rebuildTiers(context, i);
}

function setMultiples(context: ExchangeContext, i: InstrumentIndex, maintenance: Ppm, initial: Ppm): void {
  const { maintenancePpm, initialPpm } = context.margins.base;
  maintenancePpm[i] = maintenance;
  initialPpm[i] = initial;
  applyMultiples(context, i);
}

function applyMultiples(context: ExchangeContext, i: InstrumentIndex): void {
  const { state, facts, margins } = context;
  const { maintenancePpm, initialPpm } = state.marginMultiples;
  maintenancePpm[i] = margins.maintenanceOf(i);
  initialPpm[i] = margins.initialOf(i);
  if (state.portfolio === null) rebuildTiers(context, i);
  facts.record('marginChange', NONE, i, 0, 0, maintenancePpm[i], initialPpm[i]);
}

function rebuildTiers({ state, rules, margins }: ExchangeContext, i: InstrumentIndex): void {
  const { maintenancePpm, initialPpm } = state.marginMultiples;
  const table = multiplyRates(rules.tiers[i], maintenancePpm[i], initialPpm[i]);
  const sharePpm = margins.initialSharePpm[i];
  state.tiers[i] = buildTierColumns(sharePpm === 0 ? table : raiseInitialRates(table, sharePpm));
}

function tellOfChange({ watch, ranks }: ExchangeContext): void {
  watch.parametersChanged();
  ranks.parametersChanged();
}
