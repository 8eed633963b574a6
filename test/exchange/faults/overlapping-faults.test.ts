// Goal: of faults of one kind that overlap each ends for itself, and what an oracle shows counts from the instant at which its
// fault begins and ends. Method: a venue with one instrument and one account in breach, the times worked out by hand.
import { expect, it } from 'vitest';
import { DEFERRED_BY_OUTAGE, DEFERRED_BY_PAUSE } from '../../../src/exchange/fact.ts';
import type { FaultRules } from '../../../src/exchange/faults/fault-rules.ts';
import { SmallExchange, type SmallVenue } from '../small-venue.ts';

const SECOND_US = 1_000_000;

const during = (atSeconds: number, untilSeconds: number) => ({
  atUs: atSeconds * SECOND_US,
  durationUs: (untilSeconds - atSeconds) * SECOND_US,
});

/** 100 lots with 150 USD behind them at 100: at 99, 50 are left against a margin of 99. */
const venueWith = (faults: readonly FaultRules[]): SmallVenue => ({
  priceUsd: 100,
  holders: [{ equityUsd: 150, lots: 100 }],
  liquidation: { sizing: { kind: 'fraction', sharePpm: 100_000 } },
  rules: { faults },
});

it.each([
  ['liquidations', DEFERRED_BY_PAUSE, { kind: 'liquidationDown' }],
  ['matching', DEFERRED_BY_OUTAGE, { kind: 'matchingDown', instruments: [0], orders: 'wait' }],
] as const)('a fault of %s that ends leaves the longer one in force', (_, reason, fault) => {
  // One from 2 to 30 s, another from 5 to 40 s, a third from 6 to 8 s within both.
  const small = new SmallExchange(
    venueWith([
      { ...fault, ...during(2, 30) },
      { ...fault, ...during(5, 40) },
      { ...fault, ...during(6, 8) },
    ] as FaultRules[]),
  );
  small.moveTo(99);
  const step = (seconds: number): readonly [reason: number | null, again: number] => {
    small.moveTo(99, seconds);
    const next = small.exchange.liquidate(4);
    const [deferred] = small.take('liquidationDeferred');
    return [deferred?.[4] ?? null, next.kind === 'again' ? next.atUs / SECOND_US : 0];
  };
  // At 3, 7, 9, 31 and 40 s.
  expect([step(2), step(4), step(2), step(22), step(9)]).toEqual([
    [reason, 30],
    [reason, 40],
    [reason, 40],
    [reason, 40],
    [null, 41],
  ]);
});

it.each([
  ['liquidations', { kind: 'liquidationDown' }],
  ['matching', { kind: 'matchingDown', instruments: [0], orders: 'wait' }],
] as const)('a shorter fault of %s is over while a longer one of the list before it goes on', (_, fault) => {
  const small = new SmallExchange(
    venueWith([
      { ...fault, ...during(2, 30) },
      { ...fault, ...during(3, 5) },
    ] as FaultRules[]),
  );
  small.moveTo(99);
  small.moveTo(99, 9);
  expect(small.exchange.liquidate(4)).toEqual({ kind: 'again', atUs: 30 * SECOND_US });
  // Each tells its place in the list, and that the one account is being liquidated.
  expect(small.take('faultStart', 'faultEnd').map(([kind, , , , place, count]) => [kind, place, count])).toEqual([
    ['faultStart', 0, 1],
    ['faultStart', 1, 1],
    ['faultEnd', 1, 1],
  ]);
});

it.each([
  [0.5, 1, 9_487],
  [1, 1, 10_000],
  [1, 0.05, 9_461],
  [0, 1, 9_000],
])(
  'a mark with a weight of %f of the own book, within %f, is %i where the oracle shows 90 for 100',
  (weight, limit, mark) => {
    // 90 x (100 / 90)^weight, at most 90 x e^limit.
    const venue = venueWith([
      { kind: 'oracle', instruments: [0], error: { kind: 'factor', factor: 0.9 }, ...during(1, 4) },
    ]);
    const markPrice = { latencyUs: 0, intervalUs: 0, ownVenueWeight: weight, basisLimit: limit };
    const small = new SmallExchange({ ...venue, rules: { ...venue.rules, markPrice } });
    small.moveTo(100, 2);
    expect(small.exchange.markTicksOf(0)).toBe(mark);
  },
);

it('an oracle that errs moves the index at once, and marks are stale', () => {
  const small = new SmallExchange(
    venueWith([{ kind: 'oracle', instruments: [0], error: { kind: 'factor', factor: 0.9 }, ...during(2, 4) }]),
  );
  small.moveTo(100);
  const indexAndMark = (): number[] => [small.exchange.indexTicksOf(0), small.exchange.markTicksOf(0)];
  // The instant of the timers, before anything else is updated.
  const at = (seconds: number): [number[], boolean] => {
    small.runTo(seconds);
    return [indexAndMark(), small.exchange.marksAreStale()];
  };
  expect(at(2)).toEqual([[9_000, 10_000], true]);
  small.exchange.updateMarks();
  expect(indexAndMark()).toEqual([9_000, 9_000]);
  expect(at(3)).toEqual([[9_000, 9_000], false]);
  expect(at(4)).toEqual([[10_000, 9_000], true]);
  small.exchange.updateMarks();
  expect(indexAndMark()).toEqual([10_000, 10_000]);
});
