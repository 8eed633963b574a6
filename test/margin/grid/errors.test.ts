// Goal: what cannot be margined is refused with every fault, each by contract and field or by key. Method: spoil sound
// parameters and markets in one or several places.
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/base/problem.ts';
import { unclassedProblem } from '../../../src/margin/grid/check-market.ts';
import { createGridModel } from '../../../src/margin/grid/grid-model.ts';
import type { GridParameters } from '../../../src/margin/grid/grid-parameters.ts';
import { createSpanModel } from '../../../src/margin/span/span-model.ts';
import type { SpanParameters } from '../../../src/margin/span/span-parameters.ts';
import { commodity, spanTerms } from '../span/span-terms.ts';
import { gridPreset, presetModel, readPresetText } from './load-preset.ts';
import { future, option, perpetual, smallMarket } from './small-market.ts';

function faultsOf(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

describe('a market', () => {
  const spoilt = () => {
    const market = smallMarket(
      [
        { name: 'BTC', index: 50_000 },
        { name: 'ETH', index: 3_000, volatility: -0.2 },
      ],
      [
        option('BTC', 'call', 60_000, 0),
        option('ETH', 'put', 2_500, 30),
        option('BTC', 'put', -5, 30),
        perpetual('BTC', { symbol: 'BTC-BAD' }),
        future('ETH', -1),
      ],
    );
    market.markPrices[1] = 10;
    market.markPrices[3] = NaN;
    return market;
  };
  it.each([
    ['grid', presetModel('paradex-pm-2026')],
    ['SPAN', createSpanModel(spanTerms([commodity('BTC', 10), commodity('ETH', 10)]))],
  ])('with expired options, negative volatility, bad strikes and missing prices: %s', (_, model) => {
    expect(faultsOf(() => model.prepare(spoilt()))).toEqual([
      'BTC-0D-60000-C: expiryUs 0 is not after the present time 0',
      'ETH-30D-2500-P: volatility must not be negative, got -0.2',
      expect.stringContaining('BTC-30D--5-P: markPrice cannot be NaN'),
      'BTC-30D--5-P: strike must be above 0, got -5',
      'BTC-BAD: markPrice cannot be NaN',
      'ETH--1D: expiryUs -86400000000 is not after the present time 0',
    ]);
  });
  it('with options on an asset without volatility, or an index at 0', () => {
    const market = smallMarket(
      [
        { name: 'BTC', index: 50_000 },
        { name: 'ETH', index: 3_000 },
      ],
      [option('BTC', 'call', 60_000, 9), perpetual('ETH')],
    );
    market.indexPrices[1] = 0;
    expect(faultsOf(() => presetModel('paradex-pm-2026').prepare({ ...market, surfaces: [null, null] }))).toEqual([
      'BTC-9D-60000-C: volatility is missing: BTC has no surface',
      'ETH-PERP: indexPrice of ETH must be above 0, got 0',
    ]);
  });
  it('with an underlying that no class and no commodity names', () => {
    const market = smallMarket(
      [
        { name: 'GOLD', index: 2_000 },
        { name: 'BTC', index: 50_000 },
      ],
      [perpetual('GOLD'), perpetual('BTC')],
    );
    const base = gridPreset('paradex-pm-2026');
    const classes = [{ ...base.classes[0]!, underlyings: ['BTC'] }];
    expect(faultsOf(() => createGridModel({ ...base, classes }).prepare(market))).toEqual([
      'GOLD-PERP: underlying GOLD belongs to no class of paradex-pm-2026',
    ]);
    expect(unclassedProblem(perpetual('GOLD'), { ...base, classes })).toMatchObject({ expected: 'a contract on BTC' });
    expect(faultsOf(() => createSpanModel(spanTerms([commodity('BTC', 10)])).prepare(market))).toEqual([
      'GOLD-PERP: underlying GOLD belongs to no commodity of span-test',
    ]);
  });
});

describe('a grid', () => {
  const base = gridPreset('okx-pm-2025-01');
  const spoil = (more: Partial<GridParameters>) => faultsOf(() => createGridModel({ ...base, ...more }));
  it('is refused with all its faults at once', () => {
    const [first] = base.classes;
    const scans = {
      ...first!.scans,
      MR1: [{ ...first!.scans['MR1']![0]!, priceMove: -1, weight: NaN, volatilityRule: 'sideways' }],
    };
    const faults = spoil({
      classes: [{ ...first!, scans }, ...base.classes.slice(1)],
      maintenance: {
        sum: [
          { charge: 'MR1', times: -1 },
          { charge: 'MR99', times: 1 },
        ],
        times: 1,
      },
      groups: [
        { name: 'g', gainsCounted: 1.5, products: [{ name: 'p', gainsCounted: 1, underlyings: ['BTC', 'BTC'] }] },
      ],
    });
    expect(faults).toEqual([
      expect.stringContaining('priceMove must be above -1, got -1'),
      expect.stringContaining('weight must not be negative, got NaN'),
      expect.stringContaining('names sideways, which is no rule of class BTC and ETH'),
      expect.stringContaining(
        'classes.first and second list.scans.MR1 has 21 scenarios, not as many as class BTC and ETH',
      ),
      expect.stringContaining('classes.first list.scans.MR1 has 21 scenarios'),
      expect.stringContaining('classes.second list.scans.MR1 has 21 scenarios'),
      expect.stringContaining('classes.others.scans.MR1 has 21 scenarios'),
      expect.stringContaining('groups.g.gainsCounted must lie between 0 and 1, got 1.5'),
      expect.stringContaining('groups name BTC twice'),
      expect.stringContaining('maintenance names MR99, which is no charge'),
      expect.stringContaining('maintenance has a factor that is negative'),
    ]);
  });
  it.each<[string, Partial<GridParameters>, string]>([
    ['no classes', { classes: [] }, 'classes must name at least one class'],
    ['no charges', { charges: [] }, 'charges must name at least one charge'],
    ['a charge twice', { charges: [...base.charges, base.charges[0]!] }, 'charges.MR1 is named twice'],
    ['no scenarios', { classes: [{ ...base.classes[0]!, scans: {} }] }, 'scans.MR1 has no scenario'],
  ])('%s', (_, more, says) => {
    expect(spoil(more).join('\n')).toContain(says);
  });
  it('a charge must net within what it is measured over', () => {
    const preset = gridPreset('deribit-pm-2018');
    const cut = preset.charges.map((each) =>
      each.kind === 'exposure' ? { ...each, nettedOver: 'strike' as const, measuredOver: 'expiry' as const } : each,
    );
    const faults = faultsOf(() => createGridModel({ ...preset, charges: cut }));
    expect(faults.join('\n')).toContain('nettedOver strike does not lie within expiry, over which it is measured');
    expect(faultsOf(() => createGridModel(preset))).toEqual([]);
  });
  it('dampeners must agree within a group', () => {
    const spm = gridPreset('deribit-spm-2024');
    const [all] = spm.classes;
    const plain = Object.fromEntries(
      Object.entries(all!.scans).map(([name, list]) => [name, list.map((each) => ({ ...each, dampener: 0 }))]),
    );
    const model = createGridModel({
      ...spm,
      classes: [
        { ...all!, name: 'majors', underlyings: ['BTC'] },
        { ...all!, name: 'others', underlyings: ['*'], scans: plain },
      ],
      groups: [{ name: 'all', gainsCounted: 1, products: [{ name: 'all', gainsCounted: 1, underlyings: ['*'] }] }],
    });
    const market = smallMarket(
      [
        { name: 'BTC', index: 1 },
        { name: 'ETH', index: 1 },
      ],
      [perpetual('BTC'), perpetual('ETH')],
    );
    expect(faultsOf(() => model.prepare(market)).join()).toContain('has other dampeners than the rest of group all');
  });
});

describe('SPAN', () => {
  const spoil = (more: Partial<SpanParameters>, own: Parameters<typeof commodity>[2] = {}) =>
    faultsOf(() => createSpanModel(spanTerms([commodity('A', 10, own)], more)));
  it('is refused with all its faults at once', () => {
    const faults = spoil(
      {
        initialRatio: 0.5,
        extremeMove: { multiple: 0, cover: 2 },
        deltaSpreads: [{ priority: 1, name: 's', legs: [{ commodity: 'B', ratio: 0, side: 'A', credit: 1.2 }] }],
        scanningSpreads: [{ name: 't', commodities: ['A', 'A'], credit: -1 }],
      },
      {
        contractUnit: 0,
        priceScanRange: { of: 'amount', value: -1 },
        tiers: [{ name: 'near', daysMax: 30, priceScanRange: null }],
        calendarSpreads: [{ priority: 1, near: 'near', far: 'far', charge: { of: 'amount', value: 1 } }],
        riskArrays: { X: { view: 'loss', values: [1, 2, 3], delta: 1 } },
      },
    );
    for (const says of [
      'extremeMove.multiple must be above 0',
      'extremeMove.cover must lie above 0',
      'initialRatio must be at least 1',
      'contractUnit must be above 0',
      'priceScanRange must not be negative, got -1',
      'tiers must go on without end',
      'calendarSpreads name far, which is no tier',
      'riskArrays.X must have 16 finite values',
      'scanningSpreads.t.credit must lie between 0 and 1',
      'scanningSpreads.t names A, which is in a scanning spread already',
      'deltaSpreads.s needs two legs',
      'deltaSpreads.s names B, which is no commodity',
      'deltaSpreads.s.ratio must be above 0',
      'deltaSpreads.s.credit must lie between 0 and 1',
    ]) {
      expect(faults.join('\n')).toContain(says);
    }
    expect(faults).toHaveLength(14);
  });
  it('a share of the price that an extreme move would take below 0', () => {
    expect(spoil({}, { priceScanRange: { of: 'share', value: 0.4 } }).join()).toContain(
      'would take the price to 0 or below',
    );
  });
});

describe('a preset', () => {
  it('with unknown keys and values without units says where', () => {
    const text = `version: 1
name: x
title: x
asOf: 2026
sources: [x]
family: grid
parameters:
  clases: []
  classes: [{ name: all, underlyings: ['*'], scans: { s: [{ prices: [0.16], volatilities: [up] }] } }]
  charges: [{ kind: scan, name: s, netting: underlying }]
  maintenance: s
  initial: { sum: [s], times: 1.3 }
`;
    expect(() => readPresetText(text, 'x.yaml')).toThrow(/prices.*has no unit[\s\S]*|"clases" is not a key/);
  });
});
