/** The assumptions of a scenario as names and values with units, in groups: what a reader has to accept or dispute. */
import { PPM_PER_UNIT, US_PER_HOUR } from '../base/units.ts';
import type { AutoDeleveragingRules, LiquidationSizing, VenueRules } from '../exchange/venue-rules.ts';
import type { DeleveragingAllocation } from '../margin/deleveraging-allocation.ts';
import { policyFacts, takeoverFacts } from './policy-facts.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import type { MarketRules } from '../market/market-rules.ts';
import { exp } from '../numeric/math.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { formatClock, parseClockStart } from '../base/civil-time.ts';
import { capitalised, formatChange, formatCount, formatHours, formatMultiple, formatShare } from '../base/format.ts';
import { fundingEntries, markEntries } from './mark-facts.ts';
import { crossText, recoveryEntry } from './book-facts.ts';
import { faultEntries, withdrawalEntries } from './fault-facts.ts';
import { controlEntries } from './control-facts.ts';
import { STAGE_NAMES } from '../experiment/stage-names.ts';
import { collateralEntries, modelEntries, optionEntries, recalibrationEntries } from './portfolio-facts.ts';
import { presetEntries } from './preset-facts.ts';
import { money, ppm, time, type Entry } from './fact-text.ts';

export interface FactGroup {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** A symmetric log distance as a percentage; e^x - 1 of its size. */
const distance = (log: number) => formatShare(exp(Math.abs(log)) - 1);

export function factGroupsOf(scenario: Scenario): readonly FactGroup[] {
  return [
    runFacts(scenario),
    { title: 'Venue preset', entries: presetEntries(scenario) },
    marketFacts(scenario),
    { title: 'Margin model', entries: modelEntries(scenario.venue) },
    { title: 'Collateral, as margin', entries: collateralEntries(scenario.venue) },
    { title: 'Options', entries: optionEntries(scenario.venue) },
    marginFacts(scenario.venue),
    { title: 'Margin that follows volatility', entries: recalibrationEntries(scenario.venue) },
    liquidationFacts(scenario.venue),
    { title: 'Funding', entries: fundingEntries(scenario.venue, scenario.run.durationUs) },
    lossFacts(scenario.venue),
    breakerFacts(scenario.venue),
    { title: 'Other controls', entries: controlEntries(scenario) },
    { title: 'Withdrawals', entries: withdrawalEntries(scenario) },
    { title: 'Operational faults', entries: faultEntries(scenario) },
  ].filter(({ entries }) => entries.length > 0);
}

function runFacts({ run, startTime, agents }: Scenario): FactGroup {
  const start = parseClockStart(startTime);
  return {
    title: 'Run',
    entries: [
      ['Starts', start === null ? 'undated' : `${formatClock(start, 0)}, ${startTime!.slice(0, 4)} (UTC)`],
      ['Duration', formatHours(run.durationUs / US_PER_HOUR)],
      ['Sampled every', time(run.sampleIntervalUs)],
      ['Population', run.populationPerPath ? 'drawn anew for each path' : 'the same on all paths'],
      ['Margin call below', `${formatMultiple(agents.warningRatio)} maintenance margin`],
      ['Agents look every', time(agents.wakeIntervalUs)],
    ],
  };
}

function marketFacts({ market, venue }: Scenario): FactGroup {
  const { noise, impact, withdrawal, external } = market;
  return {
    title: 'Market',
    entries: [
      ['Outside price moves every', time(market.tickUs)],
      ['Outside price', componentsText(market, venue)],
      ['Noise', noise === null ? 'none' : noiseText(market, noise, venue)],
      ['Mean correlation', meanCorrelation(market, venue)],
      ['Lasting share of impact', formatShare(impact.permanentShare)],
      recoveryEntry(impact),
      ['Cross-impact', crossText(market)],
      [
        'Depth withdraws',
        `sensitivity ${formatCount(withdrawal.sensitivity)}, down to ${formatShare(withdrawal.floorShare)}, by returns of ${time(Math.max(market.tickUs, withdrawal.horizonUs))}`,
      ],
      ...(withdrawal.ownMarks
        ? [
            [
              'Depth withdraws by own marks',
              `sensitivity ${formatCount(withdrawal.ownMarks.sensitivity)}, half-life of memory ${time(withdrawal.ownMarks.halfLifeUs)}`,
            ] as const,
          ]
        : []),
      ['Depth comes back', `half-life ${time(withdrawal.recoveryHalfLifeUs)}`],
      [
        'Quoted from outside',
        `${ppm(external.depthSharePpm)} of depth, takes ${money(external.absorptionPerHour)} an hour for each instrument${external.halfSpreadPpm ? `, at ${ppm(external.halfSpreadPpm)} from the mid` : ''}`,
      ],
    ],
  };
}

function componentsText({ components }: MarketRules, { instruments }: VenueRules): string {
  if (components.length === 0) return 'no trend';
  const texts = components.map((component) => {
    switch (component.kind) {
      case 'waypoints':
        return `${instruments[component.instrument]?.symbol ?? '?'}: ${component.timesUs.length} waypoints`;
      case 'replay':
        return `${instruments[component.instrument]?.symbol ?? '?'}: replay of ${component.file}`;
      case 'jump':
        return `jump after ${formatHours(component.atUs / US_PER_HOUR)}, largest ${largest(component.logReturns)}`;
      case 'ramp':
        return `ramp from ${formatHours(component.fromUs / US_PER_HOUR)} to ${formatHours(component.toUs / US_PER_HOUR)}, largest ${largest(component.logReturns)}`;
    }
  });
  return texts.length <= 8 ? texts.join('; ') : `${texts.slice(0, 7).join('; ')}; and ${texts.length - 7} more`;
}

function largest(logReturns: readonly number[]): string {
  const log = logReturns.reduce((found, value) => (Math.abs(value) > Math.abs(found) ? value : found), 0);
  return formatChange(exp(log) - 1);
}

function noiseText(
  { components }: MarketRules,
  noise: NonNullable<MarketRules['noise']>,
  { instruments }: VenueRules,
): string {
  const kind =
    noise.distribution === 'gaussian'
      ? 'Gaussian'
      : `Student-t with ${formatCount(noise.degreesOfFreedom)} degrees of freedom`;
  const volatilities = noise.volatilityAnnual.filter((_, i) => instruments[i]?.follows === NO_INSTRUMENT);
  const low = volatilities.reduce((found, value) => (value < found ? value : found), Number.POSITIVE_INFINITY);
  const high = volatilities.reduce((found, value) => (value > found ? value : found), 0);
  const range = low === high ? formatShare(low) : `${formatShare(low)} to ${formatShare(high)}`;
  const isTied =
    noise.bridgedToWaypoints && components.some((each) => each.kind === 'waypoints' || each.kind === 'replay');
  return `${kind}, ${range} a year${isTied ? ', tied to the waypoints' : ''}`;
}

function meanCorrelation({ correlation }: MarketRules, { instruments }: VenueRules): string {
  const roots = Array.from(instruments.keys()).filter((i) => instruments[i].follows === NO_INSTRUMENT);
  const matrix = roots.map((i) => roots.map((j) => correlation.matrix[i][j]));
  const n = matrix.length;
  if (n < 2) return 'one instrument';
  const sum = matrix.reduce(
    (total, row, i) => total + row.reduce((part, value, j) => part + (i < j ? value : 0), 0),
    0,
  );
  return String(Number((sum / ((n * (n - 1)) / 2)).toPrecision(3)));
}

/** Only of a venue that changes its margins. */
function marginFacts({ marginChanges, instruments }: VenueRules): FactGroup {
  return {
    title: 'Changes of margin rates',
    entries: marginChanges.map(({ atUs, instruments: changed, multiplePpm, initialOnly }) => {
      const names =
        changed.length === instruments.length
          ? 'all instruments'
          : changed.map((i) => instruments[i]?.symbol ?? '?').join(', ');
      const rates = initialOnly ? 'initial rates alone' : 'maintenance and initial rates';
      return [
        `After ${formatHours(atUs / US_PER_HOUR)}`,
        `${names}: ${rates} ${formatMultiple(multiplePpm / PPM_PER_UNIT)} those of the tiers`,
      ] as const;
    }),
  };
}

function liquidationFacts(venue: VenueRules): FactGroup {
  const { liquidation, liquidationPolicy, markPrice } = venue;
  return {
    title: 'Mark price and liquidation',
    entries: [
      ...markEntries(venue),
      ['Mark price delay', time(markPrice.latencyUs)],
      ['Mark moves after trades every', time(markPrice.intervalUs)],
      ['Size of an order', sizingText(liquidation.sizing)],
      ['Closed whole at or below', money(liquidation.wholeBelow)],
      ['Fee', ppm(liquidation.feePpm)],
      ['First order after', time(liquidation.latencyUs)],
      ['Between orders of an account', time(liquidation.stepIntervalUs)],
      ['Again after a band stopped it', time(liquidation.retryIntervalUs)],
      ['Orders a second', formatCount(liquidation.throughputPerSecond)],
      [
        'Taken over below',
        liquidation.takeoverEquitySharePpm === 0
          ? 'bankruptcy'
          : `${ppm(liquidation.takeoverEquitySharePpm)} of maintenance margin`,
      ],
      ...policyFacts(liquidationPolicy),
    ],
  };
}

function sizingText(sizing: LiquidationSizing): string {
  switch (sizing.kind) {
    case 'full':
      return 'the whole position';
    case 'fraction':
      return `${ppm(sizing.sharePpm)} of the position`;
    case 'fractionCooldown':
      return `${ppm(sizing.sharePpm)} of positions above ${money(sizing.above)}; ${
        sizing.during === 'full' ? 'the rest' : 'nothing'
      } within ${time(sizing.cooldownUs)} after`;
    case 'tierStep':
      return 'down to the next margin bracket';
    case 'restoreBuffer':
      return `until equity is ${formatMultiple(sizing.bufferRatio)} maintenance margin`;
  }
}

const RANKING_NAMES: Readonly<Record<VenueRules['autoDeleveraging']['ranking'], string>> = {
  binance: 'Binance',
  bitmex: 'BitMEX',
  bybit: 'Bybit',
  okx: 'OKX',
  hyperliquid: 'Hyperliquid',
  dydx: 'dYdX',
};
const PRICE_NAMES = { bankruptcy: 'bankruptcy price', mark: 'mark price', previousMark: 'mark price before the last' };
const ALLOCATION_NAMES: Readonly<Record<DeleveragingAllocation, string>> = {
  queue: 'down the queue',
  proRataByEquity: 'in proportion to equity',
  proRataByPosition: 'in proportion to positions',
  proRataByProfit: 'in proportion to profits',
  waterFilling: 'so that the largest leverage becomes as small as it can',
};

function lossFacts(venue: VenueRules): FactGroup {
  const { insuranceFund, waterfall, autoDeleveraging, takeover, reserves } = venue;
  const steps = waterfall.map((stage) => STAGE_NAMES[stage]);
  return {
    title: 'Who bears loss',
    entries: [
      ['Order after the book', [...steps, 'uncovered'].join(', then ')],
      ...takeoverFacts(takeover, reserves),
      ['Insurance fund at the start', money(insuranceFund.initial)],
      ['Fund holds for what it took over', `${ppm(insuranceFund.inventoryMarginPpm)} of notional`],
      ['Fund sells', `${ppm(insuranceFund.unwindSharePpm)} every ${time(insuranceFund.unwindIntervalUs)}`],
      ...(waterfall.includes('autoDeleveraging') ? deleveragingFacts(autoDeleveraging) : []),
      ...moreLossFacts(venue),
    ],
  };
}

/** Only a queue asks for a ranking. */
function deleveragingFacts({ ranking, price, allocation = 'queue' }: AutoDeleveragingRules): FactGroup['entries'] {
  return [
    ...(allocation === 'queue' ? ([['Deleveraging ranks like', RANKING_NAMES[ranking]]] as const) : []),
    ['Deleveraging price', PRICE_NAMES[price]],
    ['Deleveraging goes', ALLOCATION_NAMES[allocation]],
  ];
}

/** Settings that most venues leave off. */
function moreLossFacts({ loss, reserves }: VenueRules): FactGroup['entries'][number][] {
  const { trigger, surplusSharePpm, inflow } = loss;
  const entries: FactGroup['entries'][number][] = reserves.map(({ name, initial }) => [
    capitalised(name),
    money(initial),
  ]);
  if (trigger !== null) {
    entries.push(['Fund stands back', `${ppm(trigger.drawdownPpm)} below its peak of ${time(trigger.windowUs)}`]);
  }
  if (surplusSharePpm > 0) entries.push(['Fund keeps of liquidated accounts', ppm(surplusSharePpm)]);
  if (inflow !== null) entries.push(['Fund receives', `${money(inflow.amount)} every ${time(inflow.intervalUs)}`]);
  return entries;
}

function breakerFacts({ priceBand, halt, throttle }: VenueRules): FactGroup {
  const haltText = (rules: NonNullable<VenueRules['halt']>) =>
    `a move of ${distance(rules.moveLog)} within ${time(rules.windowUs)} stops trading for ${time(rules.durationUs)}; liquidations ${
      rules.liquidationsAllowed ? 'go on' : 'stop as well'
    }${rules.marginMultiplePpm === PPM_PER_UNIT ? '' : `; margin rates are ${formatMultiple(rules.marginMultiplePpm / PPM_PER_UNIT)} from then on`}`;
  return {
    title: 'Circuit breakers',
    entries: [
      ['Price band', priceBand === null ? 'off' : `${distance(priceBand.widthLog)} around the index`],
      ['Halt', halt === null ? 'off' : haltText(halt)],
      [
        'Throttle',
        throttle === null ? 'off' : `liquidations of ${money(throttle.notionalMax)} in ${time(throttle.windowUs)}`,
      ],
    ],
  };
}
