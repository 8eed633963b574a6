/** Random mark rules, indices, funding and sales of collateral for random venues and scenarios, by draws of their own. */
import type { CollateralSalesRules } from '../../src/exchange/collateral-sales-rules.ts';
import type { FundingFormula, FundingRules } from '../../src/exchange/funding/funding-rules.ts';
import type { IndexRules, MarkRule, OtherVenue } from '../../src/market/mark-rules/mark-rule.ts';
import { createStream } from '../../src/numeric/stream.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { Draw } from './random-venue.ts';
import type { VenueRules } from '../../src/exchange/venue-rules.ts';

const SECOND_US = 1_000_000;

/** The same scenario on a venue with one of the mark rules, perhaps an index of its own, and funding every few seconds. */
export function withMarksAndFunding(scenario: Scenario): Scenario {
  const draw = new Draw(createStream(scenario.run.seed, 'marks and funding'));
  const funding = drawFunding(draw);
  return {
    ...scenario,
    venue: { ...scenario.venue, markRule: drawMarkRule(draw), index: drawIndex(draw), funding },
  };
}

/** The same venue with each of these mechanisms on or off; in many they are all off, so that nothing hides behind them. */
export function withMarkMechanisms(venue: VenueRules, seed: string): VenueRules {
  const draw = new Draw(createStream(seed, 'mark mechanisms'));
  if (draw.chance(0.4)) return venue;
  const markRule = draw.chance(0.7) ? drawMarkRule(draw) : null;
  const index = draw.chance(0.7) ? drawIndex(draw) : null;
  const funding = draw.chance(0.6) ? null : drawFunding(draw, draw.of([1, 1, 10, 60]));
  return { ...venue, markRule, index, funding, collateralSales: drawCollateralSales(draw) };
}

function drawCollateralSales(draw: Draw): CollateralSalesRules | null {
  return draw.chance(0.5) ? null : { retryIntervalUs: draw.magnitude(100_000, 10 * SECOND_US) };
}

function drawVenues(draw: Draw, least: number): OtherVenue[] {
  return Array.from({ length: draw.whole(least, 4) }, () => ({
    weight: draw.of([1, 2, 3, 0.1, 0.3]),
    deviation: draw.of([0, 0, 0.01, -0.03]),
  }));
}

function drawMarkRule(draw: Draw): MarkRule | null {
  return draw.of<MarkRule | null>([
    null,
    { kind: 'last' },
    { kind: 'binance', windowUs: draw.magnitude(SECOND_US, 60 * SECOND_US) },
    {
      kind: 'hyperliquid',
      basisTauUs: draw.magnitude(SECOND_US, 300 * SECOND_US),
      bookTauUs: draw.magnitude(SECOND_US, 60 * SECOND_US),
      perpetuals: draw.chance(0.5) ? [] : drawVenues(draw, 1),
    },
    { kind: 'bitmex' },
    { kind: 'deribit', basisTauUs: draw.magnitude(SECOND_US, 60 * SECOND_US), basisLimitLog: draw.of([0, 0.005, 0.1]) },
  ]);
}

function drawIndex(draw: Draw): IndexRules | null {
  if (draw.chance(0.6)) return null;
  return { average: draw.of(['mean', 'median']), ownWeight: draw.of([0, 0.5, 4]), venues: drawVenues(draw, 1) };
}

function drawFunding(draw: Draw, scale = 1): FundingRules {
  const sampleIntervalUs = draw.of([1, 2, 5]) * scale * SECOND_US;
  const intervalUs = draw.whole(1, 5) * sampleIntervalUs;
  return {
    formula: draw.of<FundingFormula>([
      { kind: 'clampedInterest', interest: draw.of([0, 0.0001, -0.001]), clamp: draw.of([0, 0.0005]) },
      { kind: 'addedInterest', interest: 0.0001 },
      { kind: 'damper', damper: draw.of([0, 0.000_25, 0.01]) },
      { kind: 'premium' },
    ]),
    firstAtUs: draw.whole(1, 8) * sampleIntervalUs,
    intervalUs,
    periodUs: draw.of([1, 3]) * intervalUs,
    sampleIntervalUs,
    average: draw.of(['even', 'rising', 'pricesFirst']),
    capMarginMultiple: draw.of([null, null, 0.75, 6]),
    cap: draw.of([null, 0.0005, 0.02]),
    notional: draw.of(['mark', 'index']),
    isPaidLate: draw.chance(0.3),
  };
}
