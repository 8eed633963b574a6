/** The first thing on the page: did it hold, and if not, by how much. */
import type { RunSummary, Verdict } from '../../experiment/run-summary.ts';
import { formatInterval, plural } from '../../base/format.ts';
import { html, type Markup } from './markup.ts';
import { buildTable } from './tables.ts';
import { measureText } from '../measure-text.ts';

export function buildVerdictSection(summary: RunSummary): Markup {
  const { verdicts } = summary;
  return html`<section id="verdict" aria-labelledby="verdict-title">
<h2 id="verdict-title">Verdict</h2>
${headline(summary)}
${verdicts.length === 0 ? null : verdictTable(verdicts)}
</section>`;
}

function headline({ verdicts, paths }: RunSummary): Markup {
  if (paths === 0) return banner('fail', '\u2717', 'No path finished: there is no result.');
  if (verdicts.length === 0) {
    return banner('none', '\u2013', 'The scenario sets no thresholds: the figures below are not judged.');
  }
  const failed = verdicts.filter(({ passed }) => !passed).length;
  const uncertain = verdicts.filter((verdict) => verdict.uncertain).length;
  const unsure = uncertain === 0 ? '' : ` More paths could turn ${plural(uncertain, 'verdict')}.`;
  if (failed === 0) return banner('pass', '\u2713', `${allThresholds(verdicts.length)} met.${unsure}`);
  return banner('fail', '\u2717', `${failed} of ${plural(verdicts.length, 'threshold')} breached.${unsure}`);
}

function allThresholds(count: number): string {
  return count === 1 ? 'The one threshold is' : `All ${count} thresholds are`;
}

function banner(kind: 'pass' | 'fail' | 'none', icon: string, text: string): Markup {
  return html`<p class="banner ${kind}"><span class="icon" aria-hidden="true">${icon}</span> ${text}</p>`;
}

function verdictTable(verdicts: readonly Verdict[]): Markup {
  const level = verdicts[0].interval.level;
  return buildTable(
    'Thresholds',
    [
      { title: 'Result' },
      { title: 'Threshold' },
      { title: 'Value', numeric: true },
      { title: 'Limit', numeric: true },
      { title: `${Number((level * 100).toPrecision(4))} % interval`, numeric: true },
      { title: 'Paths', numeric: true },
      { title: 'Worst path', numeric: true },
    ],
    verdicts.map((verdict) => [
      resultCell(verdict),
      html`<code>${verdict.threshold}</code>`,
      measureText(verdict.unit, verdict.value),
      measureText(verdict.unit, verdict.limit),
      formatInterval(verdict.unit, verdict.interval),
      verdict.paths,
      verdict.worstPath,
    ]),
  );
}

function resultCell({ passed, uncertain }: Verdict): Markup {
  const note = uncertain
    ? html`<span class="chip uncertain" title="The interval lies on both sides of the limit">uncertain</span>`
    : null;
  return html`<span class="chip ${passed ? 'pass' : 'fail'}"><span aria-hidden="true">${passed ? '\u2713' : '\u2717'}</span> ${
    passed ? 'met' : 'breached'
  }</span> ${note}`;
}
