/**
 * The small venue with two instruments, A and B, both at USD 100 at first, and an account, 4, with a leg in each. The external
 * account takes the other side, or account 5. The venue's own accounts follow.
 */
import { lotsIn, setLots } from '../../src/exchange/account-records.ts';
import { allocatePopulation, EXTERNAL_LIQUIDITY } from '../../src/exchange/accounts.ts';
import { createBreachList } from '../../src/exchange/breach-watch.ts';
import { ColumnExchange } from '../../src/exchange/column-exchange.ts';
import type { FactKind } from '../../src/exchange/fact.ts';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import { log } from '../../src/numeric/math.ts';
import { smallMarket, smallRules, ticks, usd, type SmallVenue } from './small-venue.ts';

const SECOND_US = 1_000_000;

export interface TwoLegs {
  readonly lots: readonly [number, number];
  readonly equityUsd: number;
  /** Maintenance rates; initial ones are twice that. */
  readonly ratesPpm?: readonly [number, number];
  /** Equity of account 5, which then holds the other side of both legs. */
  readonly otherUsd?: number;
  readonly small?: Partial<SmallVenue>;
}

type Row = readonly [kind: FactKind, account: number, instrument: number, lots: number, value: number, a: number];

export class TwoLegExchange {
  readonly exchange: ColumnExchange;
  #rows: Row[] = [];
  #seconds = 1;

  constructor({ lots, equityUsd, ratesPpm = [50_000, 50_000], otherUsd, small = {} }: TwoLegs) {
    const reserves = small.rules?.reserves ?? [];
    const agents = otherUsd === undefined ? 1 : 2;
    const population = allocatePopulation([{ accounts: agents, room: 2 }], 2, reserves.length);
    population.equity[4] = usd(equityUsd);
    if (otherUsd !== undefined) population.equity[5] = usd(otherUsd);
    reserves.forEach(({ initial }, n) => (population.equity[4 + agents + n] = initial));
    const other = otherUsd === undefined ? EXTERNAL_LIQUIDITY : 5;
    for (const [i, size] of lots.entries()) {
      setLots(population.records, 4, i, size);
      setLots(population.records, other, i, lotsIn(population.records, other, i) - size);
    }
    this.exchange = new ColumnExchange({
      venue: {
        ...smallRules({ priceUsd: 100, holders: [], ...small }),
        instruments: ['A', 'B'].map((symbol) =>
          createLinearPerpetual({
            symbol,
            tickSize: 0.01,
            lotSizeUnits: 1,
            quantaPerLotTick: 100,
            priceInitialTicks: ticks(100),
          }),
        ),
        tiers: ratesPpm.map((rate) => ({
          source: 'flat',
          brackets: [{ notionalMax: Infinity, maintenanceRatePpm: rate, initialRatePpm: 2 * rate }],
        })),
      },
      market: { ...smallMarket, depth: [smallMarket.depth[0]!, smallMarket.depth[0]!] },
      population,
      crossImpact: new CrossImpact([1, 0, 0, 1], [1e15, 1e15], 0),
      warningRatio: 0,
      facts: {
        record: (kind, account, i, size, value, a) => void this.#rows.push([kind, account, i, size, value, a]),
      },
      timers: { wakeAt: () => {} },
    });
    this.exchange.advanceTo(SECOND_US);
    this.exchange.updateMarks();
  }

  /** A second later both marks are these, and breaches have been collected. */
  moveTo(...pricesUsd: [number, number]): this {
    this.#seconds += 1;
    this.exchange.advanceTo(this.#seconds * SECOND_US);
    this.exchange.applyReference(
      Float64Array.from(pricesUsd, (price) => log(price / 100)),
      SECOND_US,
    );
    this.exchange.updateMarks();
    this.exchange.collectBreaches(createBreachList());
    return this;
  }

  /** Steps of the account's liquidation. */
  liquidate(steps = 1): this {
    for (let n = 0; n < steps; n += 1) this.exchange.liquidate(4);
    this.exchange.audit();
    return this;
  }

  /** Facts of these kinds since the last call, money in quanta. */
  take(...kinds: FactKind[]): Row[] {
    const rows = this.#rows.filter(([kind]) => kinds.includes(kind));
    this.#rows = [];
    return rows;
  }
}
