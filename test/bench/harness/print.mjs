/** A benchmark's result as lines of text. */
import { median } from './measure.mjs';

export function printResult(result) {
  const lines = [`\n${result.name}: ${result.title}`, `  ${result.work}`];
  const rows = result.figures.map((row) => [
    row.name,
    formatValue(median(row.values), row.unit),
    rangeOf(row),
    ratiosOf(row).length === 1 ? ratiosOf(row)[0] : '',
    row.hash === undefined ? '' : shorten(row.hash),
  ]);
  const widths = [0, 1, 2, 3].map((k) => Math.max(...rows.map((cells) => cells[k].length)));
  for (const cells of rows) {
    const padded = cells.map((cell, k) => (k === 1 ? cell.padStart(widths[1]) : cell.padEnd(widths[k] ?? 0)));
    lines.push(`    ${padded.join('  ')}`.trimEnd());
  }
  for (const row of result.figures.filter(({ ratios }) => Object.keys(ratios ?? {}).length > 1)) {
    lines.push(...ratiosOf(row).map((text) => `    ${row.name} is ${text}`));
  }
  lines.push(...result.notes.map((note) => `  ${note}`), usageOf(result));
  for (const { what, hashes } of unequal(result)) {
    lines.push(
      `  !! ${what.toUpperCase()} DIFFER: ${Object.entries(hashes)
        .map((pair) => pair.join(' '))
        .join(', ')}`,
    );
  }
  console.log(lines.join('\n'));
}

/** Much less processor time than time on one thread says that the machine had other things to do. */
function usageOf({ peakMb, cpuSeconds, seconds }) {
  return `  peak memory ${peakMb.toFixed(0)} MB; ${cpuSeconds.toFixed(1)} s of processor time in ${seconds.toFixed(1)} s`;
}

/** Groups of hashes that should agree and do not. */
export function unequal({ equal }) {
  return equal.filter(({ hashes }) => new Set(Object.values(hashes)).size !== 1);
}

function rangeOf({ values, unit }) {
  if (values.length < 2) return '1 round';
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${formatNumber(low, unit)} .. ${formatNumber(high, unit)}, ${values.length} rounds`;
}

/** How many times as fast the row is as others, with the range over rounds. */
function ratiosOf({ ratios }) {
  return Object.entries(ratios ?? {}).map(([other, values]) => {
    const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => significant(value, 3));
    return `${significant(median(values), 3)}x ${other}${low === high ? '' : ` (${low} .. ${high})`}`;
  });
}

function shorten(hash) {
  return hash.includes(' ') ? hash : hash.slice(0, 16);
}

export function formatValue(value, unit) {
  if (unit === 'ms' && value >= 10_000) return `${significant(value / 1000, 4)} s`;
  return `${formatNumber(value, unit)} ${unit}`;
}

function formatNumber(value, unit) {
  if (unit === 'ms' && value >= 10_000) return `${significant(value / 1000, 4)} s`;
  if (value >= 1e9) return `${significant(value / 1e9, 4)} bn`;
  return value >= 1e6 ? `${significant(value / 1e6, 4)} M` : significant(value, 4);
}

/** Significant digits without an exponent. */
export function significant(value, digits) {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  return Number(value.toPrecision(digits)).toLocaleString('en-US', { maximumSignificantDigits: digits });
}
