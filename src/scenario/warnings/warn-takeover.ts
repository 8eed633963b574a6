/** Odd settings of those who take positions over. */
import { formatShare } from '../../base/format.ts';
import { namesOf, type DutchAuctionRules } from '../../exchange/takeover/takeover-rules.ts';
import { PPM_PER_UNIT } from '../../base/units.ts';
import { durationText } from '../time-frame.ts';
import type { Path } from '../yaml-nodes.ts';
import { usd, type WarningContext } from './warning-context.ts';

const TAKEOVER: Path = ['venue', 'takeover'];

export function warnOfTakeover(context: WarningContext): void {
  const { scenario, market, warn } = context;
  const { takeover, reserves } = scenario.venue;
  const names = takeover.takers.flatMap(namesOf);
  const capital = reserves.filter(({ name }) => names.includes(name)).reduce((sum, { initial }) => sum + initial, 0);
  if (market > 0 && capital > market) {
    warn({
      code: 'larger-than-market',
      path: TAKEOVER,
      says: `has ${usd(capital)} of capital in all against an open interest of ${usd(market)}: together they could take over the whole market`,
      atKey: true,
    });
  }
  takeover.takers.forEach((taker, place) => {
    if (taker.kind === 'dutchAuction') warnOfAuction(taker, [...TAKEOVER, place], context);
  });
}

function warnOfAuction(
  { discounts, intervalUs, bidders }: DutchAuctionRules,
  path: Path,
  context: WarningContext,
): void {
  const { warn, isWritten } = context;
  const end = discounts[discounts.length - 1];
  if (intervalUs >= end.afterUs) {
    warn({
      code: 'one-look',
      path: isWritten([...path, 'interval']) ? [...path, 'interval'] : [...path, 'discounts'],
      says: `is ${durationText(intervalUs)} in an auction of ${durationText(end.afterUs)}: bidders look at its start and its end alone`,
      hint: 'shorten the interval, or lengthen the auction',
    });
  }
  const reached = discounts.findIndex(({ discountPpm }) => discountPpm === end.discountPpm);
  if (reached < discounts.length - 1) {
    const { afterUs } = discounts[reached];
    warn({
      code: 'discount-stands-still',
      path: [...path, 'discounts', reached + 1, 'discount'],
      says: `is ${formatShare(end.discountPpm / PPM_PER_UNIT)} already after ${durationText(afterUs)}: who has not bid by then waits for the end, ${durationText(end.afterUs)}, without a better price`,
      hint: 'end the auction there, or let the discount go on growing',
    });
  }
  const last = Math.max(...bidders.map(({ reservationPpm }) => reservationPpm));
  if (last >= PPM_PER_UNIT) {
    bidders.forEach(({ reservationPpm }, n) => {
      if (reservationPpm < PPM_PER_UNIT) return;
      warn({
        code: 'bids-for-nothing-less',
        path: [...path, 'bidders', n, 'reservation'],
        says: 'waits until the discount is the whole equity of the account, the last moment of the auction',
      });
    });
  }
}
