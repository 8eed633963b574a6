/**
 * Several models on one book: what each requires, how much it nets, and whether that would have covered what the book
 * loses in each of a list of shocks. Sums over accounts, in memory that does not grow with the book.
 */
import type { MarketView } from '../../instruments/market-view.ts';
import type { CollateralTerms } from '../../margin/collateral.ts';
import { applyShock, copyMarket, type JointShock } from '../../margin/joint-shock.ts';
import type { MarginModel, Requirement } from '../../margin/margin-model.ts';
import { isComputable, type AccountFigures } from './account-figures.ts';
import { poolsOf, type Pool } from './account-pools.ts';
import type { EvaluatedAccount } from './book-evaluator.ts';
import { standaloneOf } from './explain-account.ts';
import { MarginDesk } from './margin-desk.ts';

/** One pool's loss that a requirement does not cover is the venue's. */
export interface Uncovered {
  /** Sum over pools of max(0, loss - requirement). */
  initial: number;
  maintenance: number;
  /** Accounts with a pool whose loss exceeds its initial requirement. */
  accounts: number;
}

export interface ShockResult {
  readonly shock: string;
  /** Sum of the losses of pools that lose, before haircuts: one pool's profit pays no other's loss. */
  loss: number;
  /** Accounts with a pool that loses. */
  accounts: number;
  /** By model, in their order. */
  readonly uncovered: readonly Uncovered[];
}

export interface ModelTotals {
  readonly id: string;
  readonly title: string;
  readonly required: Requirement;
  /** Sum over positions of what each needs by itself. */
  readonly standalone: Requirement;
  readonly verdicts: { sound: number; marginCall: number; liquidatable: number };
}

export class ModelComparison {
  readonly models: readonly ModelTotals[];
  readonly shocks: readonly ShockResult[];
  gross = 0;
  readonly #desks: readonly MarginDesk[];
  readonly #shocked: readonly MarginDesk[];

  constructor(
    market: MarketView,
    terms: CollateralTerms,
    models: readonly MarginModel[],
    shocks: readonly JointShock[],
  ) {
    this.#desks = models.map((model) => new MarginDesk(market, terms, model));
    this.models = models.map(({ id, title }) => ({
      id,
      title,
      required: { initial: 0, maintenance: 0 },
      standalone: { initial: 0, maintenance: 0 },
      verdicts: { sound: 0, marginCall: 0, liquidatable: 0 },
    }));
    this.shocks = shocks.map(({ name }) => ({
      shock: name,
      loss: 0,
      accounts: 0,
      uncovered: models.map(() => ({ initial: 0, maintenance: 0, accounts: 0 })),
    }));
    // Losses need equity alone; any model will do, and the desk is never refreshed.
    this.#shocked = shocks.map((shock) => {
      const moved = copyMarket(market);
      const desk = new MarginDesk(moved, terms, models[0]);
      applyShock(market, shock, 1, moved);
      return desk;
    });
  }

  /** False, and nothing is added, when a model's figures of the account are not finite. */
  add({ account, figures }: EvaluatedAccount): boolean {
    const pools = poolsOf(account, this.#desks[0].market);
    const byModel = this.#desks.map((desk) => desk.assess(account, pools));
    const losses = this.#shocked.map((desk) => pools.map((pool) => this.#lossOf(pool, desk)));
    if (!byModel.every(isComputable) || losses.flat().includes(Number.NaN)) return false;
    this.gross += figures.gross;
    losses.forEach((ofPools, s) => {
      const loss = ofPools.reduce((sum, one) => sum + Math.max(0, one), 0);
      if (loss === 0) return;
      this.shocks[s].loss += loss;
      this.shocks[s].accounts += 1;
    });
    this.#desks.forEach((desk, m) => {
      const assessed = byModel[m];
      const { required, standalone, verdicts } = this.models[m];
      addTo(required, assessed);
      for (const pool of pools) addTo(standalone, standaloneOf(desk, pool.positions));
      verdicts[assessed.verdict] += 1;
      losses.forEach((ofPools, s) => addUncovered(this.shocks[s].uncovered[m], pools, ofPools, assessed.pools));
    });
    return true;
  }

  /** Figures of one account, model by model. */
  assess({ account }: EvaluatedAccount): AccountFigures[] {
    return this.#desks.map((desk) => desk.assess(account));
  }

  #lossOf(pool: Pool, shocked: MarginDesk): number {
    return this.#desks[0].equityFullOf(pool) - shocked.equityFullOf(pool);
  }
}

function addTo(sum: Requirement, { initial, maintenance }: Requirement): void {
  sum.initial += initial;
  sum.maintenance += maintenance;
}

/** A pool without a position cannot fail: what it loses is its owner's. */
function addUncovered(
  sum: Uncovered,
  pools: readonly Pool[],
  losses: readonly number[],
  required: readonly Requirement[],
): void {
  let isHit = false;
  pools.forEach(({ positions }, k) => {
    if (positions.count === 0) return;
    sum.initial += Math.max(0, losses[k] - required[k].initial);
    sum.maintenance += Math.max(0, losses[k] - required[k].maintenance);
    isHit ||= losses[k] > required[k].initial;
  });
  if (isHit) sum.accounts += 1;
}
