/** SPAN parameters for tests: one sentence each, everything else as in CME's files. */
import type { CombinedCommodity, SpanParameters } from '../../../src/margin/span/span-parameters.ts';

export const commodity = (name: string, range: number, more: Partial<CombinedCommodity> = {}): CombinedCommodity => ({
  name,
  underlyings: [name],
  contractUnit: 1,
  priceScanRange: { of: 'amount', value: range },
  volatilityScanRange: { of: 'amount', value: 0.05 },
  shortOptionMinimum: { of: 'amount', value: 0, counts: 'sum' },
  compositeDelta: 'present',
  tiers: [],
  calendarSpreads: [],
  deliveryCharge: null,
  riskArrays: {},
  ...more,
});

export const spanTerms = (
  commodities: readonly CombinedCommodity[],
  more: Partial<SpanParameters> = {},
): SpanParameters => ({
  id: 'span-test',
  title: 'SPAN',
  source: 'test',
  liquidatesAtEquality: false,
  initialRatio: 1.1,
  extremeMove: { multiple: 3, cover: 0.33 },
  lookaheadDays: 1,
  weightedPriceRisk: 'scanRangeCap',
  commodities,
  scanningSpreads: [],
  deltaSpreads: [],
  ...more,
});
