/** Liquidation prices where a venue values positions at the index: the index goes along with the only contract on it. */
import { expect, it } from 'vitest';
import { poolsOf } from '../../src/experiment/margin-batch/account-pools.ts';
import { LiquidationPriceSolver } from '../../src/experiment/margin-batch/liquidation-prices.ts';
import { NO_COLLATERAL } from '../../src/margin/collateral.ts';
import { createTieredModel } from '../../src/margin/tiered/tiered-model.ts';
import { marketOf, parametersOf, perpetual } from '../margin/tiered/small-market.ts';
import { QUOTE_CURRENCY } from '../../src/instruments/market-view.ts';

it('10 SOL at 25 with 25 of collateral and 5 %: (25 - 250) / (10 x (0.05 - 1)) = 23.6842', () => {
  const market = marketOf([{ contract: perpetual('SOL-PERP', 'SOL'), mark: 25 }]);
  const rule = { kind: 'sizePremium', initialRate: 0.1, maintenanceRate: 0.05, factor: 0, rateMax: 1 } as const;
  const model = createTieredModel(parametersOf(rule, { valuedAt: 'index' }));
  const solver = new LiquidationPriceSolver(market, { assets: [NO_COLLATERAL] }, model);
  const account = {
    id: 'a',
    mode: 'cross',
    balances: [{ currency: QUOTE_CURRENCY, amount: 25 }],
    positions: [{ contract: 0, size: 10, entryPrice: 25, margin: null }],
  } as unknown as Parameters<typeof poolsOf>[0];
  const [leg] = solver.legPrices(poolsOf(account, market)[0]!);
  expect(leg!.price).toBeCloseTo(225 / 9.5, 6);
});
