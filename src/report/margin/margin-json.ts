/** What the margin command found, as JSON: no number is rounded, and one that does not exist is null. */
import type { AccountFigures } from '../../experiment/margin-batch/account-figures.ts';
import { RATIO_EDGES } from '../../experiment/margin-batch/batch-summary.ts';
import type { PoolExplanation } from '../../experiment/margin-batch/explain-account.ts';
import { nettingBenefit, type ComparisonReport } from './comparison-text.ts';
import type { AccountReport, MarginReport } from './margin-report.ts';

export function describeMargin(report: MarginReport): Record<string, unknown> {
  const { book, market, time, quote, model, shock, totals, seen, unsound, unsoundListed } = report;
  return {
    book,
    market,
    time,
    quote,
    model,
    shock,
    evaluated: totals.accounts,
    accountsInBook: seen,
    notEvaluated: unsound,
    problems: unsoundListed.map(({ id, place, problems }) => ({
      account: id,
      file: place?.file ?? null,
      line: place?.line ?? null,
      problems,
    })),
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
  seen,
  shown,
}: ComparisonReport): Record<string, unknown> {
  return {
    evaluated: accounts,
    accountsInBook: seen,
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
