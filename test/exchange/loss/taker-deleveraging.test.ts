// Goal: an account of the venue's that took positions over is deleveraged like any other holder of the other side, however
// positions are shared out. Method: a vault takes a short at 101; the long that is left goes bankrupt at 90.
import { expect, it } from 'vitest';
import { DELEVERAGING_ALLOCATIONS } from '../../../src/margin/deleveraging-allocation.ts';
import { SmallExchange, usd } from '../small-venue.ts';
import { kept, vault } from '../takeover/taker-stage.ts';

const [LONG, SHORT, VAULT] = [4, 5, 6] as const;

it.each(DELEVERAGING_ALLOCATIONS)('under %s', (allocation) => {
  const small = new SmallExchange({
    priceUsd: 100,
    holders: [
      { equityUsd: 500, lots: 100 },
      { equityUsd: 150, lots: -100 },
    ],
    liquidation: { takeoverEquitySharePpm: 1_000_000 },
    rules: {
      reserves: [{ name: 'vault', initial: usd(10_000) }],
      takeover: { takers: [vault({ inventory: kept })], fundTakes: true },
      waterfall: ['autoDeleveraging'],
      autoDeleveraging: { ranking: 'binance', price: 'bankruptcy', allocation },
    },
  });
  small.moveTo(101);
  small.exchange.liquidate(SHORT);
  expect([small.lotsOf(VAULT), small.equityUsd(VAULT)]).toEqual([-100, 10_050]);
  small.take();
  small.moveTo(90);
  small.exchange.liquidate(LONG);
  // The long lost 1,000 with 500 USD: its bankruptcy price is 95, at which the vault buys back.
  expect(small.take('deleveraging', 'uncoveredLoss')).toEqual([['deleveraging', VAULT, 100, 9_500, LONG, 0]]);
  expect([small.lotsOf(VAULT), small.equityUsd(VAULT)]).toEqual([0, 10_650]);
  small.exchange.audit();
});
