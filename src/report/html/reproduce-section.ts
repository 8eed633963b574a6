/** Everything that somebody else needs to get the same bytes. */
import type { RunResult } from '../../experiment/run-result.ts';
import { formatCount } from '../../base/format.ts';
import { html, type Markup } from './markup.ts';
import { buildDefinitions } from './tables.ts';

export function buildReproduceSection({ scenario, summary }: RunResult): Markup {
  return html`<section id="reproduce" aria-labelledby="reproduce-title">
<h2 id="reproduce-title">How to reproduce</h2>
<p>The same scenario, seed and version give the same fingerprint on every machine, for any number of workers.</p>
<div class="command"><pre id="command"><code>${summary.reproduce}</code></pre> <button type="button" data-copy-text="command">Copy</button></div>
${buildDefinitions([
  ['Fingerprint', html`<code class="long">${summary.fingerprint}</code>`],
  ['Seed', html`<code class="long">${summary.seed}</code>`],
  ['Paths', `${formatCount(summary.paths)} finished of ${formatCount(summary.pathsPlanned)} planned`],
  ['Aftershock version', summary.version],
  ['Scenario', summary.scenario],
  ['Scenario digest', html`<code class="long">${scenario.digest}</code>`],
])}
<p>The versions of Node and V8 and the times of the run stand in <code>manifest.json</code> beside this file. To check this
run: <code>aftershock verify</code> with the run's folder.</p>
</section>`;
}
