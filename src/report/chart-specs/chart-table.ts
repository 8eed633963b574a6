/** The numbers behind a chart as a table: for people who do not see it, and for a spreadsheet. */
import { formatClock, parseClockStart } from '../../base/civil-time.ts';
import { formatChange, formatCount, formatShare, formatUsd } from '../../base/format.ts';
import { US_PER_HOUR } from '../../base/units.ts';
import type { ChartSpec, ValueFormat } from './chart-spec.ts';

export interface ChartTable {
  readonly columns: readonly string[];
  /** First cell is text; the others are in `format`. */
  readonly rows: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  readonly format: ValueFormat;
}

export function tableOf(spec: ChartSpec): ChartTable {
  const rows = spec.x.map((x, k): { name: string; values: (number | null)[] } => ({
    name: nameOfRow(spec, x, k),
    values: spec.series.map(({ y }) => y[k] ?? null),
  }));
  // Of a floating bar the step is what counts, not where it ends.
  if (spec.kind === 'flows') {
    const [flows] = spec.series;
    rows.forEach((row, k) => {
      row.values = [(flows?.y[k] ?? 0) - (flows?.from?.[k] ?? 0)];
    });
  }
  const first = spec.categories === undefined ? spec.xAxis.title : 'Step';
  return { columns: [first, ...spec.series.map(({ label }) => label)], rows, format: spec.yAxis.format };
}

function nameOfRow(spec: ChartSpec, x: number, k: number): string {
  if (spec.categories !== undefined) return spec.categories[k] ?? '';
  const half = (spec.binWidth ?? 0) / 2;
  const from = formatValue(spec.xAxis.format, x - half, spec.startTime);
  return half === 0 ? from : `${from} to ${formatValue(spec.xAxis.format, x + half, spec.startTime)}`;
}

/** A value on an axis, a tooltip or a table. */
export function formatValue(format: ValueFormat, value: number | null, startTime: string | null): string {
  if (value === null) return '';
  switch (format) {
    case 'usd':
      return formatUsd(value);
    case 'share':
      return formatShare(value);
    case 'change':
      return formatChange(value);
    case 'count':
      return formatCount(value);
    case 'clock':
      // Rounded to the second: hours were cut to six digits on the way.
      return formatClock(parseClockStart(startTime), Math.round((value * US_PER_HOUR) / 1e6) * 1e6);
  }
}

/** Comma-separated values with full numbers; a text that a spreadsheet would run as a formula is quoted away. */
export function csvOf(spec: ChartSpec): string {
  const { columns, rows } = tableOf(spec);
  const lines = rows.map(({ name, values }) =>
    [csvText(name), ...values.map((value) => (value === null ? '' : String(value)))].join(','),
  );
  return `${[columns.map(csvText).join(','), ...lines].join('\n')}\n`;
}

export function csvText(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
