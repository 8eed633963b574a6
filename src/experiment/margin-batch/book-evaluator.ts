/** Figures of accounts, a batch at a time: against the requirement, and against a joint shock. */
import type { MarketView } from '../../instruments/market-view.ts';
import type { CollateralTerms } from '../../margin/collateral.ts';
import { applyShock, copyMarket, type JointShock } from '../../margin/joint-shock.ts';
import type { MarginModel } from '../../margin/margin-model.ts';
import type { BookAccount } from '../../scenario/account-book.ts';
import type { AccountFigures } from './account-figures.ts';
import { PoolBatch, type Pool } from './account-pools.ts';
import { MarginDesk } from './margin-desk.ts';
import { findDistances } from './shock-distance.ts';

export interface EvaluatedAccount {
  readonly account: BookAccount;
  readonly figures: AccountFigures;
  /** Smallest multiple of the shock that makes the account liquidatable; Infinity: none within reach; null without a shock. */
  readonly distance: number | null;
}

export class BookEvaluator {
  readonly desk: MarginDesk;
  readonly shock: JointShock | null;
  readonly #shocked: MarginDesk | null;
  readonly #batch: PoolBatch;

  constructor(market: MarketView, terms: CollateralTerms, model: MarginModel, shock: JointShock | null) {
    this.desk = new MarginDesk(market, terms, model);
    this.shock = shock;
    this.#batch = new PoolBatch(market);
    this.#shocked = shock === null ? null : new MarginDesk(copyMarket(market), terms, model);
  }

  evaluate(accounts: readonly BookAccount[]): EvaluatedAccount[] {
    const pools = this.#batch.poolsOf(accounts);
    const figures = accounts.map((account, k) => this.desk.assess(account, pools[k]));
    const distances = this.#distances(pools, figures);
    return accounts.map((account, k) => ({
      account,
      figures: figures[k],
      distance: distances === null ? null : distances[k],
    }));
  }

  #distances(pools: readonly (readonly Pool[])[], figures: readonly AccountFigures[]): Float64Array | null {
    const [desk, shock] = [this.#shocked, this.shock];
    if (desk === null || shock === null) return null;
    const distances = findDistances(pools, {
      setMultiple: (multiple) => {
        applyShock(this.desk.market, shock, multiple, desk.market);
        desk.refresh();
      },
      surplusOf: (pool) => desk.surplusOf(pool),
    });
    // Liquidatable where equity equals the requirement, by the rule of some venues.
    figures.forEach(({ verdict }, k) => {
      if (verdict === 'liquidatable') distances[k] = 0;
    });
    return distances;
  }
}
