// Goal: a report of a venue with any contract says what its instruments, collateral and margin model are, tells of facts that
// only such venues have, and never a price that is none. Method: the scenario with every kind of instrument, facts by hand.

import { describe, expect, it } from 'vitest';
import type { MarginSummary } from '../../src/experiment/margin-summary.ts';
import { buildMarginRequirementChart } from '../../src/report/chart-specs/margin-requirement.ts';
import {
  expiryText,
  followsText,
  kindText,
  quotedPrice,
  settlementText,
  strikeText,
} from '../../src/report/contract-text.ts';
import { notableEventsOf } from '../../src/report/notable-events.ts';
import { worstPathOf } from '../../src/report/path-selection.ts';
import { factGroupsOf } from '../../src/report/scenario-facts.ts';
import { marginLines } from '../../src/report/terminal-margin.ts';
import { makeJournal, type Fact } from '../results/sample-run.ts';
import { anyContractText } from '../scenario/any-contract-scenario.ts';
import { readText } from '../scenario/test-environment.ts';
import { makeRun } from './fixture.ts';

const scenario = readText(anyContractText);
const { instruments } = scenario.venue;
const worst = worstPathOf(makeRun())!;

describe('instruments', () => {
  it.each([
    ['BTC', 'perpetual', 'its own price', 'USD', '', '', '$100,000.00'],
    ['BTC-SPOT', 'spot asset', 'BTC', '', '', '', '$100,000.00'],
    ['BTC-INV', 'inverse perpetual', 'BTC', 'BTC-SPOT', '', '', '$100,000.00'],
    ['BTC-27MAR26', 'future', 'BTC', 'USD', '', '27 Mar 2026 08:00', '$102,332.50'],
    ['BTC-120000-C', 'call, coin-settled', 'BTC', 'BTC-SPOT', '$120,000.00', '9 Nov 2025 00:00', '0.0146 BTC'],
    ['BTC-80000-P', 'put', 'BTC', 'USD', '$80,000.00', '9 Nov 2025 00:00', '$665.00'],
  ])('%s is told as what it is', (symbol, kind, follows, settles, strike, expiry, price) => {
    const instrument = instruments.find((one) => one.symbol === symbol)!;
    expect([
      kindText(instrument),
      followsText(instrument, instruments),
      settlementText(instrument, instruments),
      strikeText(instrument),
      expiryText(instrument, scenario.startTime),
      quotedPrice(instrument, instrument.priceInitialTicks),
    ]).toEqual([kind, follows, settles, strike, expiry, price]);
  });

  it('expire so long after the start where the scenario has no date', () => {
    const call = instruments.find(({ contract }) => contract.kind === 'option')!;
    expect(expiryText(call, null)).toBe('after 30 d');
  });
});

describe('assumptions', () => {
  it('name the model, what collateral counts for, surfaces and the estimator of volatility', () => {
    const groups = Object.fromEntries(
      factGroupsOf(scenario).map(({ title, entries }) => [title, Object.fromEntries(entries)]),
    );
    expect(groups['Margin model']).toMatchObject({
      'Margin model': "Cross margin by the instruments' tiers",
      'Liquidation begins': 'below maintenance margin',
    });
    expect(groups['Collateral, as margin']).toEqual({
      'BTC-SPOT': '95 % of value up to $5.00 M, 80 % of what is above; owed: 110 %',
      USDX: '99 % of value; owed: 100 %',
    });
    expect(groups.Options).toEqual({
      BTC: 'volatility 60 % at every strike and expiry; carry 5 % a year',
      'Interest rate': '4 % a year',
    });
    expect(groups['Margin that follows volatility']).toMatchObject({
      'Volatility by': 'GARCH(1,1), alpha 0.1, beta 0.85',
      'Anew every': '5 min',
    });
    expect(groups['Circuit breakers']!.Halt).toMatch(/; margin rates are 2x from then on$/);
  });

  it('of a plain venue say nothing of models', () => {
    const titles = factGroupsOf(makeRun().scenario).map(({ title }) => title);
    for (const title of ['Margin model', 'Collateral, as margin', 'Options']) expect(titles).not.toContain(title);
  });
});

