/** How a venue makes its marks and its index, and what perpetuals pay for trading away from it, as names and values. */
import { formatCount, formatMultiple, formatRate, formatShare } from '../base/format.ts';
import { type SimTimeUs } from '../base/units.ts';
import type { FundingFormula, FundingRules } from '../exchange/funding/funding-rules.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import type { IndexRules, MarkRule, OtherVenue } from '../market/mark-rules/mark-rule.ts';
import { exp } from '../numeric/math.ts';
import { time, type Entry } from './fact-text.ts';

const around = (log: number): string => formatShare(exp(log) - 1);

export function markEntries({ markRule, index, markPrice, funding }: VenueRules): readonly Entry[] {
  const indexEntry: Entry[] = index === null ? [] : [['Index', indexText(index)]];
  if (markRule !== null) return [['Mark price', markText(markRule, funding !== null)], ...indexEntry];
  return [
    ['Weight of the own book in the mark', formatShare(markPrice.ownVenueWeight)],
    ['Mark at most away from the index', around(markPrice.basisLimit)],
    ...indexEntry,
  ];
}

function markText(rule: MarkRule, hasFunding: boolean): string {
  switch (rule.kind) {
    case 'last':
      return "the price of the venue's own book";
    case 'binance':
      return `median of index with funding, index with the mean basis of ${time(rule.windowUs)}, and last`;
    case 'hyperliquid':
      return `median of index with a basis averaged over ${time(rule.basisTauUs)}, the book, and ${
        rule.perpetuals.length === 0
          ? `the book averaged over ${time(rule.bookTauUs)}`
          : `the median of other perpetuals (${venuesText(rule.perpetuals)})`
      }`;
    case 'bitmex':
      return hasFunding
        ? 'fair price: index with the funding that is still to come'
        : 'fair price without funding, which is the index';
    case 'deribit':
      return `index with a basis averaged over ${time(rule.basisTauUs)}, at most ${around(rule.basisLimitLog)} away`;
  }
}

function indexText({ average, ownWeight, venues }: IndexRules): string {
  const own =
    ownWeight === 0 ? '' : `${venues.length === 0 ? '' : ', and '}the own book with weight ${formatCount(ownWeight)}`;
  return `${average} of ${venues.length === 0 ? '' : `other venues (${venuesText(venues)})`}${own}`;
}

/** `weights 3, 2 at 0.1 %, 1`. */
function venuesText(venues: readonly OtherVenue[]): string {
  const each = venues.map(({ weight, deviation }) =>
    deviation === 0 ? formatCount(weight) : `${formatCount(weight)} at ${formatRate(deviation)}`,
  );
  return `weights ${each.join(', ')}`;
}

/** Nothing for a venue without funding. */
export function fundingEntries({ funding }: VenueRules, durationUs: SimTimeUs): readonly Entry[] {
  if (funding === null) return [];
  const { firstAtUs, intervalUs, periodUs, sampleIntervalUs, notional, isPaidLate } = funding;
  const first =
    firstAtUs > durationUs ? 'the first one after the end of the run' : `the first after ${time(firstAtUs)}`;
  return [
    ['Paid every', `${time(intervalUs)}, ${first}`],
    ['Rate', `${formulaText(funding.formula)}, for ${time(periodUs)}`],
    ['Premium P', `${averageText(funding)}, sampled every ${time(sampleIntervalUs)}`],
    ['Caps', capText(funding)],
    ['On positions at', notional === 'mark' ? 'the mark price' : 'the index price'],
    ...(isPaidLate ? [['Samples of an interval', 'make the rate of the next one'] as const] : []),
  ];
}

function formulaText(formula: FundingFormula): string {
  switch (formula.kind) {
    case 'clampedInterest':
      return `P + (${formatRate(formula.interest)} - P, at most ${formatRate(formula.clamp)} either way)`;
    case 'addedInterest':
      return `P + ${formatRate(formula.interest)}`;
    case 'damper':
      return `max(${formatRate(formula.damper)}, P) + min(-${formatRate(formula.damper)}, P)`;
    case 'premium':
      return 'P';
  }
}

function averageText({ average }: FundingRules): string {
  switch (average) {
    case 'even':
      return 'mean';
    case 'rising':
      return 'mean with weights rising to the end of the interval';
    case 'pricesFirst':
      return 'mean price / mean index - 1';
  }
}

function capText({ cap, capMarginMultiple }: FundingRules): string {
  const caps = [
    ...(capMarginMultiple === null
      ? []
      : [`${formatMultiple(capMarginMultiple)} (initial - maintenance margin rate) for a period`]),
    ...(cap === null ? [] : [`${formatRate(cap)} a payment`]),
  ];
  return caps.length === 0 ? 'none' : caps.join(', ');
}
