// Goal: a trip ends when the control lets go, and is told of the control that it was. Method: facts one by one, with prices
// that rise by a tick a second, so that a price says when it was looked at.

import { describe, expect, it } from 'vitest';
import { US_PER_SECOND } from '../../../src/base/units.ts';
import { CONTROL_KINDS } from '../../../src/exchange/controls/control-kinds.ts';
import type { ExchangePort } from '../../../src/exchange/exchange-port.ts';
import { DEFERRED_BY_PRICE_BAND } from '../../../src/exchange/fact.ts';
import type { VenueRules } from '../../../src/exchange/venue-rules.ts';
import { ControlTrips } from '../../../src/experiment/causes/control-trips.ts';
import { crowd } from '../../simulation/small-scenario.ts';

const { venue } = crowd();
const LIMITS = { instruments: [0] } as unknown as VenueRules['controls']['limitUpDown'];
const BAND = {} as VenueRules['priceBand'];

function follow(bands: Partial<Pick<VenueRules, 'priceBand'>>) {
  const rules: VenueRules = {
    ...venue,
    priceBand: null,
    ...bands,
    controls: { ...venue.controls, limitUpDown: LIMITS },
  };
  const trips = new ControlTrips(rules);
  const exchangeAt = (second: number): ExchangePort =>
    ({ indexTicksOf: () => second, markTicksOf: () => second, lastTicksOf: () => second }) as unknown as ExchangePort;
  return {
    trips,
    hold: (second: number) => trips.defer(second * US_PER_SECOND, exchangeAt(second), 7, 0, DEFERRED_BY_PRICE_BAND, 10),
    mark: (second: number) => trips.observe(second * US_PER_SECOND, exchangeAt(second)),
    close: (second: number, value: number) => trips.forced(second * US_PER_SECOND, 0, value),
    stop: (second: number, until: number) =>
      trips.halt(second * US_PER_SECOND, exchangeAt(second), 0, 0.1, until * US_PER_SECOND),
    resume: (second: number) => trips.resume(second * US_PER_SECOND, exchangeAt(second), 0),
  };
}

describe('orders that a band holds back', () => {
  it('are one trip that ends with the last of them', () => {
    const { trips, hold, mark, close } = follow({});
    hold(10);
    close(20, 1);
    hold(40);
    close(70, 2);
    for (let second = 41; second <= 130; second += 1) mark(second);
    close(131, 4);
    expect(trips.all).toHaveLength(1);
    expect(trips.all[0]).toMatchObject({
      control: 'limitUpDown',
      stopsTrading: false,
      deferrals: 2,
      accounts: 1,
      untilUs: 40 * US_PER_SECOND,
      atEnd: { timeUs: 40 * US_PER_SECOND, markTicks: 40 },
      after: { timeUs: 100 * US_PER_SECOND, markTicks: 100 },
      forcedDuring: 1,
      forcedAfter: 2,
    });
  });

  it('are another trip after more than a minute, and name every band that could have done it', () => {
    const { trips, hold } = follow({ priceBand: BAND });
    hold(10);
    hold(70);
    hold(131);
    expect(trips.all.map(({ control, deferrals }) => [control, deferrals])).toEqual([
      ['priceBand|limitUpDown', 2],
      ['priceBand|limitUpDown', 1],
    ]);
  });
});

describe('a stop of trading', () => {
  it('is one trip of the control that began it, however often it is prolonged', () => {
    const { trips, stop, resume, mark } = follow({});
    trips.enter(10 * US_PER_SECOND, 0, CONTROL_KINDS.indexOf('limitUpDown'), 2);
    stop(10, 40);
    stop(30, 90);
    resume(90);
    for (const second of [100, 170]) mark(second);
    const [{ control, stopsTrading, untilUs, atEnd, after }] = trips.all as [(typeof trips.all)[number]];
    expect(trips.all).toHaveLength(1);
    expect([control, stopsTrading, untilUs, atEnd!.markTicks, after!.markTicks]).toEqual([
      'limitUpDown',
      true,
      90 * US_PER_SECOND,
      90,
      170,
    ]);
  });
});