describe('notable events', () => {
  const at = (symbol: string): number => instruments.findIndex((one) => one.symbol === symbol);
  const detailsOf = (facts: readonly Fact[]): string[] =>
    notableEventsOf(scenario, { ...worst, journal: makeJournal(facts) }).map(
      ({ what, detail }) => `${what}: ${detail}`,
    );

  it('tell of losses beyond equity and conversions', () => {
    expect(
      detailsOf([
        [1, 1, 'deficit', 9, -1, 0, 120_000_000, 500_000_000, 0],
        [1, 1, 'conversion', 9, at('BTC-SPOT'), 50_000_000, 400_000_000, 0, 0],
      ]),
    ).toEqual([
      'Loss beyond equity: $12.0 k more lost than the account had; offsets had taken $50.0 k off its requirement',
      'Converted: bought 0.5 BTC-SPOT for $40.0 k at 80,000.00, to bring the account out of debt',
    ]);
  });

  it('have no price for an inverse contract, whose value is its notional, and that in USD for a premium in coin', () => {
    expect(
      detailsOf([
        [1, 1, 'liquidationFill', 9, at('BTC-INV'), -500, -500_000_000, 1, 1],
        [1, 1, 'deleveraging', 9, at('BTC-INV'), 500, -480_000_000, 8, 0],
        [1, 1, 'liquidationFill', 9, at('BTC-120000-C'), 200, 24_000_000, 1, 1],
      ]),
    ).toEqual([
      'Liquidation order: sold 50,000 BTC-INV for $50.0 k',
      'Deleveraged: bought 50,000 BTC-INV for $48.0 k against account 8, place 1 in the queue',
      'Liquidation order: bought 2 BTC-120000-C for $2.40 k at 1,200.00',
    ]);
  });

  it('say why margin changed: a halt, or volatility', () => {
    expect(
      detailsOf([
        [1, 1, 'haltStart', -1, 0, 0, 0, -0.1, 300_000_000],
        [1, 1, 'marginChange', -1, 0, 0, 0, 2_000_000, 2_000_000],
        [2, 2, 'marginChange', -1, 0, 0, 0, 1_500_000, 1_500_000],
      ]).slice(1),
    ).toEqual([
      'Margin rates changed: maintenance 2x and initial 2x those of the scenario, as trading is halted',
      'Margin rates changed: maintenance 1.5x and initial 1.5x those of the scenario, by its volatility',
    ]);
  });
});

const band = (...median: number[]) => ({ median, p95: median });
const margin: MarginSummary = {
  timeS: [0, 60, 120],
  models: [
    { model: 'portfolio', initial: band(3e6, 6e6, 3e6), maintenance: band(2e6, 4e6, 2e6), peakRatio: 2, riseMax: 2e6 },
    {
      model: 'a-model-with-a-name-that-is-longer-than-its-column',
      initial: band(1, 1, 1),
      maintenance: band(3e6, 3e6, 3e6),
      peakRatio: 1,
      riseMax: 0,
    },
  ],
  equity: band(10e6, 6e6, 9e6),
  standalone: band(4e6, 8e6, 4e6),
  nettingBenefit: 0.5,
  deficit: 200_000,
  deficitAccounts: 3,
  deficitUnderOffsets: 50_000,
  deficitUnderOffsetsWorst: { path: 1, value: 90_000 },
  converted: 10_000,
};

describe('margin over time', () => {
  it('is drawn with what positions would need alone, where offsets are granted', () => {
    const spec = buildMarginRequirementChart(makeRun(), margin);
    expect(spec.series.map(({ label }) => label)).toEqual([
      "portfolio (the venue's)",
      'a-model-with-a-name-that-is-longer-than-its-column',
      'Every position alone',
    ]);
    // 6 M against 4 M in the middle.
    expect(spec.summary).toContain('have 1.5x of it at the lowest');
    const plain = buildMarginRequirementChart(makeRun(), { ...margin, standalone: margin.models[0]!.maintenance });
    expect(plain.series).toHaveLength(2);
    expect(plain.subtitle).not.toContain('dotted');
  });

  it('fits a terminal of 80 columns and says what offsets cost', () => {
    const lines = marginLines(margin, { width: 80, colour: false, unicode: true });
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
    const text = lines.join(' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain('portfolio $2.00 M at the start, at most 2x that');
    expect(text).toContain('Offsets take 50 % off what positions would need alone.');
    expect(text).toContain('$200 k on average, of which $50.0 k (25.0 %) within what offsets had taken off');
    const none = marginLines({ ...margin, nettingBenefit: 1e-9 }, { width: 80, colour: false, unicode: true });
    expect(none.join(' ')).toContain('No offsets:');
  });
});
