// Goal: every measure is named once, documented, and read off a tally as its definition says. Method: one tally with
// figures that cannot be taken for each other, and each measure worked out from it by hand.
import { describe, expect, it } from 'vitest';
import { findMeasure, MEASURES } from '../../src/experiment/measures.ts';
import { ORDER_PURPOSES } from '../../src/exchange/fact.ts';
import { log } from '../../src/numeric/math.ts';
import type { PathTally } from '../../src/simulation/path-outcome.ts';
import { anyContractText } from '../scenario/any-contract-scenario.ts';
import { readText } from '../scenario/test-environment.ts';
import { outcomeOf } from './outcomes.ts';

const read = (name: string, tally: Partial<PathTally>): number => {
  const outcome = outcomeOf(0, tally);
  return findMeasure(name)!.read(outcome.tally, outcome);
};

const usd = (amount: number): number => amount * 10_000;

/** Fund of USD 1,000 that falls to 300 and ends at 800; USD 500 + 300 + 50 + 200 forced out, 100 of it from shorts; and so on. */
const TALLY: Partial<PathTally> = {
  fundInitial: usd(1_000),
  fundMin: usd(300),
  fundFinal: usd(800),
  fundFees: usd(11),
  fundTakeoverLoss: usd(13),
  fundDeficitsPaid: usd(17),
  liquidatedNotional: usd(500),
  liquidatedLongNotional: usd(400),
  liquidatedMinuteMax: usd(90),
  takeoverNotional: usd(300),
  takenNotional: usd(50),
  takerGain: usd(-41),
  takersLiquidated: 5,
  deleveragedNotional: usd(200),
  accountsLiquidated: 23,
  accountsDeleveraged: 29,
  uncoveredLoss: usd(31),
  halts: 3,
  haltedUs: 5_400_000_000,
  makersLiquidated: 2,
  deposits: usd(37),
  fundingPaid: usd(41),
  withdrawalsAsked: usd(61),
  withdrawalsPaid: usd(43),
  ordersLost: usd(47),
  ordersDelayed: usd(53),
  adversaryProfit: usd(-59),
  lossBeyondEquity: usd(67),
  profitHaircut: usd(1),
  socialisedLoss: usd(2),
  clawedBack: usd(4),
  defaultersPaid: usd(8),
  skinInTheGame: usd(16),
  skinInTheGameSecond: usd(32),
  defaultFundPaid: usd(64),
  assessed: usd(128),
  lossesCovered: 6,
  deleveragingOvershoot: usd(71),
  deleveragingOvershootNotional: usd(73),
  deleveragingBurdenMax: usd(79),
  deleveragingBurdenNotionalMax: usd(83),
  deleveragingRanksBroken: 7,
  orderedByPurpose: ORDER_PURPOSES.map((purpose) => (purpose === 'rehedge' ? usd(89) : usd(97))),
  rehedgeMoveLog: [0.02, -0.03],
  markLowLog: [log(0.75), log(0.5)],
  dislocationLowLog: [log(0.9), 0],
  openInterestInitial: [usd(3_000), usd(1_000)],
  openInterestFinal: [usd(2_000), usd(1_000)],
};

