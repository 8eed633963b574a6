/**
 * Prices at which a pool becomes liquidatable: of each leg with all other prices held, and of an underlying with all
 * contracts on it moving along. Solved on the model itself, whatever it is: requirement and equity are computed anew at
 * every price that is tried.
 */
import type { MarketView } from '../../instruments/market-view.ts';
import type { CollateralTerms } from '../../margin/collateral.ts';
import { copyMarket, moveIndex, moveMark, resetMarket } from '../../margin/joint-shock.ts';
import type { MarginModel } from '../../margin/margin-model.ts';
import { solveLiquidationPrice } from '../../margin/solve-liquidation-price.ts';
import type { Pool } from './account-pools.ts';
import { MarginDesk } from './margin-desk.ts';

export interface LegPrice {
  readonly contract: number;
  /** As quoted; null where no price above 0 liquidates the pool, and where it is liquidatable as it stands. */
  readonly price: number | null;
}

export interface UnderlyingPrices {
  readonly asset: number;
  /** Nearest index price below and above the present one; null where there is none within reach. */
  readonly below: number | null;
  readonly above: number | null;
}

/** Grid steps of the search of a leg, whose surplus hardly ever turns, and of an underlying, on which options bend it. */
const LEG_STEPS = 16;
const UNDERLYING_STEPS = 128;
/** An underlying is searched from a hundredth to a hundred times its price. */
const UNDERLYING_REACH = 100;
/** Weight of a linear contract on its own. */
const ALONE = 1;

export class LiquidationPriceSolver {
  readonly #market: MarketView;
  readonly #probe: MarketView;
  readonly #desk: MarginDesk;

  constructor(market: MarketView, terms: CollateralTerms, model: MarginModel) {
    this.#market = market;
    this.#probe = copyMarket(market);
    this.#desk = new MarginDesk(this.#probe, terms, model);
  }

  /** One entry a position; spot has no price of its own apart from its underlying. */
  legPrices(pool: Pool): LegPrice[] {
    const { positions } = pool;
    const isBad = positions.count === 0 || this.#isLiquidatable(pool);
    return Array.from({ length: positions.count }, (_, i) => {
      const contract = positions.contracts[i];
      const markPrice = this.#market.markPrices[contract];
      const isPriced = markPrice > 0 && this.#market.contracts[contract].kind !== 'spot';
      if (isBad || !isPriced) return { contract, price: null };
      const price = solveLiquidationPrice({
        surplusAt: (tried) => this.#surplusAtMark(pool, contract, tried),
        markPrice,
        direction: positions.sizes[i] > 0 ? 'down' : 'up',
        liquidatesAtEquality: this.#desk.model.liquidatesAtEquality,
        steps: LEG_STEPS,
      });
      this.#reset();
      return { contract, price };
    });
  }

  /** Of the underlyings on which options are held, several contracts, or collateral of the same name. */
  underlyingPrices(pool: Pool): UnderlyingPrices[] {
    if (pool.positions.count === 0 || this.#isLiquidatable(pool)) return [];
    return this.#movingAssets(pool).map((asset) => {
      const markPrice = this.#market.indexPrices[asset];
      const search = {
        surplusAt: (tried: number) => this.#surplusAtIndex(pool, asset, tried),
        markPrice,
        liquidatesAtEquality: this.#desk.model.liquidatesAtEquality,
        reach: UNDERLYING_REACH,
        steps: UNDERLYING_STEPS,
      };
      const below = solveLiquidationPrice({ ...search, direction: 'down' });
      const above = solveLiquidationPrice({ ...search, direction: 'up' });
      this.#reset();
      return { asset, below, above };
    });
  }

  #isLiquidatable(pool: Pool): boolean {
    return this.#desk.assessPool(pool).verdict === 'liquidatable';
  }

  /**
   * The index of a contract that is all the pool has on its underlying goes along with it: a venue that values positions at
   * the index would otherwise not see the move.
   */
  #surplusAtMark(pool: Pool, contract: number, price: number): number {
    const { underlyingOf, indexPrices, markPrices } = this.#market;
    const asset = underlyingOf[contract];
    if (this.#weightsOf(pool).get(asset) === ALONE) {
      moveIndex(this.#market, asset, indexPrices[asset] * (price / markPrices[contract]), this.#probe);
    } else moveMark(this.#market, contract, price, this.#probe);
    this.#desk.refresh();
    return this.#desk.surplusOf(pool);
  }

  #surplusAtIndex(pool: Pool, asset: number, price: number): number {
    moveIndex(this.#market, asset, price, this.#probe);
    this.#desk.refresh();
    return this.#desk.surplusOf(pool);
  }

  #reset(): void {
    resetMarket(this.#market, this.#probe);
    this.#desk.refresh();
  }

  #movingAssets(pool: Pool): number[] {
    return [...this.#weightsOf(pool)]
      .filter(([, weight]) => weight > ALONE)
      .map(([asset]) => asset)
      .sort((a, b) => a - b);
  }

  /** By underlying: ALONE where one linear contract is all that the pool has of it. */
  #weightsOf(pool: Pool): Map<number, number> {
    const { contracts, underlyingOf } = this.#market;
    const legs = new Map<number, number>();
    for (let i = 0; i < pool.positions.count; i += 1) {
      const c = pool.positions.contracts[i];
      const { kind, settlesInCoin } = contracts[c];
      const weight = kind === 'option' || kind === 'spot' || settlesInCoin ? 2 : 1;
      legs.set(underlyingOf[c], (legs.get(underlyingOf[c]) ?? 0) + weight);
    }
    for (let i = 0; i < pool.balances.count; i += 1) {
      const asset = pool.balances.currencies[i];
      if (legs.has(asset)) legs.set(asset, 2);
    }
    return legs;
  }
}
