/**
 * A calibration as a piece of a scenario: what the scenario has keys for as YAML that can be pasted, everything else
 * as YAML in comments. The same history, options and version give the same bytes: no time of writing is in it.
 */
import { formatCount, formatShare } from '../../base/format.ts';
import type {
  AssetCalibration,
  Calibration,
  CorrelationCalibration,
  WorstPeriods,
} from '../../experiment/calibration/calibration.ts';
import { repairCorrelation } from '../../numeric/correlation.ts';
import type { Interval } from '../../numeric/quantiles.ts';
import { plainText, wrapText } from '../text-layout.ts';
import { commentedYaml, formatFigure, yamlText } from './commented-yaml.ts';
import { formatSpacing } from './spacing.ts';
import { describeMarginCalibration } from './margin-calibration.ts';

/** Where the figures come from. */
export interface Provenance {
  /** Name of the file as the user gave it. */
  readonly file: string;
  /** Of its bytes, hexadecimal. */
  readonly sha256: string;
  /** Options of the calibration as a command line has them. */
  readonly options: string;
  readonly version: string;
}

/** Bounds that a scenario sets. */
const VOLATILITY_MAX = 20;
const FREEDOM_LOWEST = 2.1;
/** From here on a t and a normal are the same for every purpose. */
export const FREEDOM_OF_NORMAL = 200;
const WIDTH = 100;

export function formatScenarioFragment(calibration: Calibration, provenance: Provenance): string {
  const lines = [
    ...headerLines(calibration, provenance),
    '',
    'venue:',
    '  instruments:',
    ...calibration.assets.flatMap(instrumentLines),
    '',
    'market:',
    ...noiseLines(calibration),
    ...correlationLines(calibration),
    '',
    ...stressLines(calibration),
    ...comment(
      'For margin models that estimate risk, and for their recalibration during a run. Fits are per row of the price history; what ends in Annual or PerYear is not. Pairs and triples are [value or lower, upper].',
    ),
    ...commentedYaml('marginCalibration', describeMarginCalibration(calibration)),
  ];
  return `${lines.join('\n')}\n`;
}

function comment(text: string, indent = ''): string[] {
  return wrapText(plainText(text), WIDTH - indent.length - 2).map((line) => `${indent}# ${line}`);
}

function headerLines({ history, notes }: Calibration, { file, sha256, options, version }: Provenance): string[] {
  const { rows, from, to, periodsPerYear, assets } = history;
  return [
    ...comment(`Calibrated from ${file} by aftershock ${version}.`),
    `# SHA-256 of its bytes: ${sha256}`,
    ...comment(
      `Rows: ${formatCount(rows)}, ${from} to ${to}, ${formatSpacing(history)} apart; ${formatFigure(periodsPerYear)} returns a year.`,
    ),
    ...comment(`Assets: ${assets.join(', ')}.`),
    ...comment(`Options: ${options}`),
    ...notes.flatMap((note) => comment(`Beware: ${note}`)),
    '#',
    ...comment('Paste each annualVolatility to the instrument of its symbol, and noise and correlation into `market`.'),
  ];
}

function instrumentLines({ asset, volatilityAnnual, volatilityInterval }: AssetCalibration): string[] {
  const { lower, upper } = volatilityInterval;
  const isAbove = volatilityAnnual > VOLATILITY_MAX;
  const interval = `95 %: ${formatShare(lower)} to ${formatShare(upper)}`;
  const remark = isAbove
    ? `${formatShare(volatilityAnnual)} was found, more than a scenario takes; ${interval}`
    : interval;
  return [
    `    - symbol: ${yamlText(asset)}`,
    `      annualVolatility: ${formatFigure(100 * Math.min(volatilityAnnual, VOLATILITY_MAX))} % # ${remark}`,
  ];
}

