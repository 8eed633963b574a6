/** What went in: settings, instruments, margin tiers, agents, sources; and what the model leaves out. */
import { PPM_PER_UNIT } from '../../base/units.ts';
import type { RunResult } from '../../experiment/run-result.ts';
import type { VenueRules } from '../../exchange/venue-rules.ts';
import { NO_INSTRUMENT, type Instrument } from '../../instruments/instrument.ts';
import { formatCount, formatMultiple, formatShare, formatUsd } from '../../base/format.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { readsOwnTiers } from '../../scenario/default-margin.ts';
import { expiryText, followsText, kindText, quotedPrice, settlementText, strikeText } from '../contract-text.ts';
import { usdOf } from '../path-selection.ts';
import { factGroupsOf } from '../scenario-facts.ts';
import { html, type Content, type Markup } from './markup.ts';
import { buildDefinitions, buildTable } from './tables.ts';

const PLAIN_LIMITS: readonly string[] = [
  'One venue, cross margin, linear perpetuals in one quote currency: no spot, futures, options or inverse contracts.',
  'Collateral is the quote currency itself; it has no price that could fall.',
];

const PORTFOLIO_LIMITS: readonly string[] = [
  'One venue, cross margin; every account is margined by the same model, and nothing expires within a run.',
  'What follows an instrument keeps its ratio to it but for what its own book adds, and volatility surfaces keep to moneyness: implied volatility does not rise in a crash.',
  'Nothing is lent: what is owed in an asset costs no interest.',
];

const LIMITS: readonly string[] = [
  'The outside price is given: what happens on this venue does not move it.',
  'Agents follow fixed rules and do not learn.',
];

/** What the model leaves out, as far as it is true of the scenario. */
export function limitsOf(scenario: Scenario): readonly string[] {
  const { venue, agents } = scenario;
  const attacks = agents.classes.some(({ kind }) => kind === 'fundAttacker');
  return [
    ...(venue.portfolio === null ? PLAIN_LIMITS : PORTFOLIO_LIMITS),
    ...LIMITS,
    ...(attacks ? [] : ['Agents do not expect a liquidation before it comes.']),
    ...unusedOf(scenario),
  ];
}

/** What the model has and this scenario does not use. */
function unusedOf({ venue }: Scenario): string[] {
  const unused = [
    ...(venue.funding === null ? ['no funding is paid'] : []),
    ...(venue.withdrawals === null ? ['nobody withdraws'] : []),
    ...(venue.faults.length === 0 ? ['nothing breaks down and no price source is late or wrong'] : []),
  ];
  return unused.length === 0 ? [] : [`In this scenario ${unused.join(', ')}.`];
}

export function buildAssumptionsSection(result: RunResult): Markup {
  const { scenario, summary } = result;
  const number = (title: string) => ({ title, numeric: true });
  return html`<section id="assumptions" aria-labelledby="assumptions-title">
<h2 id="assumptions-title">Assumptions and limits</h2>
${scenario.description === '' ? null : html`<p>${scenario.description}</p>`}
${factGroupsOf(scenario).map(({ title, entries }) => html`<h3>${title}</h3>${buildDefinitions(entries)}`)}
<h3>Instruments</h3>
${buildTable(
  'Instruments at the start',
  [
    { title: 'Instrument' },
    ...['Price', 'Open interest', 'Depth within 1 %', 'Depth exponent', 'Volatility a year', 'Leverage up to'].map(
      number,
    ),
    { title: 'Margin tiers' },
  ],
  instrumentRows(result),
)}
${scenario.venue.portfolio === null ? null : contractTable(result)}
${tierTables(scenario.venue)}
<h3>Agents</h3>
${buildTable(
  `${formatCount(summary.population.accounts)} accounts with ${formatUsd(usdOf(summary.population.equity))}; positions of both sides are ${formatMultiple(
    summary.population.leverage,
  )} that`,
  [{ title: 'Class' }, { title: 'Kind' }, ...['Accounts', 'Equity', 'Long', 'Short', 'Leverage fitted by'].map(number)],
  summary.population.classes.map((agents) => [
    agents.name,
    KINDS[agents.kind] ?? agents.kind,
    formatCount(agents.accounts),
    ...[agents.equity, agents.longNotional, agents.shortNotional].map((quanta) => formatUsd(usdOf(quanta))),
    formatMultiple(agents.stretch),
  ]),
)}
<h3>Correlation</h3>
<p>${correlationText(result)}</p>
<h3>Sources</h3>
${
  scenario.sources.length === 0
    ? html`<p>The scenario names none.</p>`
    : html`<ul>${scenario.sources.map((source) => html`<li>${source}</li>`)}</ul>`
}
<h3>What the model leaves out</h3>
<ul>${limitsOf(scenario).map((limit) => html`<li>${limit}</li>`)}</ul>
</section>`;
}

