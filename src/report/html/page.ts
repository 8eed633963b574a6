/**
 * `report.html`: one file that needs nothing else. Its content policy lets in its own script and style by their hash
 * and nothing from anywhere, so that even markup that slipped through could not run or call out.
 */
import { digestOfText } from '../../base/fingerprint.ts';
import type { RunResult } from '../../experiment/run-result.ts';
import type { ChartSpec } from '../chart-specs/chart-spec.ts';
import { parseClockStart, formatIsoMinute } from '../../base/civil-time.ts';
import { formatHours, plural } from '../../base/format.ts';
import { US_PER_HOUR } from '../../base/units.ts';
import { buildAssumptionsSection } from './assumptions-section.ts';
import { buildChartsSection } from './charts-section.ts';
import { buildControlsSection } from './controls-section.ts';
import { buildFindingsSection, buildWarnings } from './findings-section.ts';
import { buildInstrumentsSection } from './instruments-section.ts';
import { buildLossesSection } from './losses-section.ts';
import { html, jsonForScript, trustedMarkup, type Markup } from './markup.ts';
import { buildMeasuresSection } from './measures-section.ts';
import { buildMethodSection } from './method-section.ts';
import { buildEventsSection, buildPathsSection } from './paths-section.ts';
import { buildReproduceSection } from './reproduce-section.ts';
import { buildVerdictSection } from './verdict-section.ts';

/** What the build made for the page. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

const CONTENTS = [
  ['verdict', 'Verdict'],
  ['findings', 'Findings'],
  ['measures', 'Measures'],
  ['losses', 'Losses'],
  ['controls', 'Controls'],
  ['charts', 'Charts'],
  ['paths', 'Worst paths'],
  ['instruments', 'Instruments'],
  ['events', 'Events'],
  ['reproduce', 'Reproduce'],
  ['assumptions', 'Assumptions'],
  ['method', 'Method'],
] as const;

export function buildPage(result: RunResult, specs: readonly ChartSpec[], assets: PageAssets): string {
  const { summary } = result;
  // Within a script element only its own end tag matters, and no script of ours needs to spell it.
  const script = assets.script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  const style = assets.style.replaceAll('</style', '<\\/style');
  const policy = [
    "default-src 'none'",
    `script-src '${hashSource(script)}'`,
    `style-src '${hashSource(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const sections = [
    buildWarnings(summary),
    buildVerdictSection(summary),
    buildFindingsSection(summary),
    buildMeasuresSection(summary),
    buildLossesSection(summary),
    buildControlsSection(summary),
    buildChartsSection(specs),
    buildPathsSection(result),
    buildInstrumentsSection(result),
    buildEventsSection(result),
    buildReproduceSection(result),
    buildAssumptionsSection(result),
    buildMethodSection(summary),
  ];
  const present = new Set(sections.map((section) => /<section id="([^"]+)"/.exec(section?.text ?? '')?.[1]));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Aftershock ${summary.version}">
<title>${summary.title} - Aftershock</title>
<style>${trustedMarkup(style)}</style>
</head>
<body>
<a class="skip" href="#verdict">Skip to the verdict</a>
${masthead(result)}
<nav aria-label="Contents"><ul>${CONTENTS.filter(([id]) => present.has(id)).map(
    ([id, title]) => html`<li><a href="#${id}">${title}</a></li>`,
  )}</ul></nav>
<main>
${sections}
</main>
<footer>Aftershock ${summary.version}, fingerprint <code>${summary.fingerprint.slice(0, 16)}</code></footer>
<div id="chart-live" class="visually-hidden" aria-live="polite"></div>
<script type="application/json" id="chart-data">${trustedMarkup(jsonForScript(specs.filter(({ empty }) => empty === null)))}</script>
<script>${trustedMarkup(script)}</script>
</body>
</html>
`.text;
}

function masthead({ scenario, summary }: RunResult): Markup {
  const start = parseClockStart(scenario.startTime);
  const facts = [
    summary.scenario,
    `seed ${summary.seed}`,
    plural(summary.paths, 'path'),
    plural(scenario.venue.instruments.length, 'instrument'),
    plural(summary.population.accounts, 'account'),
    `${formatHours(scenario.run.durationUs / US_PER_HOUR)}${start === null ? '' : ` from ${formatIsoMinute(start, 0)}`}`,
  ];
  return html`<header>
<div><h1>${summary.title}</h1>
<ul class="facts">${facts.map((fact) => html`<li>${fact}</li>`)}</ul></div>
<button type="button" id="theme" aria-label="Switch between light and dark">Light / dark</button>
</header>`;
}

function hashSource(text: string): string {
  return `sha256-${Buffer.from(digestOfText(text), 'hex').toString('base64')}`;
}
