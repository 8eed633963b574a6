/** A market, its collateral terms and one margin model at work: figures of any account, one after another. */
import { EquityCalculator, type Equity } from '../../margin/account-equity.ts';
import type { CollateralTerms } from '../../margin/collateral.ts';
import type { MarginModel, PreparedMargin, Requirement } from '../../margin/margin-model.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import { notionalOf } from '../../instruments/contract-value.ts';
import type { BookAccount } from '../../scenario/account-book.ts';
import { judgePool, ratioOf, worstVerdict, type AccountFigures, type PoolFigures } from './account-figures.ts';
import { poolsOf, type Pool } from './account-pools.ts';

export class MarginDesk {
  readonly market: MarketView;
  readonly terms: CollateralTerms;
  readonly model: MarginModel;
  readonly prepared: PreparedMargin;
  readonly #equity: EquityCalculator;
  readonly #requirement: Requirement = { initial: 0, maintenance: 0 };
  readonly #worth: Equity = { full: 0, haircut: 0 };

  /** Throws InvalidInputError when the model lacks a parameter of a contract. */
  constructor(market: MarketView, terms: CollateralTerms, model: MarginModel) {
    this.market = market;
    this.terms = terms;
    this.model = model;
    this.prepared = model.prepare(market);
    this.#equity = new EquityCalculator(market, terms);
    this.prepared.refresh();
  }

  /** The market's columns have been written. */
  refresh(): void {
    this.prepared.refresh();
  }

  assess(account: BookAccount, pools: readonly Pool[] = poolsOf(account, this.market)): AccountFigures {
    const figures = pools.map((pool) => this.assessPool(pool));
    let [equity, equityFull, initial, maintenance, gross, ratio] = [0, 0, 0, 0, 0, Infinity];
    for (const pool of figures) {
      equity += pool.equity;
      equityFull += pool.equityFull;
      initial += pool.initial;
      maintenance += pool.maintenance;
      ratio = Math.min(ratio, ratioOf(pool.equity, pool.maintenance));
    }
    for (const { contract, size } of account.positions) gross += Math.abs(size) * notionalOf(this.market, contract);
    const { id, mode } = account;
    const verdict = worstVerdict(figures);
    return { id, mode, equity, equityFull, initial, maintenance, gross, ratio, verdict, pools: figures };
  }

  assessPool(pool: Pool): PoolFigures {
    const [worth, requirement] = [this.#worth, this.#requirement];
    this.#equity.equityInto(pool.positions, pool.balances, worth);
    this.prepared.requireInto(pool.positions, requirement);
    const { initial, maintenance } = requirement;
    const verdict = judgePool(worth.haircut, initial, maintenance, this.model.liquidatesAtEquality);
    const { isIsolated } = pool;
    return { isIsolated, equity: worth.haircut, equityFull: worth.full, initial, maintenance, verdict };
  }

  /** By how much equity exceeds the maintenance requirement. */
  surplusOf(pool: Pool): number {
    const [worth, requirement] = [this.#worth, this.#requirement];
    this.#equity.equityInto(pool.positions, pool.balances, worth);
    this.prepared.requireInto(pool.positions, requirement);
    return worth.haircut - requirement.maintenance;
  }

  /** Equity before haircuts: differences of it are profit and loss. */
  equityFullOf(pool: Pool): number {
    this.#equity.equityInto(pool.positions, pool.balances, this.#worth);
    return this.#worth.full;
  }
}
