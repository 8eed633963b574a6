/**
 * The bound of a risk-based model on its maintenance requirement; see `MarginSensitivity`.
 *
 * The estimate f of one more unit of a row moves by at most the row's slope, and by at most `steepness` x the largest change of any
 * of a row's losses. The sum over products moves by no more, being such estimates of parts of the book that share no
 * position; so do their mean and their maximum, which is all that `capOffsets` takes. The buffer multiplies, and liquidity
 * charges grow by at most impactMax x notional.
 *
 * A linear contract's units are its value: markSlope. Units of an inverse contract move with its basis, and those of an option
 * under covariances with its delta: a figure. An option that is repriced has a figure for every scenario; with
 * charges two, + and - its notional's part, so that the larger of their changes is the sum of both.
 */
import type { MarketView } from '../../instruments/market-view.ts';
import type { MarginSensitivity } from '../margin-model.ts';
import type { ContractRows } from './contract-rows.ts';
import type { RiskCore } from './risk-core.ts';

export class RiskSensitivity implements MarginSensitivity {
  readonly markSlope: Float64Array;
  readonly figures: Float64Array;
  readonly figureColumns: number;
  readonly isFigured: Uint8Array;
  readonly #market: MarketView;
  readonly #rows: ContractRows;
  readonly #core: RiskCore;
  /** 1 + buffer */
  readonly #scale: number;
  /** impactMax, 0 without charges */
  readonly #chargeSlope: number;
  readonly #isCharged: boolean;

  constructor(market: MarketView, rows: ContractRows, core: RiskCore, scale: number, chargeSlope: number) {
    const { contracts } = market;
    this.#market = market;
    this.#rows = rows;
    this.#core = core;
    this.#scale = scale;
    this.#chargeSlope = chargeSlope;
    const hasOption = contracts.some(({ kind }) => kind === 'option');
    const hasInverse = contracts.some(({ kind, settlesInCoin }) => kind !== 'option' && settlesInCoin);
    this.#isCharged = hasOption && chargeSlope > 0;
    const scenarios =
      core.kind === 'scenarios' ? core.tables().reduce((sum, { table }) => sum + table.scenarioCount, 0) : 1;
    this.figureColumns = hasOption ? scenarios * (this.#isCharged ? 2 : 1) : hasInverse ? 1 : 0;
    this.figures = new Float64Array(contracts.length * this.figureColumns);
    this.isFigured = Uint8Array.from(contracts, ({ kind, settlesInCoin }) =>
      kind === 'option' || settlesInCoin ? 1 : 0,
    );
    this.markSlope = Float64Array.from(contracts, (contract, c) =>
      contract.kind === 'option' || contract.settlesInCoin ? 0 : scale * core.slopeOf(rows.rowOf[c]) + chargeSlope,
    );
  }

  refresh(): void {
    const { contracts } = this.#market;
    for (let c = 0; c < contracts.length; c += 1) {
      const contract = contracts[c];
      if (contract.kind === 'option' && this.#core.kind === 'scenarios') this.#writeScenarios(c);
      else if (contract.kind === 'option' || contract.settlesInCoin) {
        const row = this.#rows.rowOf[c];
        this.#writeFigure(c, 0, this.#scale * this.#core.slopeOf(row) * this.#rows.unitsOf[c]);
      }
    }
  }

  #writeScenarios(c: number): void {
    if (this.#core.kind !== 'scenarios') return;
    let column = 0;
    for (const { table, steepness } of this.#core.tables()) {
      const losses = table.rowLosses(this.#rows.rowOf[c]);
      for (let s = 0; s < losses.length; s += 1) this.#writeFigure(c, column + s, this.#scale * steepness * losses[s]);
      column += losses.length;
    }
  }

  #writeFigure(c: number, column: number, figure: number): void {
    const at = c * this.figureColumns + column * (this.#isCharged ? 2 : 1);
    // Inverse notional does not move, so the same two columns hold for it.
    const charged = this.#chargeSlope * this.#rows.notionals[c];
    this.figures[at] = this.#isCharged ? figure + charged : figure;
    if (this.#isCharged) this.figures[at + 1] = figure - charged;
  }
}
