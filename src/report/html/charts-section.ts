/** The charts, each with its numbers behind it. They are drawn by the page's script from the embedded specifications. */
import type { ChartSpec } from '../chart-specs/chart-spec.ts';
import { formatValue, tableOf } from '../chart-specs/chart-table.ts';
import { html, type Markup } from './markup.ts';
import { buildTable } from './tables.ts';

/** Rows of a table on the page; the CSV has them all. */
const ROWS_MAX = 25;

export function buildChartsSection(specs: readonly ChartSpec[]): Markup {
  return html`<section id="charts" aria-labelledby="charts-title">
<h2 id="charts-title">Charts</h2>
<noscript><p class="banner warn">Charts need JavaScript. The same numbers stand in the tables below each title.</p></noscript>
<div class="charts">${specs.map(figure)}</div>
</section>`;
}

function figure(spec: ChartSpec): Markup {
  const head = html`<h3 id="${spec.id}-title">${spec.title}</h3><p class="subtitle">${spec.subtitle}</p>`;
  if (spec.empty !== null) {
    return html`<figure class="chart empty" id="chart-${spec.id}">${head}<p class="nothing">${spec.empty}</p></figure>
`;
  }
  return html`<figure class="chart" id="chart-${spec.id}"><div class="plot">${head}
<div class="canvas-box ${spec.kind}"><canvas id="canvas-${spec.id}" role="img" tabindex="0" aria-label="${spec.title}. ${
    spec.subtitle
  }. ${spec.summary} Arrow keys read out single values."></canvas></div></div>
${numbers(spec)}</figure>
`;
}

function numbers(spec: ChartSpec): Markup {
  const { columns, rows, format } = tableOf(spec);
  const stride = Math.max(1, Math.ceil(rows.length / ROWS_MAX));
  const shown = rows.filter((_, k) => k % stride === 0);
  const caption = stride === 1 ? spec.title : `${spec.title}: one row in ${stride}; the CSV has all ${rows.length}`;
  return html`<details class="numbers"><summary>Numbers behind this chart</summary>
<p class="buttons"><button type="button" data-copy="${spec.id}">Copy CSV</button> <button type="button" data-download="${spec.id}">Download CSV</button></p>
${buildTable(
  caption,
  columns.map((title, k) => ({ title, numeric: k > 0 })),
  shown.map(({ name, values }) => [name, ...values.map((value) => formatValue(format, value, spec.startTime))]),
)}</details>`;
}
