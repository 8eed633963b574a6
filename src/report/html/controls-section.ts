/** What the venue's controls did: how often each tripped, its time in each state, what waited for it. */
import type { RunSummary } from '../../experiment/run-summary.ts';
import { controlRows } from '../control-rows.ts';
import { html, type Markup } from './markup.ts';
import { buildTable } from './tables.ts';

/** Null where the scenario has none. */
export function buildControlsSection({ controls }: RunSummary): Markup | null {
  if (controls === null) return null;
  return html`<section id="controls" aria-labelledby="controls-title">
<h2 id="controls-title">Controls</h2>
${buildTable('What each did, means over paths', [{ title: 'Control' }, { title: 'What it did' }], controlRows(controls))}
</section>`;
}
