/** What broke, when, why, how bad, how sure; and what did not finish. */
import type { RunSummary } from '../../experiment/run-summary.ts';
import { FINDING_KEYS, FINDING_TITLES } from '../finding-titles.ts';
import { plural } from '../../base/format.ts';
import { html, type Markup } from './markup.ts';
import { buildTable } from './tables.ts';

export function buildFindingsSection({ findings, warnings }: RunSummary): Markup {
  return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
<dl class="findings">${FINDING_KEYS.map(
    (key) => html`<div><dt>${FINDING_TITLES[key]}</dt><dd>${findings[key]}</dd></div>
`,
  )}</dl>
${warnings.map(
  ({ message }) => html`<p class="banner warn"><span class="icon" aria-hidden="true">!</span> ${message}</p>
`,
)}</section>`;
}

/** Failed paths and an interrupted run, above everything else; nothing when all is well. */
export function buildWarnings(summary: RunSummary): Markup | null {
  const { failedPaths, partial, paths, pathsPlanned } = summary;
  const interrupted = partial
    ? html`<p class="banner warn"><span class="icon" aria-hidden="true">!</span> Interrupted: ${paths} of ${plural(
        pathsPlanned,
        'planned path',
      )} finished. The figures below are of those alone.</p>`
    : null;
  if (failedPaths.length === 0) return interrupted;
  return html`${interrupted}<section id="failed" aria-labelledby="failed-title">
<h2 id="failed-title">Failed paths</h2>
<p class="banner fail"><span class="icon" aria-hidden="true">\u2717</span> ${failedPaths.length} of ${plural(
    pathsPlanned,
    'path',
  )} failed and ${failedPaths.length === 1 ? 'is' : 'are'} missing from every figure below.</p>
${buildTable(
  'Failed paths',
  [{ title: 'Path', numeric: true }, { title: 'Kind' }, { title: 'Message' }, { title: 'Event' }],
  failedPaths.map(({ path, kind, message, event }) => [path, kind, message, event]),
)}
</section>`;
}
