/**
 * The start of a scenario as a market, with its margin model and its collateral. Sizes of contracts are in units of the
 * asset, and of inverse contracts in USD, not in the venue's lots.
 */
import { createMarketAtStart } from '../../agents/opening-margin.ts';
import { QUANTA_PER_USD } from '../../base/units.ts';
import { collateralOf } from '../../exchange/portfolio-reader.ts';
import type { PortfolioRules } from '../../exchange/portfolio-rules.ts';
import { priceOf } from '../../instruments/instrument.ts';
import { QUOTE_CURRENCY, type MarketView } from '../../instruments/market-view.ts';
import type { CollateralTerms } from '../../margin/collateral.ts';
import { NO_COLLATERAL } from '../../margin/collateral.ts';
import { createMarginModel } from '../../margin/create-margin-model.ts';
import type { MarginModel } from '../../margin/margin-model.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { createScenarioTiersModel } from './scenario-tiers-model.ts';

export interface ScenarioMarket {
  readonly market: MarketView;
  readonly collateral: CollateralTerms;
  readonly model: MarginModel;
}

export function scenarioMarket(scenario: Scenario): ScenarioMarket {
  const { portfolio } = scenario.venue;
  return portfolio === null ? plainMarket(scenario) : portfolioMarket(scenario, portfolio);
}

/** Any contract and collateral: prices, contracts and terms are the exchange's own. */
function portfolioMarket({ venue, market, agents }: Scenario, rules: PortfolioRules): ScenarioMarket {
  const { instruments } = venue;
  const { view, instrumentOf } = createMarketAtStart(instruments, rules);
  const perInstrument = (quanta: readonly number[]): Float64Array =>
    Float64Array.from(instrumentOf, (i) => quanta[i] / QUANTA_PER_USD);
  return {
    market: {
      ...view,
      contracts: view.contracts.map((contract) => ({ ...contract, multiplier: 1 })),
      openInterest: perInstrument(agents.openInterest),
      depthAtOnePercent: perInstrument(market.depth.map(({ depthAtOnePercent }) => depthAtOnePercent)),
    },
    collateral: {
      assets: view.assets.map((asset) => {
        const spot = instruments.findIndex(({ contract }) => contract.kind === 'spot' && contract.underlying === asset);
        return spot < 0 ? NO_COLLATERAL : collateralOf(rules.collateral, spot);
      }),
    },
    model: createMarginModel(rules.margin),
  };
}

/** Linear perpetuals, each on an asset of its own name, and no currency but USD. */
function plainMarket({ name, venue, market, agents }: Scenario): ScenarioMarket {
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
