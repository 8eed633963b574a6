/** A risk-based margin model behind the port of the backtest: made anew at each row from what is known by then. */
import type { Contract } from '../../instruments/contract.ts';
import { QUOTE_CURRENCY, type MarketView } from '../../instruments/market-view.ts';
import { createPositionColumns, type PositionColumns, type Requirement } from '../../margin/margin-model.ts';
import { withReturns } from '../../margin/risk/recalibrate.ts';
import type { ReturnHistory } from '../../margin/risk/return-history.ts';
import { createRiskModel } from '../../margin/risk/risk-model.ts';
import type { RiskMeasure } from '../../margin/risk/tail-convention.ts';
import type { PriceHistory } from '../../scenario/price-history.ts';
import { computeReturns } from '../../scenario/price-history-returns.ts';
import type { BacktestOptions } from './backtest-options.ts';
import type { MarginEstimator, RowForecaster } from './margin-estimator.ts';
import type { ModelId } from './model-id.ts';
import { specify } from './risk-specification.ts';

const FLOOR_YEARS = 10;
/** Rows before the window that volatilities are followed over: an EWMA of decay 0.97 has forgotten what was before. */
const BURN_IN_ROWS = 250;

export function createEstimator(
  id: ModelId,
  history: PriceHistory,
  options: BacktestOptions,
  rowsPerYear: number,
): MarginEstimator {
  const { assets } = history;
  const market = unitMarket(assets);
  const book = createPositionColumns(assets.length);
  const requirement: Requirement = { initial: 0, maintenance: 0 };
  const { returnKind, title } = specify(id, 'value-at-risk', options, 0);
  const returns = computeReturns(history, returnKind);
  const prepareAt = (row: number, measure: RiskMeasure) => {
    const known = knownRows(id, row, options.window, rowsPerYear);
    const past: ReturnHistory = {
      dayCount: known,
      returns: returns.subarray((row - known) * assets.length, row * assets.length),
      labels: history.dates.slice(row - known + 1, row + 1),
    };
    const specification = specify(id, measure, options, Math.min(known, Math.round(FLOOR_YEARS * rowsPerYear)));
    const prepared = createRiskModel(withReturns(specification, assets, past)).prepare(market);
    return (exposures: Float64Array): number => {
      holdExposures(exposures, book);
      prepared.requireInto(book, requirement);
      return requirement.maintenance;
    };
  };
  return {
    id: id.text,
    title,
    hasBuffer: id.tools.includes('buffer'),
    at: (row): RowForecaster => {
      const valueAtRisk = prepareAt(row, 'value-at-risk');
      const expectedShortfall = prepareAt(row, 'expected-shortfall');
      return {
        forecast: (exposures, out) => {
          out.valueAtRisk = valueAtRisk(exposures);
          out.expectedShortfall = expectedShortfall(exposures);
          out.margin = id.measure === 'value-at-risk' ? out.valueAtRisk : out.expectedShortfall;
        },
      };
    },
  };
}

/** Returns that the model at a row is given: as many as it reads. */
function knownRows({ tools, estimator }: ModelId, row: number, window: number, rowsPerYear: number): number {
  if (tools.includes('stressed')) return row;
  if (tools.includes('floor'))
    return Math.min(row, Math.max(window + BURN_IN_ROWS, Math.round(FLOOR_YEARS * rowsPerYear)));
  return estimator.startsWith('fhs-') ? Math.min(row, window + BURN_IN_ROWS) : window;
}

function holdExposures(exposures: Float64Array, book: PositionColumns): void {
  book.count = 0;
  for (let a = 0; a < exposures.length; a += 1) {
    if (exposures[a] === 0) continue;
    book.contracts[book.count] = a;
    book.sizes[book.count] = exposures[a];
    book.entryPrices[book.count] = 1;
    book.count += 1;
  }
}

/** A linear contract on each asset, priced at 1: its size is the money that is exposed. */
function unitMarket(assets: readonly string[]): MarketView {
  const count = assets.length;
  const contracts = assets.map(
    (asset): Contract => ({ kind: 'perpetual', symbol: asset, underlying: asset, settlesInCoin: false, multiplier: 1 }),
  );
  return {
    timeUs: 0,
    contracts,
    markPrices: new Float64Array(count).fill(1),
    assets,
    indexPrices: new Float64Array(count).fill(1),
    underlyingOf: Int32Array.from(assets, (_, a) => a),
    settlementOf: new Int32Array(count).fill(QUOTE_CURRENCY),
    surfaces: assets.map(() => null),
    carry: new Float64Array(count),
    rate: 0,
    openInterest: new Float64Array(count),
    depthAtOnePercent: new Float64Array(count).fill(Infinity),
  };
}
