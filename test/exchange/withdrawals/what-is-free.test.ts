// Goal: what a withdrawal leaves behind is what docs/exchange-rules.md, section 20, says where there is more than cash and tiers:
// balances, models that liquidate at equality, a haircut, a clawback. Method: sums by hand, the audit.
import { describe, expect, it } from 'vitest';
import { createBreachList } from '../../../src/exchange/breach-watch.ts';
import type { MarginParameters } from '../../../src/margin/create-margin-model.ts';
import { tieredModel } from '../portfolio-models.ts';
import { byInstrument, portfolioExchange } from '../portfolio-exchange.ts';
import { BTC, STABLE } from '../portfolio-venue.ts';
import { SmallExchange, usd } from '../small-venue.ts';

const FIRST = 4;

/** One account on the venue of any contracts. */
function portfolio(margin: MarginParameters, equityUsd: number, held: Readonly<Record<number, number>>) {
  const paid: number[] = [];
  const exchange = portfolioExchange({
    margin,
    holders: [{ equityUsd, held }],
    record: (kind, _, __, ___, value) => void (kind === 'withdrawal' && paid.push(value)),
  });
  const withdraw = (amountUsd: number): number => {
    exchange.withdraw(FIRST, usd(amountUsd), 0);
    exchange.audit();
    return paid.at(-1)!;
  };
  const breached = (): number[] => {
    exchange.advanceTo(1_000_000);
    exchange.applyReference(Float64Array.from(byInstrument({})), 1_000_000);
    exchange.updateMarks();
    const list = createBreachList();
    exchange.collectBreaches(list);
    return Array.from({ length: list.count }, (_, n) => list.accounts[n]!);
  };
  return { exchange, withdraw, breached };
}

describe('a withdrawal', () => {
  it('is of cash: a balance is not lent against', () => {
    // 20,000 USD, 15,000 of them in stablecoin.
    const { withdraw } = portfolio(tieredModel, 20_000, { [STABLE]: 1_500_000 });
    expect([withdraw(4_000), withdraw(4_000), withdraw(4_000)]).toEqual([usd(4_000), usd(1_000), 0]);
  });

  it('leaves maintenance margin where that is more than initial margin', () => {
    // Both rates 1 %, and liquidation at equality: a quantum more than the requirement has to stay.
    const { parameters } = tieredModel as Extract<MarginParameters, { family: 'tiered' }>;
    const brackets = [{ upTo: Infinity, maintenanceRate: 0.01, initialRate: 0.01 }];
    const rules = parameters.rules.map((each) =>
      each.rule.kind === 'brackets' ? { ...each, rule: { ...each.rule, brackets } } : each,
    );
    const { exchange, withdraw, breached } = portfolio(
      { family: 'tiered', parameters: { ...parameters, liquidatesAtEquality: true, rules } },
      1_000,
      { [BTC]: 10 },
    );
    // 0.1 BTC at 50,000 need 50 USD.
    expect(withdraw(5_000)).toBe(usd(950) - 1);
    expect(exchange.equityOf(FIRST)).toBe(usd(50) + 1);
    expect(breached()).toEqual([]);
  });

  it('is looked at with what is left: who fell below the margin after it is found', () => {
    // 100 lots at 100 with 200 USD left of 1,000: at 98.98, 98 are left against 98.98.
    const small = new SmallExchange({ priceUsd: 100, holders: [{ equityUsd: 1_000, lots: 100 }] });
    small.moveTo(100);
    small.exchange.withdraw(FIRST, usd(5_000), 0);
    small.moveTo(98.98);
    expect(small.take('breach')).toEqual([['breach', FIRST, 0, 98, usd(98.98), 0]]);
  });

  it('leaves the haircut of what is paid, not of what was asked, behind', () => {
    // 10 long with 10 USD fall by 5: 40 that nobody bears. Claims: 360 of its own and 140 + 50 of the short = 550, so 72,727
    // ppm of all 190 but its initial margin of 19: 171 x 72,727 ppm = 12.4363, rounded down.
    const small = new SmallExchange({
      priceUsd: 100,
      holders: [
        { equityUsd: 10, lots: 10 },
        { equityUsd: 140, lots: -10 },
        { equityUsd: 360, lots: 0 },
      ],
      rules: { waterfall: ['withdrawalHaircut'] },
    });
    small.moveTo(95);
    small.exchange.liquidate(FIRST);
    expect(small.take('uncoveredLoss').map(([, , , value]) => value)).toEqual([40]);
    small.exchange.withdraw(5, usd(100_000), 0);
    expect(small.take('exitHaircut', 'withdrawal')).toEqual([
      ['exitHaircut', 5, 0, 12.4363, 72_727, usd(171)],
      ['withdrawal', 5, 0, 158.5637, usd(100_000), 1_000_000],
    ]);
    expect(small.equityUsd(5)).toBe(19);
    small.exchange.audit();
  });

  it('that is all haircut is looked at as well', () => {
    // 400 that nobody bears, and claims of 190: nothing is paid of the 171 that were free, and 19 are left of 10 short.
    const small = new SmallExchange({
      priceUsd: 100,
      holders: [
        { equityUsd: 100, lots: 100 },
        { equityUsd: 140, lots: -10 },
      ],
      rules: { waterfall: ['withdrawalHaircut'] },
    });
    small.moveTo(95);
    small.exchange.liquidate(FIRST);
    small.moveTo(95);
    small.exchange.withdraw(5, usd(1_000), 0);
    expect(small.take('exitHaircut', 'withdrawal').map(([, , , value]) => value)).toEqual([171, 0]);
    small.moveTo(96);
    expect(small.take('breach')).toEqual([['breach', 5, 0, 9, usd(9.6), 0]]);
  });

  it('takes no profit away from a later clawback', () => {
    // The short wins 50 and takes 60 out; of its profit of 50 the clawback of 40 takes 4 in 5.
    const small = new SmallExchange({
      priceUsd: 100,
      holders: [
        { equityUsd: 10, lots: 10 },
        { equityUsd: 140, lots: -10 },
      ],
      rules: { waterfall: ['clawback'] },
    });
    small.moveTo(95);
    small.exchange.withdraw(5, usd(60), 0);
    small.exchange.liquidate(FIRST);
    expect(small.take('withdrawal', 'lossStage', 'uncoveredLoss')).toEqual([
      ['withdrawal', 5, 0, 60, usd(60), 1_000_000],
      ['lossStage', FIRST, 0, 40, 4, 800_000],
    ]);
    expect(small.equityUsd(5)).toBe(90);
  });
});
