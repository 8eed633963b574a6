/** Who bore losses, and what auto-deleveraging asked of those who had not failed. */
import type { RunSummary } from '../../experiment/run-summary.ts';
import { deleveragingRows, lossRows } from '../loss-rows.ts';
import { html, type Markup } from './markup.ts';
import { buildTable } from './tables.ts';

/** Null where there was no loss to bear and nothing was deleveraged. */
export function buildLossesSection({ losses, deleveraging }: RunSummary): Markup | null {
  const tables = [
    ['Loss by stage of the waterfall, mean over paths', lossRows(losses)] as const,
    ['Auto-deleveraging, mean over paths', deleveragingRows(deleveraging)] as const,
  ].filter(([, rows]) => rows.length > 0);
  if (tables.length === 0) return null;
  return html`<section id="losses" aria-labelledby="losses-title">
<h2 id="losses-title">Losses</h2>
${tables.map(([caption, rows]) => buildTable(caption, [{ title: 'What' }, { title: 'Value' }], rows))}
</section>`;
}
