/** Left and right move through a chart's values: they show its tooltip and are read out. */
import type { Chart } from 'chart.js';
import type { ChartSpec } from '../chart-specs/chart-spec.ts';
import { formatValue, tableOf } from '../chart-specs/chart-table.ts';

export function connectArrowKeys(canvas: HTMLCanvasElement, spec: ChartSpec, chartOf: () => Chart | undefined): void {
  let at = -1;
  canvas.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    at = Math.min(spec.x.length - 1, Math.max(0, at + step));
    show(chartOf(), spec, at);
    announce(spec, at);
  });
  canvas.addEventListener('blur', () => {
    const chart = chartOf();
    chart?.tooltip?.setActiveElements([], { x: 0, y: 0 });
    chart?.update('none');
  });
}

function show(chart: Chart | undefined, spec: ChartSpec, at: number): void {
  if (chart === undefined) return;
  const active = spec.series.map((_, datasetIndex) => ({ datasetIndex, index: at }));
  const point = chart.getDatasetMeta(0).data[at];
  chart.tooltip?.setActiveElements(active, { x: point?.x ?? 0, y: point?.y ?? 0 });
  chart.update('none');
}

function announce(spec: ChartSpec, at: number): void {
  const { columns, rows, format } = tableOf(spec);
  const row = rows[at];
  const live = document.getElementById('chart-live');
  if (row === undefined || live === null) return;
  const values = row.values.map((value, k) => `${columns[k + 1] ?? ''} ${formatValue(format, value, spec.startTime)}`);
  live.textContent = `${row.name}: ${values.join(', ')}`;
}
