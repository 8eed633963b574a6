/** Settings of the small crowd that switch mechanisms on: families of them, for tests of what must not matter. */
import type { Settings } from './small-scenario.ts';

/** A fall that leaves accounts in debt, and nothing that stops it. */
export const DEEP: Settings = {
  'run.duration': '7 min',
  'venue.circuitBreakers.halt': 'off',
  'market.prices.ramps': '[{ from: 2 min, to: 5 min, move: -45 % }]',
};

/** The same for a fund that does not last. */
export const POOR: Settings = { ...DEEP, 'venue.insuranceFund.initial': '2 k USD' };

const WITHDRAWALS: Settings = { 'venue.withdrawals': '{ latency: 1 s, throughput: 5 /s }' };

export const CONTROLS: Settings = {
  ...WITHDRAWALS,
  'venue.controls.limitUpDown': '{ tier: 2 }',
  'venue.controls.dynamicBreaker': '{ variant: 8 % }',
  'venue.controls.marketWide': '{ level1: 12 %, level2: 22 %, level3: 60 %, duration: 1 min }',
  'venue.controls.orderBand': '{ around: mark, up: 20 %, down: 20 % }',
  'venue.controls.reopening': '{ call: 20 s }',
  'venue.controls.liquidationPause': '{ notionalMax: 200 k USD, duration: 20 s }',
  'venue.controls.openInterestMargin': '{ lower: 1.02x, upper: 1.5x }',
  'venue.controls.marginSteps':
    '{ interval: 10 s, intervals: 6, hold: 1 min, steps: [{ above: 200 %, multiplier: 1.2x }, { above: 800 %, multiplier: 1.5x }] }',
  'venue.controls.withdrawalGate': '{ fall: 10 %, duration: 1 min }',
  'venue.controls.oracleGuard': '{ deviation: 3 %, confirm: 5 s, action: freezeMark }',
};

export const TAKERS: Settings = {
  'venue.liquidation.takeoverEquityShare': '50 %',
  'venue.takeover': `[
    { kind: panel, unwindInterval: 20 s, providers: [
      { name: north, capital: 10 k USD, notionalMax: 60 k USD, window: 1 min },
      { name: south, capital: 5 k USD, notionalMax: 200 k USD, window: 2 min, discount: 0.5 % }] },
    { kind: vault, name: vault, capital: 20 k USD, unwindInterval: 10 s },
    { kind: dutchAuction, interval: 5 s, bidders: [{ name: eager, capital: 10 k USD, reservation: 10 % }],
      discounts: [{ after: 0 s, discount: 5 % }, { after: 30 s, discount: 100 % }] },
    fund]`,
};

export const FLOWS: Settings = {
  'venue.funding': '{ interval: 1 min, sampleInterval: 10 s, formula: { kind: premium }, cap: 1 % }',
  'venue.markPrice.index': '{ ownWeight: 0.5, venues: [{ weight: 1 }] }',
  'market.withdrawal.ownMarks': '{}',
  ...WITHDRAWALS,
  'agents.classes.retail.bankRun': '{ fall: { min: 5 %, max: 20 % }, share: 50 %, fundLoss: 10 % }',
};

export const FAULTS: Settings = {
  faults: `[
    { kind: oracleLate, at: 3 min, duration: 1 min, delay: 20 s },
    { kind: liquidationDown, at: 5 min, duration: 30 s },
    { kind: matchingDown, at: 4 min, duration: 20 s },
    { kind: agentsCutOff, at: 270 s, duration: 1 min, classes: [panic, makers] },
    { kind: depositsSlow, at: 3 min, duration: 3 min, delay: 10 s }]`,
};

/** Losses go to others in many ways, and nothing is a stage that only some have money in. */
export const SHARED_LOSSES: Settings = {
  'venue.waterfall': '[insuranceFund, profitHaircut, socialisedLoss, clawback, withdrawalHaircut]',
  'venue.clawback': '{ period: 2 min }',
};

export const EVERYTHING: Settings = { ...CONTROLS, ...TAKERS, ...FLOWS, ...FAULTS };
