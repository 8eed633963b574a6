/**
 * Whose doing a breach was. Four things compete: the outside price, what the venue's orders displaced, what the venue asks
 * for, and all the rest; the largest wins, the outside at a tie. Displacement is then the doing of the one liquidation, or
 * fund, or kind of agents' orders, that is behind most of it; the rest, of the largest of its parts.
 */
import type { Lots, QuoteQuanta } from '../../base/units.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import type { Cause } from './cause.ts';
import type { BreachRest, Parent } from './cause-record.ts';
import { sumOf, type LossParts } from './loss-parts.ts';

export interface Contenders {
  readonly parts: LossParts;
  readonly requirementRaised: number;
  readonly rest: number;
  readonly restParts: BreachRest;
}

/** `breachOf`: place of an account's latest breach, which its orders belong to. */
export function findParent(
  { parts, requirementRaised, rest, restParts }: Contenders,
  causes: readonly Cause[],
  breachOf: (account: number) => number,
): Parent {
  const outside = parts.outsideTotal;
  const displaced = parts.causesTotal;
  const largest = Math.max(outside, displaced, requirementRaised, rest);
  if (outside === largest) return { kind: 2 * sumOf(parts.error) > outside ? 'oracle' : 'outside' };
  if (requirementRaised === largest) return { kind: 'requirement' };
  if (displaced !== largest) return { kind: kindOfRest(restParts) };
  let first = -1;
  let most = 0;
  const { numbers, losses } = parts.causes.list();
  for (let k = 0; k < losses.length; k += 1) {
    if (losses[k]! <= most) continue;
    first = numbers[k]!;
    most = losses[k]!;
  }
  const cause = causes[first];
  if (cause === undefined) return { kind: 'outside' };
  return cause.kind === 'liquidation' ? { ...cause, breach: breachOf(cause.account) } : cause;
}

/** Of a rest that is a loss: the largest of what is named in it, its own trades where nothing else is larger. */
function kindOfRest({ paidOut, funding, shared, trades, marks, other }: BreachRest) {
  const largest = Math.max(paidOut, funding, shared, trades + marks + other);
  if (paidOut === largest) return 'withdrawal';
  if (funding === largest) return 'funding';
  return shared === largest ? 'shared' : 'own';
}

/**
 * What a requirement would be smaller by at the scenario's own rates: by notional of the positions.
 *
 * @param multiples of maintenance rates in force, by instrument
 */
export function requirementRaisedBy(
  multiples: readonly number[],
  exchange: ExchangePort,
  lots: readonly Lots[],
  maintenance: QuoteQuanta,
): QuoteQuanta {
  let notional = 0;
  let raised = 0;
  lots.forEach((held, i) => {
    const size = Math.abs(held) * exchange.notionalPerLotOf(i);
    notional += size;
    raised += size * (1 - 1 / multiples[i]!);
  });
  return notional === 0 ? 0 : Math.round((maintenance * raised) / notional) + 0;
}
