// Goal: a trip ends when the control lets go, and is told of the control that it was. Method: facts one by one, with prices
// that rise by a tick a second, so that a price says when it was looked at.

import { describe, expect, it } from 'vitest';
import { US_PER_SECOND } from '../../../src/base/units.ts';
import { CONTROL_KINDS, type ControlKind } from '../../../src/exchange/controls/control-kinds.ts';
import type { ExchangePort } from '../../../src/exchange/exchange-port.ts';
import { DEFERRED_BY_OUTAGE, DEFERRED_BY_PAUSE, DEFERRED_BY_PRICE_BAND } from '../../../src/exchange/fact.ts';
import type { FaultRules } from '../../../src/exchange/faults/fault-rules.ts';
import type { VenueRules } from '../../../src/exchange/venue-rules.ts';
import { ControlTrips } from '../../../src/experiment/causes/control-trips.ts';
import { crowd } from '../../simulation/small-scenario.ts';

const { venue } = crowd();
const LIMITS = { instruments: [0] } as unknown as VenueRules['controls']['limitUpDown'];
const BAND = {} as VenueRules['priceBand'];

function follow(bands: Partial<Pick<VenueRules, 'priceBand' | 'faults'>>) {
  const rules: VenueRules = {
    ...venue,
    priceBand: null,
    ...bands,
    controls: { ...venue.controls, limitUpDown: LIMITS },
  };
  const trips = new ControlTrips(rules);
  const exchangeAt = (second: number): ExchangePort =>
    ({
      indexTicksOf: () => second,
      markTicksOf: () => second,
      lastTicksOf: () => second,
      fundEquity: () => second,
    }) as unknown as ExchangePort;
  return {
    trips,
    enter: (second: number, instrument: number, control: ControlKind, state: number, figure = 0) =>
      trips.enter(
        second * US_PER_SECOND,
        exchangeAt(second),
        instrument,
        CONTROL_KINDS.indexOf(control),
        state,
        figure,
      ),
    pause: (second: number, account: number) =>
      trips.defer(second * US_PER_SECOND, exchangeAt(second), account, -1, DEFERRED_BY_PAUSE, 0),
    hold: (second: number) => trips.defer(second * US_PER_SECOND, exchangeAt(second), 7, 0, DEFERRED_BY_PRICE_BAND, 10),
    wait: (second: number, instrument: number) =>
      trips.defer(second * US_PER_SECOND, exchangeAt(second), 7, instrument, DEFERRED_BY_OUTAGE, 10),
    breakDown: (second: number, place: number, liquidating: number) =>
      trips.breakDown(second * US_PER_SECOND, exchangeAt(second), place, liquidating),
    mend: (second: number, place: number, liquidating: number) =>
      trips.mend(second * US_PER_SECOND, exchangeAt(second), place, liquidating),
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
      does: 'holdsOrders',
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
    const { trips, stop, resume, mark, enter } = follow({});
    enter(10, 0, 'limitUpDown', 2);
    stop(10, 40);
    enter(30, 0, 'limitUpDown', 3);
    stop(30, 90);
    trips.auction(0, 95, 3);
    enter(90, 0, 'limitUpDown', 0);
    resume(90);
    for (const second of [100, 170]) mark(second);
    expect(trips.all).toHaveLength(1);
    expect(trips.all[0]).toMatchObject({
      control: 'limitUpDown',
      does: 'stopsTrading',
      states: ['pause', 'prolongedPause'],
      auction: { priceTicks: 95, lots: 3 },
      untilUs: 90 * US_PER_SECOND,
      atEnd: { markTicks: 90 },
      after: { markTicks: 170 },
    });
  });

  it("is the rolling halt's where another control is only in doubt at that moment", () => {
    const { trips, stop, enter } = follow({});
    enter(10, 0, 'limitUpDown', 1);
    stop(10, 40);
    expect(trips.all.map(({ control, states }) => [control, states])).toEqual([['halt', []]]);
  });

  it('of the whole market is told with its level, and lasts no longer than the path', () => {
    const { trips, stop, enter } = follow({});
    enter(10, -1, 'marketWide', 5);
    stop(10, 1e9);
    trips.finish(600 * US_PER_SECOND);
    expect(trips.all[0]).toMatchObject({ control: 'marketWide', states: ['closed'], untilUs: 600 * US_PER_SECOND });
    expect(trips.all[0]!.atEnd).toBeNull();
  });
});

