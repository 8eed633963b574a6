/**
 * What Chart.js does not draw by itself: shaded halts, lines with labels, text at bars, words in place of an empty
 * grid. Written here because they are a few lines each and must be the same in Node and in a browser.
 */
import type { Chart, Plugin } from 'chart.js';
import type { ChartSpec, MarkerSpec } from './chart-specs/chart-spec.ts';
import { colourOf, type Theme } from './palette.ts';

/** The part of a 2D context that is used here; the DOM's types are not there in Node. */
interface Painter {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  font: string;
  textAlign: string;
  textBaseline: string;
  save(): void;
  restore(): void;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  stroke(): void;
  setLineDash(dash: readonly number[]): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  strokeRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  measureText(text: string): { readonly width: number };
}

export interface Look {
  readonly theme: Theme;
  readonly fontFamily: string;
  /** Pixels. */
  readonly fontSize: number;
}

export function buildPlugins(spec: ChartSpec, look: Look): Plugin[] {
  const painterOf = (chart: Chart) => chart.ctx as unknown as Painter;
  const background: Plugin = {
    id: 'background',
    beforeDraw: (chart) => {
      const painter = painterOf(chart);
      painter.save();
      painter.fillStyle = look.theme.background;
      painter.fillRect(0, 0, chart.width, chart.height);
      painter.restore();
    },
  };
  if (spec.empty !== null) return [background, wordsInstead(spec.empty, look, painterOf)];
  return [
    background,
    legendGap(look.fontSize),
    { id: 'shades', beforeDatasetsDraw: (chart) => drawShades(chart, painterOf(chart), spec, look) },
    { id: 'markers', afterDatasetsDraw: (chart) => drawMarkers(chart, painterOf(chart), spec.markers ?? [], look) },
    { id: 'barLabels', afterDatasetsDraw: (chart) => drawBarLabels(chart, painterOf(chart), spec, look) },
  ];
}

function wordsInstead(words: string, look: Look, painterOf: (chart: Chart) => Painter): Plugin {
  return {
    id: 'words',
    afterDraw: (chart) => {
      const painter = painterOf(chart);
      const { left, right, top, bottom } = chart.chartArea;
      painter.save();
      painter.fillStyle = look.theme.mutedText;
      painter.font = `${Math.round(look.fontSize * 1.25)}px ${look.fontFamily}`;
      painter.textAlign = 'center';
      painter.textBaseline = 'middle';
      painter.fillText(words, (left + right) / 2, (top + bottom) / 2);
      painter.strokeStyle = look.theme.grid;
      painter.lineWidth = 1;
      painter.strokeRect(left, top, right - left, bottom - top);
      painter.restore();
    },
  };
}

/** Space below the legend: Chart.js sets it on the highest tick. */
function legendGap(gap: number): Plugin {
  return {
    id: 'legendGap',
    beforeInit: ({ legend }) => {
      const sized = legend as unknown as { fit(): void; height: number } | undefined;
      if (sized === undefined) return;
      const fit = sized.fit.bind(sized);
      sized.fit = () => {
        fit();
        sized.height += gap;
      };
    },
  };
}

/** Grey over the whole height, and a strip in the instrument's colour: several may halt at once. */
function drawShades(chart: Chart, painter: Painter, spec: ChartSpec, look: Look): void {
  const shades = spec.shades ?? [];
  const scale = chart.scales.x;
  if (shades.length === 0 || scale === undefined) return;
  const { top, bottom, left, right } = chart.chartArea;
  const laneHeight = Math.max(3, Math.round(look.fontSize / 3));
  painter.save();
  // A halt of five minutes in two days is narrower than a pixel: nothing that happened may be invisible.
  const spans = shades.map((shade) => {
    const from = Math.max(left, scale.getPixelForValue(shade.from));
    const to = Math.min(right, Math.max(from + 3, scale.getPixelForValue(shade.to)));
    return { shade, from, to };
  });
  painter.fillStyle = look.theme.halt;
  for (const [from, to] of mergeSpans(spans.map((span) => [span.from, span.to]))) {
    painter.fillRect(from, top, to - from, bottom - top);
  }
  for (const { shade, from, to } of spans) {
    painter.fillStyle = colourOf(look.theme, shade.colour);
    painter.fillRect(from, top + shade.lane * (laneHeight + 1), to - from, laneHeight);
  }
  painter.restore();
}

/** Overlapping stretches become one, so that two halts at once are not darker than one. */
function mergeSpans(spans: readonly (readonly [number, number])[]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [from, to] of [...spans].sort((left, right) => left[0] - right[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Labels stand on rows of their own, over all lines, so that near markers do not write over each other. */
function drawMarkers(chart: Chart, painter: Painter, markers: readonly MarkerSpec[], look: Look): void {
  const scale = chart.scales.x;
  if (scale === undefined || markers.length === 0) return;
  const { top, bottom, right } = chart.chartArea;
  const rowHeight = look.fontSize * 1.45;
  const placed = [...markers]
    .sort((one, other) => one.at - other.at)
    .map((marker) => ({ ...marker, x: scale.getPixelForValue(marker.at), isBeyond: marker.at > scale.max }));
  painter.save();
  painter.font = `${look.fontSize}px ${look.fontFamily}`;
  painter.textBaseline = 'middle';
  painter.lineWidth = Math.max(1.5, look.fontSize / 9);
  for (const { x, colour, dash, isBeyond } of placed) {
    if (isBeyond) continue;
    painter.strokeStyle = colourOf(look.theme, colour);
    painter.setLineDash(dash);
    painter.beginPath();
    painter.moveTo(x, top);
    painter.lineTo(x, bottom);
    painter.stroke();
  }
  placed.forEach(({ x, label, colour, isBeyond }, row) => {
    const text = isBeyond ? `${label} \u2192` : label;
    const y = top + rowHeight * (row + 0.7);
    const width = painter.measureText(text).width;
    const anchor = Math.min(x, right);
    const isLeft = anchor + width + 14 > right;
    painter.fillStyle = look.theme.background;
    painter.fillRect(isLeft ? anchor - width - 12 : anchor + 4, y - rowHeight / 2, width + 8, rowHeight);
    painter.fillStyle = colourOf(look.theme, colour);
    painter.textAlign = isLeft ? 'right' : 'left';
    painter.fillText(text, isLeft ? anchor - 8 : anchor + 8, y);
  });
  painter.restore();
}

function drawBarLabels(chart: Chart, painter: Painter, spec: ChartSpec, look: Look): void {
  const labels = spec.barLabels;
  const scale = chart.scales.x;
  const [series] = spec.series;
  if (labels === undefined || scale === undefined || series === undefined) return;
  painter.save();
  painter.font = `${look.fontSize}px ${look.fontFamily}`;
  painter.textBaseline = 'middle';
  painter.textAlign = 'left';
  painter.fillStyle = look.theme.text;
  const bars = chart.getDatasetMeta(0).data;
  labels.forEach((label, k) => {
    const end = Math.max(series.y[k] ?? 0, series.from?.[k] ?? 0);
    const bar = bars[k];
    if (bar !== undefined) painter.fillText(label, scale.getPixelForValue(end) + look.fontSize / 2, bar.y);
  });
  painter.restore();
}
