// Goal: a closed account that has coin left, and no money, is not made to owe money by others' losses or by the fund's share of
// what it has left. Method: one long BTC position on stablecoin whose stablecoin is sold as far as it must be; the audit.
import { describe, expect, it } from 'vitest';
import { VENUE_ACCOUNTS } from '../../../src/exchange/accounts.ts';
import { createBreachList } from '../../../src/exchange/breach-watch.ts';
import { NO_LOSS_RULES } from '../../../src/exchange/loss/loss-rules.ts';
import type { VenueRules } from '../../../src/exchange/venue-rules.ts';
import { log } from '../../../src/numeric/math.ts';
import { byInstrument, portfolioExchange } from '../portfolio-exchange.ts';
import { BTC, STABLE } from '../portfolio-venue.ts';
import { usd } from '../small-venue.ts';

const [SOLD_OUT, BANKRUPT] = [VENUE_ACCOUNTS, VENUE_ACCOUNTS + 1];
/** What it owed was paid in stablecoin, of which a lot is a cent: so much came in beyond it, in quanta. */
const LEFT_OVER = 72;

/** BTC falls by 19 %: of USD 20,000 and 15,000 of it in stablecoin the first has some 1,000 in stablecoin left. */
function fall(rules: Partial<VenueRules>) {
  const told: unknown[][] = [];
  const exchange = portfolioExchange({
    rules,
    holders: [
      { equityUsd: 20_000, held: { [BTC]: 200, [STABLE]: 1_500_000 } },
      { equityUsd: 5_000, held: { [BTC]: 200 } },
    ],
    record: (...fact) => void told.push(fact),
  });
  exchange.advanceTo(1_000_000);
  exchange.applyReference(Float64Array.from(byInstrument({ [BTC]: log(0.81) })), 1_000_000);
  exchange.updateMarks();
  exchange.collectBreaches(createBreachList());
  exchange.liquidate(SOLD_OUT);
  exchange.audit();
  expect(exchange.equityOf(SOLD_OUT)).toBeGreaterThan(usd(500));
  return { exchange, valuesOf: (kind: string) => told.filter(([found]) => found === kind).map((fact) => fact[4]) };
}

describe('a closed account with coin left', () => {
  it('gives the fund of its surplus what it has in money', () => {
    const { exchange, valuesOf } = fall({ loss: { ...NO_LOSS_RULES, surplusSharePpm: 1_000_000 } });
    expect(valuesOf('surplus')).toEqual([LEFT_OVER]);
    expect(exchange.cashOf(SOLD_OUT)).toBe(0);
  });

  it('is called upon for what it has in money', () => {
    const member = { first: SOLD_OUT, end: SOLD_OUT + 1, contribution: usd(1_000) };
    const { exchange, valuesOf } = fall({
      waterfall: ['assessments'],
      loss: { ...NO_LOSS_RULES, defaultFund: { members: [member], assessmentPpm: 1_000_000 } },
    });
    expect(exchange.cashOf(SOLD_OUT)).toBe(LEFT_OVER);
    exchange.liquidate(BANKRUPT);
    exchange.audit();
    // 19,000 lost with 5,000.
    expect(valuesOf('lossShare')).toEqual([LEFT_OVER]);
    expect(valuesOf('uncoveredLoss')).toEqual([usd(14_000) - LEFT_OVER]);
    expect(exchange.cashOf(SOLD_OUT)).toBe(0);
  });
});
