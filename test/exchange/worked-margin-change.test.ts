// Goal: an account that is fine is in breach once rates double, and fine again once they are back, with figures worked by
// hand; who is deleveraged first follows from the rates in force. Method: one instrument, amounts in USD.
import { describe, expect, it } from 'vitest';
import { createBreachList } from '../../src/exchange/breach-watch.ts';
import { SmallExchange } from './small-venue.ts';

const change = (multiplePpm: number, initialOnly = false) => ({ instruments: [0], multiplePpm, initialOnly });
const collect = (small: SmallExchange): number[] => {
  const list = createBreachList();
  small.exchange.collectBreaches(list);
  return Array.from(list.accounts).slice(0, list.count);
};

describe('margin rates that change', () => {
  // 100 units at 100: a notional of 10,000, of which 1 % are 100, and twice that 200.
  const holders = [
    { equityUsd: 150, lots: 100 },
    { equityUsd: 200, lots: 100 },
  ];

  it('put the account below the new requirement in breach, and only it', () => {
    const small = new SmallExchange({ priceUsd: 100, holders });
    expect(collect(small)).toEqual([]);
    small.exchange.changeMargins(change(2_000_000));
    expect(small.exchange.maintenanceOf(4)).toBe(2_000_000);
    // The second one has exactly what it needs.
    expect(collect(small)).toEqual([4]);
    expect(small.take('breach', 'marginChange')).toEqual([
      ['marginChange', -1, 0, 0, 2_000_000, 2_000_000],
      ['breach', 4, 0, 150, 2_000_000, 0],
    ]);
  });

  it('count from the scenario, not from the last change', () => {
    const small = new SmallExchange({ priceUsd: 100, holders });
    for (const multiple of [3_000_000, 1_200_000]) small.exchange.changeMargins(change(multiple));
    expect(small.exchange.maintenanceOf(4)).toBe(1_200_000);
    expect(collect(small)).toEqual([]);
  });

  it('let an account recover that was not liquidated yet', () => {
    const small = new SmallExchange({ priceUsd: 100, holders });
    small.exchange.changeMargins(change(2_000_000));
    expect(collect(small)).toEqual([4]);
    small.exchange.changeMargins(change(1_000_000));
    expect(small.exchange.liquidate(4)).toEqual({ kind: 'done' });
    expect(small.take('recovered')).toEqual([['recovered', 4, 0, 150, 1_000_000, 0]]);
  });

  it('of initial margin alone refuse orders and breach nobody', () => {
    const small = new SmallExchange({ priceUsd: 100, holders: [{ equityUsd: 250, lots: 100 }] });
    // 1 more unit: 10,100 x 2 % = 202 of 250. At 2.5 %: 252.50.
    small.order(4, 1);
    small.order(4, -1);
    small.exchange.changeMargins(change(1_250_000, true));
    expect(() => small.order(4, 1)).toThrow('did not fill');
    expect(small.exchange.maintenanceOf(4)).toBe(1_000_000);
    expect(collect(small)).toEqual([]);
    expect(small.take('marginChange')).toEqual([['marginChange', -1, 0, 0, 1_000_000, 1_250_000]]);
  });
});
