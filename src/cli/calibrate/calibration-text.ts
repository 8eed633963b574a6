/** A calibration on the terminal, 80 columns wide: what was found, how certain it is, and what to beware of. */
import { formatCount, formatShare, plural } from '../../base/format.ts';
import type { Calibration, HistoryFacts } from '../../experiment/calibration/calibration.ts';
import { log } from '../../numeric/math.ts';
import type { Interval } from '../../numeric/quantiles.ts';
import { describeShrinkage, describeStress, FREEDOM_OF_NORMAL } from '../../report/calibration/scenario-fragment.ts';
import { formatSpacing } from '../../report/calibration/spacing.ts';
import { plainText, wrapText } from '../../report/text-layout.ts';
import { paint, type TerminalStyle } from '../../report/terminal-style.ts';
import { formatTable } from '../text-table.ts';
import { JUMP_TABLE, MODEL_TABLE, nameOf, VOLATILITY_TABLE, WORST_TABLE, type AssetTable } from './asset-tables.ts';

const WIDTH = 80;
/** Assets that tables show; files and JSON have all. */
const ASSETS_SHOWN = 20;

/** The whole text, each line ended. */
export function formatCalibration(calibration: Calibration, style: TerminalStyle): string {
  const { history, assets, ewma, notes, worst } = calibration;
  const left = assets.length - ASSETS_SHOWN;
  const title = (text: string): string => paint(style, 'title', text);
  const tableOf = <T>({ headings, cells }: AssetTable<T>, rows: readonly T[]): string[] =>
    formatTable([headings, ...rows.slice(0, ASSETS_SHOWN).map(cells)], { left: [0], indent: '  ' });
  const lines = [
    ...headLines(history),
    '',
    title('Volatility and tails'),
    ...tableOf(VOLATILITY_TABLE, assets),
    '',
    title(`Models of volatility over ${formatSpacing(history)}: EWMA, GARCH(1,1), t of its residuals`),
    ...tableOf(MODEL_TABLE, assets),
    ...indented(`One EWMA lambda for all: ${ewma.lambda.toFixed(4)}, 95 % ${lambdaEnds(ewma.lambdaInterval)}.`),
    '',
    title('Jumps: found one by one, and a year of them as a jump diffusion fits'),
    ...tableOf(JUMP_TABLE, assets),
    '',
    title('Dependence'),
    ...dependenceLines(calibration),
    '',
    title(
      worst === null ? 'Worst periods' : `Worst ${formatShare(worst.share)} of periods by ${nameOf(assets[0]!.asset)}`,
    ),
    ...(worst === null ? [] : tableOf(WORST_TABLE, worst.assets)),
    ...worstLines(calibration),
    ...(left > 0 ? ['', `${plural(left, 'asset')} more in the file of --output and in --json.`] : []),
    ...(notes.length > 0 ? ['', title('Beware')] : []),
    ...notes.flatMap((note) => bullet(plainText(note))),
  ];
  return `${lines.join('\n')}\n`;
}

function indented(text: string): string[] {
  return wrapText(plainText(text), WIDTH - 2).map((line) => `  ${line}`);
}

function bullet(text: string): string[] {
  return wrapText(text, WIDTH - 4).map((line, k) => `  ${k === 0 ? '-' : ' '} ${line}`);
}

const PERIODS_PER_YEAR_BY: Readonly<Record<HistoryFacts['periodsPerYearBy'], string>> = {
  stated: 'as stated',
  even: 'by the distance of rows',
  counted: 'by the rows that there are',
};

function headLines(history: HistoryFacts): string[] {
  const { file, assets, rows, from, to, periodsPerYear, periodsPerYearBy } = history;
  return [
    ...wrapText(
      `${plainText(file)}: ${plural(assets.length, 'asset')}, ${formatCount(rows)} rows, ${from} to ${to}`,
      WIDTH,
    ),
    ...wrapText(
      `log returns over ${formatSpacing(history)}; ${formatCount(periodsPerYear)} a year, ${PERIODS_PER_YEAR_BY[periodsPerYearBy]}`,
      WIDTH,
    ),
  ];
}

function lambdaEnds({ lower, upper }: Interval): string {
  const end = (value: number | null): string => (value === null ? 'unbounded' : value.toFixed(4));
  return `${end(lower)} to ${end(upper)}`;
}

function dependenceLines({ correlation, jointTail, history }: Calibration): string[] {
  const { pairs, typicalInterval } = correlation;
  const { degreesOfFreedom, interval } = jointTail.student;
  const joint = `One t for all, with a shared chi-square: ${describeFreedom(degreesOfFreedom)}, 95 % ${freedomEnds(interval)}.`;
  if (pairs === null) return indented(joint);
  const name = ({ pair, value }: typeof pairs.least): string =>
    `${nameOf(pair[0])}/${nameOf(pair[1])} ${value.toFixed(3)}`;
  const { withFirst } = jointTail;
  const mean = (of: 'copula' | 'counted'): number =>
    withFirst.reduce((sum, one) => sum + one[of], 0) / withFirst.length;
  const first = nameOf(history.assets[0]!);
  return [
    ...indented(
      `Correlation of a pair: ${pairs.average.toFixed(3)} on average (95 % ${typicalInterval!.lower.toFixed(3)} to ${typicalInterval!.upper.toFixed(3)} for one such pair), from ${name(pairs.least)} to ${name(pairs.most)}.`,
    ),
    ...indented(describeShrinkage(correlation)),
    ...indented(joint),
    ...indented(
      `When ${first} is in its tail, another one is too with probability ${mean('copula').toFixed(2)} in the limit of that t, averaged over assets; ${mean('counted').toFixed(2)} was counted in the worst share.`,
    ),
  ];
}

function describeFreedom(degreesOfFreedom: number): string {
  return degreesOfFreedom >= FREEDOM_OF_NORMAL
    ? 'no different from a normal'
    : `${degreesOfFreedom.toFixed(2)} degrees of freedom`;
}

function freedomEnds({ lower, upper }: Interval): string {
  return `${lower === null ? 'below 0.6' : lower.toFixed(2)} to ${upper === null ? 'normal' : upper.toFixed(2)}`;
}

function worstLines({ worst, clustering, history }: Calibration): string[] {
  const lines: string[] = [];
  if (worst !== null && worst.withFirst !== null) {
    const [average, all] = [worst.averageCorrelation!.toFixed(3), worst.averageCorrelationAll!.toFixed(3)];
    const blend =
      worst.blendWeight === null ? '' : ` As if ${formatShare(worst.blendWeight)} of everything moved as one.`;
    lines.push(
      ...indented(`In them, ${describeStress(worst.withFirst, nameOf(history.assets[0]!))}${blend}`),
      ...indented(`Average of all pairs ${average}, over all periods ${all}.`),
    );
  }
  if (!clustering.isSound) return [...lines, ...indented(`Clustering: nothing to be said, ${clustering.reason}.`)];
  const { branching, branchingError, clusterSize, meanRate, beta } = clustering.fit;
  const perYear = formatCount(meanRate * history.periodsPerYear);
  const cluster = `Clustering (Hawkes): a worst period brings on ${branching.toFixed(2)} more (+- ${(1.96 * branchingError!).toFixed(2)}), clusters of ${clusterSize.toFixed(1)}, ${perYear} a year; excitement halves in ${formatCount(log(2) / beta)} rows.`;
  return [...lines, ...indented(cluster)];
}
