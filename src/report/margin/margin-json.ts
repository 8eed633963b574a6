/** What the margin command found, as JSON: no number is rounded, and one that does not exist is null. */
import type { AccountFigures } from '../../experiment/margin-batch/account-figures.ts';
import { RATIO_EDGES } from '../../experiment/margin-batch/batch-summary.ts';
import type { PoolExplanation } from '../../experiment/margin-batch/explain-account.ts';
import { nettingBenefit, type ComparisonReport } from './comparison-text.ts';
import type { AccountReport, LeftOut, MarginReport } from './margin-report.ts';

export function describeMargin(report: MarginReport): Record<string, unknown> {
  const { inputs, market, time, quote, model, shock, totals, leftOut } = report;
  return {
    book: inputs.book.file,
    inputs,
    market,
    time,
    quote,
    model,
    shock,
    evaluated: totals.accounts,
    ...describeLeftOut(leftOut),
    totals: {
      ...totals,
      byRatio: totals.byRatio.map((accounts, k) => ({
        from: k === 0 ? null : RATIO_EDGES[k - 1],
        below: RATIO_EDGES[k] === Infinity ? null : RATIO_EDGES[k],
        accounts,
      })),
    },
    accounts: report.accounts.map((account) => describeAccount(account, report)),
  };
}

/** Problems as those of an input that is refused as a whole, each with its account. */
function describeLeftOut({ seen, unsound, unsoundListed, problemCount }: LeftOut): Record<string, unknown> {
  return {
    accountsInBook: seen,
    notEvaluated: unsound,
    problemCount,
    problems: unsoundListed.flatMap(({ id, problems }) => problems.map((problem) => ({ account: id, ...problem }))),
  };
}

/** One account as a line of an NDJSON file has it, too. */
export function describeFigures(figures: AccountFigures, distance: number | null): Record<string, unknown> {
  const { id, mode, equity, equityFull, initial, maintenance, gross, ratio, verdict } = figures;
  return {
    account: id,
    mode,
    equity,
    equityBeforeHaircuts: equityFull,
    initial,
    maintenance,
    gross,
    ratio: Number.isFinite(ratio) ? ratio : null,
    distance: distance !== null && Number.isFinite(distance) ? distance : null,
    verdict,
  };
}

export function describeAccount(account: AccountReport, { symbols }: MarginReport): Record<string, unknown> {
  const { figures, distance, legs, underlyings, explanations } = account;
  return {
    ...describeFigures(figures, distance),
    pools: figures.pools,
    legs,
    underlyings,
    ...(explanations === undefined ? {} : { explanation: explanations.map((pool) => describePool(pool, symbols)) }),
  };
}

function describePool(
  { isolated, equity, margin, alternatives }: PoolExplanation,
  symbols: readonly string[],
): unknown {
  return {
    isolated: isolated === null ? null : symbols[isolated],
    equity,
    ...margin,
    positions: margin.positions.map(({ contract, ...rest }) => ({ symbol: symbols[contract], ...rest })),
    alternatives,
  };
}

export function describeComparison({
  models,
  shocks,
  gross,
  accounts,
  leftOut,
  shown,
}: ComparisonReport): Record<string, unknown> {
  return {
    evaluated: accounts,
    ...describeLeftOut(leftOut),
    gross,
    accounts: shown.map((byModel) => ({
      account: byModel[0].id,
      models: byModel.map((figures, m) => ({ model: models[m].id, ...describeFigures(figures, null) })),
    })),
    models: models.map(({ required, standalone, ...rest }) => ({
      ...rest,
      required,
      standalone,
      efficiency: gross === 0 ? null : required.initial / gross,
      nettingBenefit: standalone.initial === 0 ? null : nettingBenefit(required.initial, standalone.initial),
    })),
    shocks: shocks.map(({ uncovered, ...rest }) => ({
      ...rest,
      uncovered: uncovered.map((one, m) => ({ model: models[m].id, ...one })),
    })),
  };
}
