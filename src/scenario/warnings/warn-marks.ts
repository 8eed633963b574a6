/** Odd settings of marks, the index and funding. */
import type { MarkRule } from '../../market/mark-rules/mark-rule.ts';
import type { Path } from '../yaml-nodes.ts';
import type { WarningContext } from './warning-context.ts';

const MARK: Path = ['venue', 'markPrice'];

export function warnOfMarks(context: WarningContext): void {
  warnOfRule(context);
  warnOfIndex(context);
  warnOfFunding(context);
}

function readsFunding(rule: MarkRule | null): boolean {
  return rule?.kind === 'binance' || rule?.kind === 'bitmex';
}

function warnOfRule({ scenario: { venue }, warn, isWritten }: WarningContext): void {
  const { markRule, markPrice, funding } = venue;
  if (funding === null && readsFunding(markRule)) {
    warn({
      code: 'mark-without-funding',
      path: [...MARK, 'rule'],
      says: `adds the funding that is still to come, and the venue has none: that part of the mark is the index`,
      hint: 'set venue.funding',
    });
  }
  const weight = [...MARK, 'ownVenueWeight'];
  if (markRule === null && markPrice.basisLimit === 0 && markPrice.ownVenueWeight > 0 && isWritten(weight)) {
    warn({
      code: 'weight-without-room',
      path: weight,
      says: 'has no effect under a basisLimit of 0 %: the mark is the index',
      hint: 'raise basisLimit, or set the weight to 0 %',
    });
  }
}

/** A median follows one price alone when that one has half of the weight. */
function warnOfIndex({ scenario: { venue }, warn }: WarningContext): void {
  const { index } = venue;
  if (index === null || index.average !== 'median') return;
  const weights = [...index.venues.map(({ weight }) => weight), ...(index.ownWeight > 0 ? [index.ownWeight] : [])];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const largest = weights.indexOf(Math.max(...weights));
  if (weights[largest] * 2 <= total) return;
  const isOwn = largest === index.venues.length;
  warn({
    code: 'median-of-one',
    path: [...MARK, 'index', 'average'],
    says:
      weights.length === 1
        ? 'is a median of one price'
        : `is always the price of ${isOwn ? 'the own book' : `venues[${largest}]`}, which has ${weights[largest]} of a weight of ${total}`,
    hint: 'list more venues, none with half of the weight',
  });
}

/** Nothing is paid within the run, and no mark reads the rate. */
function warnOfFunding({ scenario: { venue }, durationUs, warn, isWritten }: WarningContext): void {
  const { funding, markRule } = venue;
  if (funding === null || funding.firstAtUs < durationUs || readsFunding(markRule)) return;
  const keys = ['first', 'interval'].map((key): Path => ['venue', 'funding', key]);
  warn({
    code: 'funding-after-run',
    path: keys.find(isWritten) ?? ['venue', 'funding'],
    says: 'lets the first payment fall on the end of the run or later: nobody pays anything',
    hint: 'set an earlier venue.funding.first, or switch funding off',
    atKey: true,
  });
}
