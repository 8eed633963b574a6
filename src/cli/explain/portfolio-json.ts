/** An account under a margin model for programs: figures in the units that their names carry, prices as quoted. */
import { QUANTA_PER_USD } from '../../base/units.ts';
import type { AccountState, Leg, PortfolioFigures } from './account-figures.ts';
import { bindingScenarioOf, weightOf } from './portfolio-tables.ts';

const usd = (quanta: number): number => quanta / QUANTA_PER_USD;

export function describePortfolioForJson(state: AccountState, portfolio: PortfolioFigures): unknown {
  const binding = bindingScenarioOf(portfolio);
  return {
    cashUsd: usd(state.cash),
    unrealisedPnlUsd: usd(state.unrealisedPnl),
    balances: portfolio.balances.map((balance) => ({
      instrument: balance.symbol,
      units: balance.units,
      unrealisedUnits: balance.unrealisedUnits,
      priceUsd: balance.priceUsd,
      valueUsd: usd(balance.value),
      weight: weightOf(balance),
      countedUsd: usd(balance.counted),
    })),
    worthUsd: usd(portfolio.worth),
    equityUsd: usd(state.equity),
    initialUsd: usd(portfolio.initial),
    maintenanceUsd: usd(state.maintenance),
    model: portfolio.modelTitle,
    bindingScenario: binding === null ? null : { name: binding.name, lossUsd: binding.loss },
    positions: state.legs.map(describeLeg),
  };
}

function describeLeg(leg: Leg): unknown {
  const { coin, freed } = leg.portfolio!;
  return {
    instrument: leg.symbol,
    lots: leg.lots,
    sizeUnits: leg.sizeUnits,
    entryPrice: leg.entryPrice,
    markPrice: leg.markPrice,
    notionalUsd: usd(leg.notional),
    unrealisedPnlUsd: usd(leg.unrealisedPnl),
    settlesIn: coin?.symbol ?? null,
    unrealisedPnlCoin: coin?.unrealisedUnits ?? null,
    standaloneMaintenanceUsd: usd(leg.maintenance),
    freedMaintenanceUsd: usd(freed),
    liquidationPrice: leg.liquidationPrice,
    bankruptcyPrice: Number.isFinite(leg.bankruptcyPrice) ? leg.bankruptcyPrice : null,
  };
}
