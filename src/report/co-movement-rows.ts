/** The table of betas and correlation that terminal and page share. */
import type { CoMovementSummary } from '../experiment/co-movement-summary.ts';

/** Rows of betas shown: those that rose most. */
const BETAS_SHOWN = 8;

/** Name, before, during, ratio; the correlation last. */
export function coMovementRows({ reference, betas, pairCorrelation }: CoMovementSummary): string[][] {
  const row = (name: string, before: number, during: number): string[] => [
    name,
    before.toFixed(2),
    during.toFixed(2),
    before > 0 ? `${(during / before).toFixed(1)}x` : '-',
  ];
  const rise = ({ before, during }: { before: number; during: number }): number => (before > 0 ? during / before : 0);
  const shown = [...betas].sort((x, y) => rise(y) - rise(x)).slice(0, BETAS_SHOWN);
  return [
    ...shown.map(({ symbol, before, during }) => row(`beta of ${symbol} to ${reference}`, before, during)),
    row('mean correlation of pairs', pairCorrelation.before, pairCorrelation.during),
  ];
}
