/**
 * A chart specification as a Chart.js configuration. The one place that knows Chart.js's options; used by Node for PNG
 * files and by the page's script, so it imports types only.
 */
import type { ChartConfiguration, TooltipItem } from 'chart.js';
import { buildPlugins, type Look } from './chart-plugins.ts';
import type { AxisSpec, ChartSpec, SeriesSpec } from './chart-specs/chart-spec.ts';
import { formatValue } from './chart-specs/chart-table.ts';
import { formatUsdShort } from '../base/format.ts';
import { colourOf, withOpacity } from './palette.ts';
import { wrapText } from './text-layout.ts';

export interface ChartStyle extends Look {
  /** Title and subtitle inside the picture; a page has them as text. */
  readonly titled: boolean;
  /** Lines and markers are drawn this much thicker. */
  readonly lineScale: number;
}

/** A marker for each so many points, so that markers tell lines apart without hiding them. */
const MARKERS_PER_LINE = 9;
/** Characters that fit into a line of a titled picture's subtitle. */
const SUBTITLE_WIDTH = 125;

export function toChartConfiguration(spec: ChartSpec, style: ChartStyle): ChartConfiguration {
  const isEmpty = spec.empty !== null;
  const isLines = spec.kind === 'lines' || spec.kind === 'stackedAreas';
  const { theme, fontSize, fontFamily } = style;
  const horizontal = spec.kind === 'flows';
  const stacked = spec.kind === 'stackedAreas' || spec.kind === 'stackedBars';
  const valueAxis = axisOptions(spec.yAxis, spec, style, stacked, isEmpty);
  const otherAxis = horizontal
    ? categoryAxis(spec, style, isEmpty)
    : axisOptions(spec.xAxis, spec, style, stacked && !isLines, isEmpty);
  const config = {
    type: isLines ? 'line' : 'bar',
    data: {
      labels: horizontal ? [...(spec.categories ?? [])] : [...spec.x],
      datasets: isEmpty ? [] : spec.series.map((series, k) => datasetOf(spec, series, k, style)),
    },
    options: {
      animation: false,
      locale: 'en-US',
      maintainAspectRatio: false,
      indexAxis: horizontal ? 'y' : 'x',
      font: { family: fontFamily, size: fontSize },
      color: theme.text,
      layout: { padding: { left: fontSize / 2, right: fontSize * 2.4, top: fontSize / 2, bottom: fontSize / 2 } },
      interaction: { mode: 'index', intersect: false, axis: horizontal ? 'y' : 'x' },
      scales: horizontal ? { x: valueAxis, y: otherAxis } : { x: otherAxis, y: valueAxis },
      plugins: {
        ...titlesOf(spec, style),
        legend: legendOf(spec, style, isEmpty),
        tooltip: tooltipOf(spec, style, isEmpty),
      },
    },
    plugins: buildPlugins(spec, style),
  };
  return config as unknown as ChartConfiguration;
}

function datasetOf(spec: ChartSpec, series: SeriesSpec, k: number, style: ChartStyle): object {
  const hue = colourOf(style.theme, series.colour);
  if (spec.kind === 'flows') {
    return {
      label: series.label,
      data: series.y.map((end, row) => [series.from?.[row] ?? 0, end ?? 0]),
      backgroundColor: series.barColours?.map((colour) => colourOf(style.theme, colour)) ?? hue,
      barPercentage: 0.8,
    };
  }
  const data = spec.x.map((x, row) => ({ x, y: series.y[row] ?? null }));
  if (spec.kind === 'stackedBars' || spec.kind === 'histogram') {
    return {
      label: series.label,
      data,
      backgroundColor: hue,
      borderColor: style.theme.background,
      borderWidth: spec.kind === 'histogram' ? 1 : { top: 1, left: 0.5, right: 0.5, bottom: 0 },
      barPercentage: 1,
      categoryPercentage: 1,
      pointStyle: 'rect',
    };
  }
  return { ...lineDataset(spec, series, k, hue, style), label: series.label, data };
}

function lineDataset(spec: ChartSpec, series: SeriesSpec, k: number, hue: string, style: ChartStyle): object {
  const width = (series.width ?? 2) * style.lineScale;
  const every = Math.max(1, Math.round(spec.x.length / MARKERS_PER_LINE));
  const first = Math.round((every * (k + 1)) / (spec.series.length + 1));
  const radius = (series.pointRadius ?? 4) * style.lineScale;
  const isBand = series.fillToPrevious !== undefined;
  const isArea = spec.kind === 'stackedAreas';
  // Stars and crosses are drawn with their border alone, and so is the line that stands for a line in the legend.
  const isSolidMarker = isArea || isBand || !['star', 'crossRot', undefined].includes(series.marker);
  return {
    borderColor: isArea ? style.theme.background : hue,
    backgroundColor: isArea ? hue : isBand ? withOpacity(hue, series.fillToPrevious ?? 0) : hue,
    borderWidth: width,
    borderDash: (series.dash ?? []).map((length) => length * style.lineScale),
    fill: isArea ? 'stack' : isBand ? '-1' : false,
    pointStyle: isArea || isBand ? 'rect' : (series.marker ?? 'line'),
    pointRadius:
      series.marker === undefined
        ? 0
        : series.pointRadius !== undefined
          ? radius
          : spec.x.map((_, row) => (row % every === first ? radius : 0)),
    pointBorderColor: isSolidMarker ? style.theme.background : hue,
    pointBorderWidth: isSolidMarker ? 1 : width,
    pointHoverRadius: width === 0 ? 0 : radius,
    // A moment between two samples that only one series has does not break the others.
    spanGaps: true,
  };
}

