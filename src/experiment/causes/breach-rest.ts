/** What an account lost, or won, before a breach without a price behind it that moved against its positions. */
import type { QuoteQuanta } from '../../base/units.ts';
import type { BreachRest } from './cause-record.ts';
import { sumOf, type LossParts } from './loss-parts.ts';
import type { Payments } from './watched-account.ts';
import { whole } from './whole-parts.ts';

/** `rest`: what the moves of prices leave of the fall of its equity. The parts add up to it, exactly. */
export function splitRest(rest: QuoteQuanta, { trades, rest: marks }: LossParts, payments: Payments): BreachRest {
  const named = {
    trades: whole(sumOf(trades)),
    marks: whole(sumOf(marks)),
    paidOut: whole(-payments.paidIn),
    funding: whole(payments.funding),
    shared: whole(payments.shared),
  };
  return { ...named, other: Object.values(named).reduce((left, part) => left - part, rest) };
}