const EXPECTED: Readonly<Record<string, number>> = {
  'insuranceFund.drawdown': 700,
  'insuranceFund.drawdownShare': 0.7,
  'insuranceFund.change': -200,
  'insuranceFund.fees': 11,
  'liquidation.notional': 500,
  'liquidation.forcedNotional': 1_050,
  'liquidation.accounts': 23,
  'liquidation.longShare': 0.8,
  'liquidation.peakMinute': 90,
  'takeover.notional': 300,
  'takeover.loss': 30,
  'takeover.takerNotional': 50,
  'takeover.takerGain': -41,
  'takeover.takersLiquidated': 5,
  'adl.notional': 200,
  'adl.accounts': 29,
  'adl.openInterestShare': 0.05,
  'uncoveredLoss.amount': 31,
  'openInterest.declineShare': 0.25,
  'price.markFallMax': 0.5,
  'price.dislocationMax': 0.1,
  'halt.count': 3,
  'halt.hours': 1.5,
  'marketMaker.liquidated': 2,
  'marginCall.deposits': 37,
  'funding.paid': 41,
  'withdrawal.paid': 43,
  'withdrawal.unpaid': 18,
  'fault.ordersLost': 47,
  'fault.ordersDelayed': 53,
  'adversary.profit': -59,
  'loss.beyondEquity': 67,
  'loss.shared': 255,
  'loss.covered': 6,
  'adl.overshoot': 71,
  'adl.overshootNotional': 73,
  'adl.burdenMax': 79,
  'adl.burdenNotionalMax': 83,
  'adl.ranksBroken': 7,
  'rehedge.notional': 89,
  'rehedge.moveMax': 0.03,
};

describe('the measures', () => {
  it('have names of their own, and no other measure for a prefix', () => {
    const names = MEASURES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    // `<measure>.<aggregate>` must not be readable in two ways.
    for (const name of names) expect(names.filter((other) => other.startsWith(`${name}.`))).toEqual([]);
  });

  it.each(MEASURES.map((measure) => [measure.name, measure] as const))('%s is documented', (name, measure) => {
    expect(name).toMatch(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/);
    expect(measure.label).toMatch(/^\S.{2,30}$/);
    expect(measure.definition).toMatch(/^[A-Z].{20,}\.$/);
    expect(['USD', 'share', 'count', 'hours', 'multiple']).toContain(measure.unit);
    expect(['higher', 'lower', 'neither']).toContain(measure.worse);
  });

  it('all have a figure worked out by hand here', () => {
    expect(Object.keys(EXPECTED).toSorted()).toEqual(MEASURES.map(({ name }) => name).toSorted());
  });

  it.each(Object.entries(EXPECTED))('%s is read as its definition says', (name, value) => {
    expect(read(name, TALLY)).toBeCloseTo(value, 12);
  });

  it.each(MEASURES.map(({ name }) => name))('%s is a number on a path on which nothing happened', (name) => {
    const value = read(name, {});
    expect(Number.isFinite(value)).toBe(true);
    expect(value + 0).toBe(0);
  });

  it('call no gain of the fund a drawdown, and no rise of a price a fall', () => {
    expect(read('insuranceFund.drawdown', { fundInitial: 5, fundMin: 9, fundFinal: 9 })).toBe(0);
    expect(read('insuranceFund.drawdownShare', { fundInitial: 0, fundMin: 0, fundFinal: 9 })).toBe(0);
    expect(read('price.markFallMax', { markLowLog: [0] })).toBe(0);
  });

  it('take no premium for a price of the market, whatever else follows', () => {
    const { venue } = readText(anyContractText);
    // A future fell by 30 %, all else by 20 %, the call's premium by 99 %.
    const left: Readonly<Record<string, number>> = { 'BTC-27MAR26': 0.7, 'BTC-120000-C': 0.01 };
    const lows = venue.instruments.map(({ symbol }) => log(left[symbol] ?? 0.8));
    for (const [name, field] of [
      ['price.markFallMax', 'markLowLog'],
      ['price.dislocationMax', 'dislocationLowLog'],
    ] as const) {
      const outcome = outcomeOf(0, { [field]: lows });
      const measure = findMeasure(name)!;
      expect(measure.read(outcome.tally, outcome, venue.instruments)).toBeCloseTo(0.3, 12);
      expect(measure.read(outcome.tally, outcome)).toBeCloseTo(0.99, 12);
    }
  });

  it('are found by their whole name only', () => {
    expect(findMeasure('adl.notional')!.name).toBe('adl.notional');
    expect(findMeasure('adl')).toBeUndefined();
    expect(findMeasure('ADL.notional')).toBeUndefined();
  });
});
