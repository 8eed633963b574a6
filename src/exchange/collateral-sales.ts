/**
 * Collateral that is sold to meet what an account owes, in the asset's own book: the sale moves the price of the asset, and
 * with it what everybody else's balance is worth. What is owed in an asset is bought back likewise.
 *
 * A step is one order for each asset at most. What the book does not give, or gives at a price below the mark, is left for
 * the next step, so that an account can be short of money for a while: its loss is not known before its collateral is sold.
 */
import type { AccountIndex, InstrumentIndex, Lots, SimTimeUs } from '../base/units.ts';
import { mayTrade, type ExchangeContext } from './context.ts';
import { balancesOf } from './conversion.ts';
import { bandLimit } from './order-limit.ts';
import { lotsOf, settledOf } from './state.ts';

/**
 * One step for an account without contracts.
 *
 * @returns when to come back, or null when it owes nothing that it could pay: also where the venue converts at the mark
 */
export function sellCollateral(context: ExchangeContext, account: AccountIndex): SimTimeUs | null {
  const { state, rules, nowUs } = context;
  const { collateralSales } = rules;
  if (collateralSales === null || state.portfolio === null) return null;
  const assets = balancesOf(state, account);
  for (const asset of assets) {
    const owed = -lotsOf(state, account, asset);
    if (owed > 0) convertInBook(context, account, asset, owed);
  }
  for (const asset of assets) {
    const missing = -settledOf(state, account);
    const held = lotsOf(state, account, asset);
    if (missing <= 0 || held <= 0) continue;
    convertInBook(context, account, asset, -Math.min(held, Math.ceil(missing / state.markPerLot[asset])));
  }
  const balances = assets.map((asset) => lotsOf(state, account, asset));
  const owesAsset = balances.some((lots) => lots < 0);
  const canPay = settledOf(state, account) < 0 && balances.some((lots) => lots > 0);
  return owesAsset || canPay ? nowUs + collateralSales.retryIntervalUs : null;
}

/** Within the price band alone: a balance has no bankruptcy price, and debt does not wait for a better one. */
function convertInBook(context: ExchangeContext, account: AccountIndex, asset: InstrumentIndex, lots: Lots): void {
  if (!mayTrade(context, asset)) return;
  const limit = bandLimit(context, asset, lots > 0 ? 1 : -1);
  const fill = context.execution.execute(account, asset, lots, limit);
  if (fill.lots === 0) return;
  context.marksAreStale = true;
  context.facts.record('conversion', account, asset, fill.lots, fill.value, 1, lots);
}