function noiseLines({ jointTail, history }: Calibration): string[] {
  const { degreesOfFreedom, interval } = jointTail.student;
  const isNormal = degreesOfFreedom >= FREEDOM_OF_NORMAL;
  const freedom = Math.max(FREEDOM_LOWEST, degreesOfFreedom);
  const found = degreesOfFreedom < FREEDOM_LOWEST ? `${formatFigure(degreesOfFreedom)} was found; ` : '';
  return [
    '  noise:',
    ...comment(
      `One chi-square for all assets, fitted to returns of ${formatSpacing(history)}. Where market.tick is shorter, returns over that time are sums of many draws and come out nearer to normal.`,
      '    ',
    ),
    `    distribution: ${isNormal ? 'gaussian' : 'studentT'}`,
    ...(isNormal ? [] : [`    degreesOfFreedom: ${formatFigure(freedom)} # ${found}95 %: ${formatEnds(interval)}`]),
  ];
}

function formatEnds({ lower, upper }: Interval): string {
  if (lower === null && upper === null) return 'unbounded';
  if (lower === null) return `up to ${formatFigure(upper!)}`;
  return upper === null
    ? `from ${formatFigure(lower)}, without upper end`
    : `${formatFigure(lower)} to ${formatFigure(upper)}`;
}

function correlationLines({ correlation, history }: Calibration): string[] {
  const { pairs, typicalInterval } = correlation;
  if (pairs === null) return [];
  return [
    '  correlation:',
    ...comment(
      `Average pair ${pairs.average.toFixed(3)}, 95 %: ${typicalInterval!.lower.toFixed(3)} to ${typicalInterval!.upper.toFixed(3)}. ${describeShrinkage(correlation)}`,
      '    ',
    ),
    `    symbols: [${history.assets.map(yamlText).join(', ')}]`,
    '    matrix:',
    ...matrixRows(correlation.matrix, history.assets.length).map((row) => `      - [${row.join(', ')}]`),
  ];
}

export function describeShrinkage({
  shrinkage,
  shrinkageWeight,
  shrinkageTarget,
  repair,
}: CorrelationCalibration): string {
  const towards = shrinkage.kind === 'identity' ? 'no correlation' : `the average of ${shrinkageTarget.toFixed(3)}`;
  const shrunk =
    shrinkage.kind === 'none' ? 'Not shrunk' : `Shrunk by ${formatShare(shrinkageWeight)} towards ${towards}`;
  const repaired = repair.isRepaired
    ? `repaired, distance ${repair.frobeniusDistance.toPrecision(3)}`
    : 'no repair needed';
  return `${shrunk}; ${repaired}.`;
}

/** The calibrated matrix in which everything moves together as the worst periods imply. */
function stressLines({ worst, history }: Calibration): string[] {
  if (worst === null || worst.withFirst === null) return [];
  const seen = `In the worst ${formatShare(worst.share)} of periods ${describeStress(worst.withFirst, history.assets[0])}`;
  if (worst.blendedMatrix === null) return [...comment(`${seen} No matrix for stress is given.`), '#'];
  return [
    ...comment(
      `${seen} In place of the matrix above, for a crisis (${formatShare(worst.blendWeight!)} of everything moving as one):`,
    ),
    '#     matrix:',
    ...matrixRows(worst.blendedMatrix, history.assets.length).map((row) => `#       - [${row.join(', ')}]`),
    '#',
  ];
}

/** A sentence and a half about how correlation with the first asset changes in the worst periods. */
export function describeStress(
  { all, worst, ifConstant, implied }: NonNullable<WorstPeriods['withFirst']>,
  first: string,
): string {
  return `correlation with ${first} was ${worst.toFixed(3)} on average, where that t would show ${ifConstant.toFixed(3)} if it never changed: they imply ${implied.toFixed(3)} against ${all.toFixed(3)} over all.`;
}

/** Rows with as few decimals, from 4 on, as leave the matrix one that needs no repair. */
export function matrixRows(matrix: Float64Array, count: number): string[][] {
  for (const decimals of [4, 6, 9, 12]) {
    const rounded = matrix.map((value) => Number(value.toFixed(decimals)));
    if (decimals < 12 && repairCorrelation(rounded).repair.isRepaired) continue;
    return Array.from({ length: count }, (_, row) =>
      Array.from({ length: count }, (__, column) => String(rounded[row * count + column])),
    );
  }
  return [];
}
