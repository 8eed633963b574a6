/** Checks of settings that are sound alone and make no sense together. */
import type { AgentRules } from '../agents/agent-class.ts';
import type { SimTimeUs } from '../base/units.ts';
import { HORIZON_TICKS_MAX } from '../market/liquidity.ts';
import type { MarketRules } from '../market/market-rules.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import { checkWaterfall } from './check-waterfall.ts';
import { checkWhales } from './check-whales.ts';
import { pathOfClass } from './class-path.ts';
import type { Findings } from './findings.ts';
import { SAMPLE_CELLS_MAX, SAMPLES_MAX, TICKS_MAX } from './limits.ts';
import { durationText } from './time-frame.ts';
import type { Path } from './yaml-nodes.ts';

/** Parts that were refused are undefined and not looked at. */
export function checkTogether(
  venue: VenueRules | undefined,
  market: MarketRules | undefined,
  agents: AgentRules | undefined,
  durationUs: SimTimeUs | undefined,
  findings: Findings,
): void {
  if (durationUs !== undefined) checkIntervals(durationUs, venue, agents, findings);
  // A tick that is refused already is not compared: one cause, one problem.
  const hasSoundTick = !findings.problems.some(({ key }) => key === 'market.tick');
  if (hasSoundTick && venue !== undefined && market !== undefined && venue.markPrice.latencyUs >= market.tickUs) {
    findings.report({
      code: 'latency-beyond-tick',
      path: ['venue', 'markPrice', 'latency'],
      says: 'is not shorter than market.tick, so that marks would skip prices instead of being late',
      expected: 'less than market.tick',
      hint: 'shorten the latency, or lengthen the tick',
    });
  }
  if (hasSoundTick && market !== undefined && market.withdrawal.horizonUs > HORIZON_TICKS_MAX * market.tickUs) {
    findings.report({
      code: 'horizon-too-long',
      path: ['market', 'withdrawal', 'horizon'],
      says: `is longer than ${HORIZON_TICKS_MAX} ticks`,
      expected: `at most ${HORIZON_TICKS_MAX} times market.tick`,
      hint: 'shorten the horizon, or lengthen the tick',
    });
  }
  agents?.classes.forEach(({ bankRun }, index) => {
    if (bankRun === undefined || bankRun === null || venue === undefined || venue.withdrawals !== null) return;
    findings.report({
      code: 'bank-run-without-withdrawals',
      path: ['agents', 'classes', index, 'bankRun'],
      says: 'needs a venue that pays out',
      hint: 'add "withdrawals: { latency: 1 min }" to venue',
      atKey: true,
    });
  });
  checkWaterfall(venue, findings);
  agents?.classes.forEach(({ hedge }, index) => {
    if (hedge === null || venue === undefined || venue.portfolio !== null) return;
    findings.report({
      code: 'hedge-without-model',
      path: ['agents', 'classes', index, 'hedge'],
      says: 'needs a margin model of the venue: tiers margin each leg alone, and a hedge saves nothing',
      hint: 'add "margin:" to venue, such as a preset of a tiered venue',
      atKey: true,
    });
  });
  if (venue !== undefined && agents !== undefined) checkWhales(venue, agents, findings);
  agents?.classes.forEach((agentClass, index) => {
    if (agentClass.kind !== 'marginCallPayer' && agentClass.kind !== 'hedger') return;
    if (agentClass.topUpRatio >= agents.warningRatio) return;
    findings.report({
      code: 'top-up-below-warning',
      path: [...pathOfClass(agents, index), 'topUpRatio'],
      says: 'lies below agents.warningRatio, so that a payment would not end the margin call',
      expected: `at least ${agents.warningRatio}x`,
      hint: 'raise topUpRatio, or lower agents.warningRatio',
    });
  });
}

/** The time series are kept in memory, one row a sample and one cell an instrument. */
export function checkSamples(
  durationUs: SimTimeUs | undefined,
  sampleIntervalUs: SimTimeUs | undefined,
  instruments: number,
  findings: Findings,
): void {
  if (durationUs === undefined || sampleIntervalUs === undefined) return;
  const samples = Math.floor(durationUs / sampleIntervalUs) + 1;
  const samplesMax = Math.min(SAMPLES_MAX, Math.floor(SAMPLE_CELLS_MAX / Math.max(1, instruments)));
  if (samples <= samplesMax) return;
  findings.report({
    code: 'interval-too-short',
    path: ['run', 'sampleInterval'],
    says: `gives ${samples} samples a path`,
    expected: `at most ${samplesMax} samples${samplesMax < SAMPLES_MAX ? ' of so many instruments' : ''}`,
    hint: `an interval of "${durationText(Math.ceil(durationUs / (samplesMax - 1)))}" or longer works`,
  });
}

/** What recurs for the whole run must not recur more often than a run can bear. */
function checkIntervals(
  durationUs: number,
  venue: VenueRules | undefined,
  agents: AgentRules | undefined,
  findings: Findings,
): void {
  const intervals: [Path, number | undefined][] = [
    [['venue', 'insuranceFund', 'unwindInterval'], venue?.insuranceFund.unwindIntervalUs],
    [['venue', 'funding', 'sampleInterval'], venue?.funding?.sampleIntervalUs],
    [['venue', 'insuranceFund', 'inflow', 'interval'], venue?.loss.inflow?.intervalUs],
    [['venue', 'clawback', 'period'], venue?.loss.clawbackPeriodUs],
    [['agents', 'wakeInterval'], agents?.wakeIntervalUs],
  ];
  agents?.classes.forEach((agentClass, index) => {
    const path = pathOfClass(agents, index);
    if (agentClass.kind === 'marketMaker') intervals.push([[...path, 'requoteInterval'], agentClass.requoteIntervalUs]);
    if (agentClass.kind === 'optionSeller')
      intervals.push([[...path, 'rehedgeInterval'], agentClass.rehedgeIntervalUs]);
    if ('intervalUs' in agentClass) intervals.push([[...path, 'interval'], agentClass.intervalUs]);
  });
  for (const [path, intervalUs] of intervals) {
    if (intervalUs === undefined || durationUs / intervalUs <= TICKS_MAX) continue;
    findings.report({
      code: 'interval-too-short',
      path,
      says: `recurs more than ${TICKS_MAX.toString()} times in the run`,
      expected: `${Math.ceil(durationUs / TICKS_MAX)} us or longer`,
    });
  }
}
