/** The start of a scenario as a market: its instruments are linear perpetuals, its one currency is USD. */
import { QUANTA_PER_USD } from '../../base/units.ts';
import { priceOf } from '../../instruments/instrument.ts';
import { QUOTE_CURRENCY, type MarketView } from '../../instruments/market-view.ts';
import type { CollateralTerms } from '../../margin/collateral.ts';
import { NO_COLLATERAL } from '../../margin/collateral.ts';
import type { MarginModel } from '../../margin/margin-model.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { createScenarioTiersModel } from './scenario-tiers-model.ts';

export interface ScenarioMarket {
  readonly market: MarketView;
  readonly collateral: CollateralTerms;
  readonly model: MarginModel;
}

/** Sizes of its contracts are in units of the asset; every instrument follows an asset of its own name. */
export function scenarioMarket({ name, venue, market, agents }: Scenario): ScenarioMarket {
  const { instruments, tiers } = venue;
  const prices = Float64Array.from(instruments, (instrument) => priceOf(instrument, instrument.priceInitialTicks));
  const view: MarketView = {
    timeUs: 0,
    contracts: instruments.map(({ symbol }) => ({
      kind: 'perpetual',
      symbol,
      underlying: symbol,
      settlesInCoin: false,
      multiplier: 1,
    })),
    markPrices: prices,
    assets: instruments.map(({ symbol }) => symbol),
    indexPrices: prices.slice(),
    underlyingOf: Int32Array.from(instruments, (_, i) => i),
    settlementOf: new Int32Array(instruments.length).fill(QUOTE_CURRENCY),
    surfaces: instruments.map(() => null),
    carry: new Float64Array(instruments.length),
    rate: 0,
    openInterest: Float64Array.from(agents.openInterest, (quanta) => quanta / QUANTA_PER_USD),
    depthAtOnePercent: Float64Array.from(market.depth, ({ depthAtOnePercent }) => depthAtOnePercent / QUANTA_PER_USD),
  };
  return {
    market: view,
    collateral: { assets: instruments.map(() => NO_COLLATERAL) },
    model: createScenarioTiersModel(name, tiers),
  };
}