function axisOptions(axis: AxisSpec, spec: ChartSpec, style: ChartStyle, stacked: boolean, isEmpty: boolean): object {
  const { theme, fontSize } = style;
  const isX = axis === spec.xAxis;
  const fixed = axis.ticks;
  const horizontal = isX || spec.kind === 'flows';
  const text = (value: number) =>
    axis.format === 'usd' ? formatUsdShort(value) : formatValue(axis.format, value, spec.startTime);
  return {
    type: 'linear',
    display: !isEmpty,
    stacked,
    // Room above the highest bar for the labels of markers; right of the longest for its amount.
    grace: spec.kind === 'flows' ? '14%' : isX ? 0 : `${(spec.markers ?? []).length * 7}%`,
    offset: false,
    ...(axis.min === undefined ? {} : { min: axis.min }),
    ...(axis.max === undefined ? {} : { max: axis.max }),
    title: { display: true, text: axis.title, color: theme.mutedText, font: { size: fontSize } },
    border: { color: theme.grid },
    grid: {
      // Lines at the ticks, also for bars, whose intervals begin there.
      offset: false,
      color: ({ tick }: { tick?: { value: number } }) => (tick?.value === 0 && !isX ? theme.greys.muted : theme.grid),
    },
    ticks: {
      color: theme.mutedText,
      font: { size: fontSize },
      maxRotation: 0,
      // Steps are round and zero is among them; dropping every second one would lose that.
      autoSkip: isX,
      autoSkipPadding: fontSize,
      maxTicksLimit: style.titled || horizontal ? 9 : 6,
      ...(axis.whole === true ? { precision: 0 } : {}),
      callback: (value: number | string, k: number, ticks: readonly { readonly label?: unknown }[]) =>
        fixed === undefined ? text(Number(value)) : (ticks[k]?.label ?? ''),
    },
    ...(fixed === undefined
      ? {}
      : {
          afterBuildTicks: (scale: { ticks: object[] }) => {
            scale.ticks = fixed.map(({ value, label }) => ({ value, label: [...label] }));
          },
        }),
  };
}

function categoryAxis(spec: ChartSpec, { theme, fontSize }: ChartStyle, isEmpty: boolean): object {
  return {
    type: 'category',
    display: !isEmpty,
    grid: { display: false },
    border: { color: theme.grid },
    ticks: { color: theme.text, font: { size: fontSize }, autoSkip: false },
    labels: spec.categories,
  };
}

function titlesOf(spec: ChartSpec, { theme, fontSize, fontFamily, titled }: ChartStyle): object {
  const common = { display: titled, align: 'start' };
  return {
    title: {
      ...common,
      text: spec.title,
      color: theme.text,
      font: { size: Math.round(fontSize * 1.6), weight: 'bold', family: fontFamily },
      padding: { top: fontSize / 2, bottom: fontSize / 3 },
    },
    subtitle: {
      ...common,
      text: wrapText(spec.subtitle, SUBTITLE_WIDTH),
      color: theme.mutedText,
      font: { size: fontSize, family: fontFamily },
      padding: { bottom: fontSize },
    },
  };
}

function legendOf(spec: ChartSpec, { theme, fontSize, lineScale }: ChartStyle, isEmpty: boolean): object {
  const named = spec.series.filter(({ legend }) => legend !== null);
  return {
    display: !isEmpty && named.length > 0,
    position: 'top',
    align: 'start',
    labels: {
      usePointStyle: true,
      // Lines and areas get a wide sample; markers keep their shape.
      ...(spec.series.some(({ marker }) => marker !== undefined) ? {} : { pointStyleWidth: 24 * lineScale }),
      boxHeight: fontSize * 0.6,
      color: theme.text,
      font: { size: fontSize },
      padding: fontSize,
      filter: (item: { datasetIndex?: number; text: string; lineDash?: number[] }) => {
        const series = spec.series[item.datasetIndex ?? 0];
        if (series === undefined || series.legend === null) return false;
        item.text = series.legend;
        item.lineDash = (series.dash ?? []).map((length) => (length * lineScale) / 2);
        return true;
      },
    },
  };
}

function tooltipOf(spec: ChartSpec, { theme, fontSize }: ChartStyle, isEmpty: boolean): object {
  const half = (spec.binWidth ?? 0) / 2;
  const xText = (x: number) => formatValue(spec.xAxis.format, x, spec.startTime);
  return {
    enabled: !isEmpty,
    backgroundColor: theme.text,
    titleColor: theme.background,
    bodyColor: theme.background,
    titleFont: { size: fontSize },
    bodyFont: { size: fontSize },
    usePointStyle: true,
    boxPadding: 4,
    itemSort: (left: TooltipItem<'line'>, right: TooltipItem<'line'>) => right.datasetIndex - left.datasetIndex,
    callbacks: {
      title: ([item]: TooltipItem<'line'>[]) => {
        if (item === undefined) return '';
        if (spec.categories !== undefined) return spec.categories[item.dataIndex] ?? '';
        const x = spec.x[item.dataIndex] ?? 0;
        return half === 0 ? xText(x) : `${xText(x - half)} to ${xText(x + half)}`;
      },
      label: (item: TooltipItem<'line'>) => {
        const row = item.dataIndex;
        const series = spec.series[item.datasetIndex];
        if (spec.barLabels !== undefined) return spec.barLabels[row] ?? '';
        return `${series.label}: ${formatValue(spec.yAxis.format, series.y[row] ?? null, spec.startTime)}`;
      },
    },
  };
}
