/** A price history to the figures that scenarios and margin models need. Log returns throughout. */
import { formatShare, plural } from '../../base/format.ts';
import { fitEwma } from '../../numeric/ewma-fit.ts';
import { GARCH_RETURNS_MIN } from '../../numeric/garch-fit.ts';
import { fitHawkes } from '../../numeric/hawkes.ts';
import { columnOf } from '../../numeric/sample-matrix.ts';
import type { PriceHistory } from '../../scenario/price-history.ts';
import { calibrateAsset, jumpWindowOf } from './calibrate-asset.ts';
import { calibrateCorrelation, calibrateJointTail } from './calibrate-dependence.ts';
import type {
  AssetCalibration,
  Calibration,
  CalibrationOptions,
  Clustering,
  CorrelationCalibration,
  WorstPeriods,
} from './calibration.ts';
import { selectHistory, type HistoryPeriod, type SelectedHistory } from './select-history.ts';
import { describeWorstPeriods, findWorstRows, WORST_PERIODS_MIN } from './worst-periods.ts';

const CLUSTERED_EVENTS_MIN = 20;
/** 99 % point of chi-square with two degrees of freedom, halved. */
const CLUSTERING_GAIN_MIN = 4.605170185988091;
/** Share of rows without a change of price from which an asset is called stale. */
const UNCHANGED_SHARE_MAX = 0.1;
/** Below this the error of a correlation in the worst periods is above 0.1. */
const WORST_PERIODS_ENOUGH = 50;
/** Weight of the target from which nothing is left of the sample. */
const SHRINKAGE_WHOLE = 0.99;
/** Assets that a note names. */
const NAMED_MAX = 8;

/** @throws InvalidInputError with every reason why the period cannot be calibrated */
export function calibrate(history: PriceHistory, period: HistoryPeriod, options: CalibrationOptions): Calibration {
  const selected = selectHistory(history, period, options.periodsPerYear);
  const { facts, returns, dates } = selected;
  const { periodsPerYear } = facts;
  const columns = facts.assets.map((_, i) => columnOf(returns, i));
  const assets = facts.assets.map((asset, i) => calibrateAsset(asset, columns[i], dates, periodsPerYear));
  const correlation = calibrateCorrelation(returns, facts.assets, options.shrinkage);
  const worstRows = findWorstRows(returns, options.worstShare);
  const jointTail = calibrateJointTail(returns, facts.assets, correlation.matrix, options.worstShare);
  const worst = describeWorstPeriods(returns, worstRows, facts.assets, {
    matrix: correlation.matrix,
    degreesOfFreedom: jointTail.student.degreesOfFreedom,
    periodsPerYear,
  });
  return {
    history: facts,
    assets,
    correlation,
    jointTail,
    ewma: fitEwma(columns),
    worst,
    clustering: describeClustering(worstRows, returns.rows),
    notes: [...listNotes(selected, assets, correlation), ...worstNotes(worst, worstRows.length)],
  };
}

function describeClustering(worstRows: readonly number[], periods: number): Clustering {
  if (worstRows.length < CLUSTERED_EVENTS_MIN) {
    const reason = `${plural(worstRows.length, 'worst period')}, and ${CLUSTERED_EVENTS_MIN} are needed`;
    return { isSound: false, reason };
  }
  const events = new Uint8Array(periods);
  for (const row of worstRows) events[row] = 1;
  if (worstRows.length === periods) return { isSound: false, reason: 'every period counts as worst' };
  const fit = fitHawkes(events);
  if (fit.likelihoodGain < CLUSTERING_GAIN_MIN) {
    return { isSound: false, reason: 'worst periods come no differently from independent ones (at 1 %)' };
  }
  if (fit.branchingError === null || !fit.isConverged) {
    return { isSound: false, reason: 'the likelihood has no clear maximum' };
  }
  return { isSound: true, fit };
}

function nameAll(chosen: readonly AssetCalibration[]): string {
  const named = chosen.slice(0, NAMED_MAX).map(({ asset }) => asset);
  const left = chosen.length - named.length;
  return left > 0 ? `${named.join(', ')} and ${left} more` : named.join(', ');
}

function worstNotes(worst: WorstPeriods | null, count: number): string[] {
  if (worst === null)
    return [`${plural(count, 'worst period')}: ${WORST_PERIODS_MIN} in which all prices move are needed.`];
  return count < WORST_PERIODS_ENOUGH ? [`${count} worst periods: betas and correlations in them are rough.`] : [];
}

function listNotes(
  { facts, returns }: SelectedHistory,
  assets: readonly AssetCalibration[],
  { repair, shrinkage, shrinkageWeight }: CorrelationCalibration,
): string[] {
  const notes: string[] = [];
  const { rows, columns } = returns;
  if (rows < GARCH_RETURNS_MIN) {
    notes.push(`${rows} returns are too few for GARCH and a jump diffusion, which need ${GARCH_RETURNS_MIN}.`);
  }
  const { used, wanted } = jumpWindowOf(rows, facts.periodsPerYear);
  if (used < wanted) {
    notes.push(`Jumps are measured against ${used} returns before each, not the ${wanted} that this spacing asks for.`);
  }
  if (rows <= columns && shrinkage.kind === 'none') {
    notes.push(`${rows} returns of ${columns} assets: the sample correlation is singular; choose a shrinkage.`);
  }
  if (shrinkage.kind === 'constantCorrelation' && shrinkageWeight > SHRINKAGE_WHOLE && columns > 2) {
    notes.push('A few returns outweigh all others: the sample tells pairs apart so little that all get the average.');
  }
  if (repair.isRepaired) {
    notes.push(`The correlation matrix was repaired (distance ${repair.frobeniusDistance.toPrecision(3)}).`);
  }
  const heavy = assets.filter(({ student }) => student.degreesOfFreedom <= 2);
  if (heavy.length > 0) {
    notes.push(
      `Tails so heavy that a t of 2 or fewer degrees of freedom fits, with no finite variance: ${nameAll(heavy)}.`,
    );
  }
  const integrated = assets.filter(({ garch }) => garch !== null && garch.persistence > 0.999);
  if (integrated.length > 0) {
    notes.push(
      `GARCH persistence within 0.001 of 1, so that no long-run volatility can be told: ${nameAll(integrated)}.`,
    );
  }
  const stale = assets.filter(({ unchangedShare }) => unchangedShare > UNCHANGED_SHARE_MAX);
  if (stale.length > 0) {
    notes.push(
      `Prices stand still in more than ${formatShare(UNCHANGED_SHARE_MAX)} of the rows, which spoils tails and jumps: ${nameAll(stale)}.`,
    );
  }
  const lost = assets.filter(({ garch, merton }) => garch?.isConverged === false || merton?.isConverged === false);
  if (lost.length > 0) notes.push(`A fit did not converge, its figures are where it stopped: ${nameAll(lost)}.`);
  return notes;
}