describe('a control that acts while it is in a state', () => {
  it('is one trip of the venue, with whoever waited and what was closed meanwhile and after', () => {
    const { trips, enter, pause, close, mark } = follow({});
    enter(10, -1, 'liquidationPause', 1, 2);
    pause(20, 7);
    pause(25, 8);
    close(30, 1);
    enter(40, -1, 'liquidationPause', 2, 1);
    pause(45, 7);
    enter(70, -1, 'liquidationPause', 0);
    close(80, 2);
    for (let second = 71; second <= 140; second += 1) mark(second);
    expect(trips.all).toHaveLength(1);
    expect(trips.all[0]).toMatchObject({
      control: 'liquidationPause',
      does: 'acts',
      instrument: -1,
      states: ['paused', 'prolonged'],
      figure: 2,
      deferrals: 3,
      accounts: 2,
      untilUs: 70 * US_PER_SECOND,
      atTrip: { fund: 10, markTicks: 0 },
      atEnd: { fund: 70 },
      after: { fund: 130 },
      forcedDuring: 1,
      forcedAfter: 2,
    });
  });

  it('begins only where it acts, and keeps the highest figure of a margin', () => {
    const { trips, enter } = follow({});
    enter(10, 0, 'oracleGuard', 1);
    enter(12, 0, 'oracleGuard', 0);
    expect(trips.all).toEqual([]);
    enter(20, 0, 'marginSteps', 2, 2_000_000);
    enter(30, 0, 'marginSteps', 1, 1_500_000);
    enter(40, 0, 'marginSteps', 0, 1_000_000);
    expect(trips.all).toHaveLength(1);
    expect(trips.all[0]).toMatchObject({ figure: 2_000_000, states: ['step2', 'step1'], untilUs: 40 * US_PER_SECOND });
  });
});

describe('an operational fault', () => {
  const lasting = { atUs: 0, durationUs: 1 };
  const FAULTS: readonly FaultRules[] = [
    { ...lasting, kind: 'matchingDown', instruments: [0], orders: 'wait' },
    { ...lasting, kind: 'withdrawalsClosed' },
  ];

  it('is one trip until it is over, with whoever waited and what was closed meanwhile and after', () => {
    const { trips, breakDown, mend, wait, close, mark } = follow({ faults: FAULTS });
    breakDown(10, 0, 2);
    wait(15, 0);
    wait(16, 1);
    trips.hinder(0, false);
    trips.hinder(0, true);
    close(20, 1);
    close(40, 4);
    mend(40, 0, 5);
    trips.hinder(0, true);
    close(80, 2);
    for (let second = 41; second <= 100; second += 1) mark(second);
    expect(trips.all).toHaveLength(1);
    expect(trips.all[0]).toMatchObject({
      control: 'matchingDown',
      does: 'fails',
      instrument: 0,
      deferrals: 1,
      commandsDelayed: 1,
      commandsLost: 1,
      fault: { place: 0, liquidatingAtTrip: 2, liquidatingAtEnd: 5 },
      untilUs: 40 * US_PER_SECOND,
      atEnd: { markTicks: 40 },
      after: { markTicks: 100 },
      forcedDuring: 1,
      // Whoever waited came again when it was over.
      forcedAfter: 4 + 2,
    });
  });

  it('that keeps money in counts who asks for it, as a gate does; one that outlasts the path has no end', () => {
    const { trips, breakDown, enter } = follow({ faults: FAULTS });
    trips.askForMoney();
    breakDown(10, 1, 0);
    trips.askForMoney();
    enter(20, -1, 'withdrawalGate', 1, 2);
    trips.askForMoney();
    trips.finish(600 * US_PER_SECOND);
    expect(
      trips.all.map(({ control, commandsDelayed, untilUs, atEnd }) => [control, commandsDelayed, untilUs, atEnd]),
    ).toEqual([
      ['withdrawalsClosed', 2, 600 * US_PER_SECOND, null],
      ['withdrawalGate', 1, 600 * US_PER_SECOND, null],
    ]);
  });
});