const KINDS: Readonly<Record<string, string>> = {
  leveragedDirectional: 'leveraged, directional',
  hedger: 'hedger',
  marketMaker: 'market maker',
  panicSeller: 'panic seller',
  dipBuyer: 'dip buyer',
  marginCallPayer: 'pays margin calls',
  whale: 'whale',
  basisArbitrageur: 'basis arbitrageur',
  optionSeller: 'sells options, hedges delta',
  trendFollower: 'trend follower',
  herdSeller: 'follows liquidations',
  fundAttacker: 'attacks the fund',
};

function instrumentRows({ scenario: { venue, market, agents } }: RunResult): Content[][] {
  return venue.instruments.map((instrument, k) => {
    const tiers = venue.tiers[k];
    const rate = tiers?.brackets[0]?.initialRatePpm ?? 0;
    return [
      instrument.symbol,
      quotedPrice(instrument, instrument.priceInitialTicks),
      isAsset(instrument) ? '' : formatUsd(usdOf(agents.openInterest[k] ?? Number.NaN)),
      formatUsd(usdOf(market.depth[k]?.depthAtOnePercent ?? Number.NaN)),
      formatCount(market.depth[k]?.exponent ?? Number.NaN),
      volatilityText(instrument, market.noise?.volatilityAnnual[k]),
      ...(hasTiers(venue, k)
        ? [formatMultiple(rate > 0 ? PPM_PER_UNIT / rate : Number.NaN), tiers?.source ?? '']
        : ['', '']),
    ];
  });
}

function isAsset({ contract }: Instrument): boolean {
  return contract.kind === 'spot';
}

/** Tables that margin does not ask stand in a venue that has a model of another kind, and for what is no contract. */
function hasTiers({ portfolio, instruments }: VenueRules, k: number): boolean {
  return portfolio === null || (readsOwnTiers(portfolio.margin) && !isAsset(instruments[k]));
}

function volatilityText({ follows }: Instrument, volatility: number | undefined): string {
  if (follows !== NO_INSTRUMENT) return 'follows';
  return volatility === undefined ? 'none' : formatShare(volatility);
}

/** What each instrument is, of a venue with more than perpetuals. */
function contractTable({ scenario: { venue, startTime } }: RunResult): Markup {
  const { instruments } = venue;
  const columns = ['Instrument', 'Kind', 'Follows', 'Settles in', 'Strike', 'Expiry (UTC)', 'Smallest size'];
  return buildTable(
    'What they are',
    columns.map((title) => ({ title, numeric: title === 'Strike' || title === 'Smallest size' })),
    instruments.map((instrument) => [
      instrument.symbol,
      kindText(instrument),
      followsText(instrument, instruments),
      settlementText(instrument, instruments),
      strikeText(instrument),
      expiryText(instrument, startTime),
      `${formatSize(instrument.lotSizeUnits)} ${instrument.lotNotional > 0 ? 'USD' : instrument.contract.underlying}`,
    ]),
  );
}

/** Never in powers of ten. */
function formatSize(units: number): string {
  return units >= 1e-6 ? String(units) : units.toFixed(18).replace(/0+$/, '');
}

/** Each table once, though many instruments may share it. */
function tierTables(venue: VenueRules): Markup {
  const used = venue.tiers.filter((_, k) => hasTiers(venue, k));
  const distinct = new Map(used.map((table) => [JSON.stringify(table), table]));
  return html`${[...distinct.values()].map((table) => {
    const caption = `Margin tiers: ${table.source}`;
    const rows = table.brackets.map((bracket) => [
      Number.isFinite(bracket.notionalMax) ? `below ${formatUsd(usdOf(bracket.notionalMax))}` : 'above',
      formatShare(bracket.maintenanceRatePpm / PPM_PER_UNIT),
      formatShare(bracket.initialRatePpm / PPM_PER_UNIT),
      formatMultiple(bracket.initialRatePpm > 0 ? PPM_PER_UNIT / bracket.initialRatePpm : Number.NaN),
    ]);
    return html`<details><summary>${caption}</summary>${buildTable(
      caption,
      [
        { title: 'Notional' },
        ...['Maintenance', 'Initial', 'Leverage up to'].map((title) => ({ title, numeric: true })),
      ],
      rows,
    )}</details>
`;
  })}`;
}

function correlationText({ summary: { correlation } }: RunResult): string {
  if (!correlation.repaired) return 'The matrix of the scenario is a correlation matrix and was used as it is.';
  const { largestChange, distance } = correlation;
  const change =
    largestChange === null
      ? ''
      : ` The largest change is that of ${largestChange.row} and ${largestChange.column}, from ${Number(
          largestChange.from.toPrecision(3),
        )} to ${Number(largestChange.to.toPrecision(3))}.`;
  return `The matrix of the scenario is not a correlation matrix; the nearest one was used, ${Number(
    distance.toPrecision(3),
  )} away (Frobenius norm).${change}`;
}
