/**
 * Which row of a risk core a contract is a multiple of, and what multiple.
 *
 * Profit of a linear contract in a scenario is value x return of its asset; of an inverse one of C quote units at mark M and
 * index I it is C (I / M) x return: coin gained, at the shocked index. An option is repriced in every scenario, once a
 * refresh for all accounts, or, where a model knows covariances only, stands for its delta.
 */
import { InvalidInputError } from '../../base/problem.ts';
import {
  computeShockedPrice,
  computeShockedProfit,
  scenarioBaseOf,
  notionalOf,
  type VolatilityShock,
} from '../../instruments/contract-value.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import { OptionRepricer } from '../../instruments/option-repricer.ts';
import type { RiskCore } from './risk-core.ts';
import type { ScenarioCore } from './scenario-core.ts';

/** Relative move of the index on each side for a delta. */
const DELTA_MOVE = 1e-4;

export class ContractRows {
  /** [contract] */
  readonly rowOf: Int32Array;
  /** [contract] units of the row that one long contract is */
  readonly unitsOf: Float64Array;
  /** [contract] notional of one contract */
  readonly notionals: Float64Array;
  /** [row] contract whose losses the row holds, -1 for an asset's */
  readonly optionOf: Int32Array;
  /** [row] asset of the parameters that it belongs to */
  readonly assetOf: Int32Array;
  readonly #market: MarketView;
  readonly #core: RiskCore;
  readonly #volatilityResponse: number;
  readonly #repricer = new OptionRepricer();
  /** Scratch: profits of an option over the longest table, and what its volatility rises by in the scenario at hand. */
  readonly #profits: Float64Array;
  #rise = 1;
  readonly #shock: VolatilityShock = (volatility) => volatility * this.#rise;

  constructor(market: MarketView, assets: readonly string[], core: RiskCore, volatilityResponse: number) {
    const contractCount = market.contracts.length;
    this.#market = market;
    this.#core = core;
    this.#volatilityResponse = volatilityResponse;
    this.rowOf = new Int32Array(contractCount);
    this.unitsOf = new Float64Array(contractCount);
    this.notionals = new Float64Array(contractCount);
    this.optionOf = new Int32Array(core.rowCount).fill(-1);
    this.assetOf = Int32Array.from({ length: core.rowCount }, (_, row) => row);
    const lengths = core.kind === 'scenarios' ? core.tables().map(({ table }) => table.scenarioCount) : [0];
    this.#profits = new Float64Array(Math.max(...lengths));
    let next = core.assetCount;
    for (let c = 0; c < contractCount; c += 1) {
      const asset = assets.indexOf(market.contracts[c].underlying);
      const ownRow = core.kind === 'scenarios' && market.contracts[c].kind === 'option';
      this.rowOf[c] = ownRow ? next : asset;
      if (!ownRow) continue;
      this.optionOf[next] = c;
      this.assetOf[next] = asset;
      next += 1;
    }
  }

  refresh(): void {
    const market = this.#market;
    for (let c = 0; c < market.contracts.length; c += 1) {
      const contract = market.contracts[c];
      this.notionals[c] = notionalOf(market, c);
      if (contract.kind === 'option') {
        if (this.#core.kind === 'scenarios') this.#repriceOption(c, this.#core);
        else this.unitsOf[c] = this.#deltaOf(c);
      } else {
        const basis = market.indexPrices[market.underlyingOf[c]] / market.markPrices[c];
        this.unitsOf[c] = contract.multiplier * (contract.settlesInCoin ? basis : market.markPrices[c]);
      }
    }
  }

  #repriceOption(c: number, core: ScenarioCore): void {
    const market = this.#market;
    const row = this.rowOf[c];
    const asset = this.assetOf[row];
    this.unitsOf[c] = 1;
    this.#repricer.open(market, c);
    const base = scenarioBaseOf(market, c);
    for (const { table, returns } of core.tables()) {
      const profits = this.#profits.subarray(0, table.scenarioCount);
      for (let s = 0; s < profits.length; s += 1) {
        const move = returns[s * core.assetCount + asset];
        const index = market.indexPrices[market.underlyingOf[c]] * (1 + move);
        this.#rise = 1 + this.#volatilityResponse * Math.abs(move);
        const price = this.#repricer.priceAt(index, this.#shock);
        profits[s] = computeShockedProfit(market, c, price, index, base);
      }
      table.setRow(row, profits);
    }
    core.updateUnits(row);
  }

  /** Profit of one long contract when its asset returns `move`. */
  #profitAfter(c: number, move: number): number {
    const market = this.#market;
    const index = market.indexPrices[market.underlyingOf[c]] * (1 + move);
    const rise = 1 + this.#volatilityResponse * Math.abs(move);
    const shock: VolatilityShock = (volatility) => volatility * rise;
    return computeShockedProfit(market, c, computeShockedPrice(market, c, index, shock), index);
  }

  #deltaOf(c: number): number {
    return (this.#profitAfter(c, DELTA_MOVE) - this.#profitAfter(c, -DELTA_MOVE)) / (2 * DELTA_MOVE);
  }
}

/** Throws when the parameters do not know an asset that a contract follows, naming all of them. */
export function assertAssetsKnown(market: MarketView, assets: readonly string[]): void {
  const missing = market.contracts.filter(({ underlying }) => !assets.includes(underlying));
  if (missing.length === 0) return;
  throw new InvalidInputError(
    missing.map(({ symbol, underlying }) => ({
      code: 'missing-asset',
      message: `${symbol} follows ${underlying}, which the margin model has no returns of`,
      key: symbol,
      found: underlying,
      expected: assets.join(', '),
    })),
  );
}
