/**
 * The library: what the command line stands on. `loadScenario` reads a file, `simulate` runs one path on this thread,
 * `runEnsemble` runs all of them on a worker pool. `marginOf` is margin by itself: a book, a market and a model in.
 */
export { createNodeEnvironment } from './cli/node-environment.ts';
export { loadScenario, type LoadOptions } from './cli/load-scenario.ts';
export { simulate, type SimulateOptions } from './experiment/simulate.ts';
export {
  runEnsemble,
  type EnsembleOptions,
  type EnsembleProfile,
  type EnsembleProgress,
} from './experiment/run-ensemble.ts';
export { planRun, type Machine, type PlanStep, type Range, type RunPlan } from './experiment/run-plan.ts';
export { MEASURES } from './experiment/measures.ts';
export type { RunResult } from './experiment/run-result.ts';
export type * from './experiment/run-summary.ts';
export type { PathOutcome, PathTally, SeriesColumns, JournalColumns } from './simulation/path-outcome.ts';
export type { PathWork } from './simulation/path-work.ts';
export { marginOf, type MarginOfOptions } from './report/margin/margin-of.ts';
export type { AccountReport, LegReport, UnderlyingReport } from './report/margin/margin-report.ts';
export type { BookAccount, BookBalance, BookPosition } from './scenario/account-book.ts';
export { readBookTree } from './scenario/account-book-tree.ts';
export { BookNames } from './scenario/book-names.ts';
export { readMarketFile, type MarketFile } from './scenario/market-file.ts';
export { loadMarginModel } from './scenario/margin-presets/registry.ts';
export { loadShock, type NamedShock } from './scenario/joint-shock-file.ts';
export { createMarginModel, type MarginParameters } from './margin/create-margin-model.ts';
export { createPositionColumns } from './margin/margin-model.ts';
export type {
  MarginExplanation,
  MarginModel,
  MarginSensitivity,
  PositionColumns,
  PreparedMargin,
  Requirement,
} from './margin/margin-model.ts';
export { computeEquity } from './margin/equity-breakdown.ts';
export type { CollateralTerms } from './margin/collateral.ts';
export type { JointShock } from './margin/joint-shock.ts';
export { solveLiquidationPrice } from './margin/solve-liquidation-price.ts';
export * from './margin/bankruptcy-price.ts';
export * from './margin/bankruptcy-quote.ts';
export * from './margin/partial-liquidation.ts';
export * from './margin/transfer-amount.ts';
export * from './margin/balance-charges.ts';
export { estimateOrderCost, type OrderCost, type WorkedOrder } from './market/order-cost.ts';
export { splitIsolated } from './margin/tiered/split-isolated.ts';
export * from './margin/risk/risk-estimates.ts';
export { recalibrate } from './margin/risk/recalibrate.ts';
export { stepBuffer } from './margin/risk/margin-buffer.ts';
export type { Contract } from './instruments/contract.ts';
export type { MarketView } from './instruments/market-view.ts';
export { createMarket } from './instruments/create-market.ts';
export { priceBlack76, priceGeneralisedBlackScholes } from './instruments/option-pricing.ts';
export { computeGreeks, toCoinGreeks } from './instruments/option-greeks.ts';
export { solveImpliedVolatility } from './instruments/implied-volatility.ts';
export { createFlatSurface } from './instruments/volatility-surface.ts';
export { createSmileSurface } from './instruments/smile-surface.ts';
export { deriveSmiles } from './instruments/smiles-from-quotes.ts';
export { applyTrade, averageEntry, profitInSettlement } from './instruments/position.ts';
export { runBacktest } from './experiment/backtest/run-backtest.ts';
export { calibrate } from './experiment/calibration/calibrate.ts';
export { readPriceHistory, type PriceHistory } from './scenario/price-history.ts';
export type { Scenario } from './scenario/scenario.ts';
export { InvalidInputError, type Problem } from './base/problem.ts';
export { VERSION } from './base/version.ts';
