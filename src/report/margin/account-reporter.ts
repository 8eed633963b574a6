/** The accounts that are shown, with what is solved for them alone: liquidation prices and the arithmetic. */
import { poolsOf } from '../../experiment/margin-batch/account-pools.ts';
import type { BookEvaluator, EvaluatedAccount } from '../../experiment/margin-batch/book-evaluator.ts';
import { explainPool, openUnitCorrelationDesk } from '../../experiment/margin-batch/explain-account.ts';
import { LiquidationPriceSolver } from '../../experiment/margin-batch/liquidation-prices.ts';
import type { MarginDesk } from '../../experiment/margin-batch/margin-desk.ts';
import { computePositionBankruptcyPrice } from '../../margin/bankruptcy-price.ts';
import type { AccountReport, LegReport, UnderlyingReport } from './margin-report.ts';

export class AccountReporter {
  readonly #evaluator: BookEvaluator;
  readonly #solver: LiquidationPriceSolver;
  readonly #quote: string;
  readonly #explains: boolean;
  readonly #unitDesk: MarginDesk | null;

  constructor(evaluator: BookEvaluator, quote: string, explains: boolean) {
    const { market, terms, model } = evaluator.desk;
    this.#evaluator = evaluator;
    this.#solver = new LiquidationPriceSolver(market, terms, model);
    this.#quote = quote;
    this.#explains = explains;
    this.#unitDesk = explains ? openUnitCorrelationDesk(evaluator.desk) : null;
  }

  report({ account, figures, distance }: EvaluatedAccount): AccountReport {
    const { desk } = this.#evaluator;
    const { market } = desk;
    const pools = poolsOf(account, market);
    const legs: LegReport[] = [];
    const underlyings: UnderlyingReport[] = [];
    for (const [k, pool] of pools.entries()) {
      const isLiquidatable = figures.pools[k].verdict === 'liquidatable';
      const { positions, isIsolated } = pool;
      for (const [i, { contract, price }] of this.#solver.legPrices(pool).entries()) {
        legs.push({
          symbol: market.contracts[contract].symbol,
          kind: market.contracts[contract].kind,
          isIsolated,
          size: positions.sizes[i],
          entryPrice: positions.entryPrices[i],
          markPrice: market.markPrices[contract],
          liquidationPrice: price,
          bankruptcyPrice:
            market.contracts[contract].kind === 'spot'
              ? null
              : computePositionBankruptcyPrice(market, contract, positions.sizes[i], figures.pools[k].equityFull),
          isLiquidatable,
        });
      }
      for (const { asset, below, above } of this.#solver.underlyingPrices(pool)) {
        underlyings.push({ underlying: market.assets[asset], price: market.indexPrices[asset], below, above });
      }
    }
    const report = { figures, distance, legs, underlyings };
    if (!this.#explains) return report;
    // The shared pool of an account whose positions are all isolated has nothing to explain but its collateral.
    const explanations = pools.map((pool) => explainPool(desk, pool, this.#quote, this.#unitDesk));
    return { ...report, explanations };
  }
}
