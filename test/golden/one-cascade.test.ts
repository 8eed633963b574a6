// Goal: one cascade is what a pencil says it is, to the quantum: breach, fills through the book, deleveraging, and what
// everybody is left with. Method: the sums below, by hand from the scenario's rules; no figure comes from the engine.
//
// Units: lot 0.01 BTC, tick USD 0.01, so that a lot is worth one quantum (USD 0.0001) a tick. The book is flat: within
// log distance x of its price stand USD 10,000 for each 0.01, 1e10 quanta x x, valued at the price it stood at. A sale of
// n lots from base price B goes to x = n B / 1e10, leaves the price at B e^-x and brings 1e10 (1 - e^-x) quanta.
//
//   at 60 s   outside 92.00. Brittle: 100,000 lots bought at 10,000 ticks, 1e8 quanta of equity, less 800 a lot: 20,000,000
//             against 2.5 % of 100,000 x 9,200 = 23,000,000: in breach. Sturdy has 120,000,000: not.
//   at 60.1   bankrupt at 9,200 - 20,000,000 / 100,000 = 9,000. To there it is x = ln(92 / 90) = 0.021978906...: lots
//             0.021978906 e10 / 9,200 = 23,890.1, so 23,890. They bring 217,390,260.
//             Its 76,110 lots at the new mark of 9,000 are worth 76,110,000 less than they cost; realised were
//             23,890 x 10,000 - 217,390,260 = 21,509,740. Left: 100,000,000 - 21,509,740 - 76,110,000 = 2,380,260.
//   at 61.1   Margin 2.5 % of 76,110 x 9,000 = 17,124,750: still in breach. Bankrupt at 9,000 - 2,380,260 / 76,110 = 8,968.7:
//             8,969. What was sold stays sold: the book's price is 9,000.00096 now. x = ln(9,000.00096 / 8,969) =
//             0.0034505...: 3,833.9 lots, so 3,833, which bring 34,437,570. Mark 8,969.
//             Left: 100,000,000 + 217,390,260 + 34,437,570 + 72,277 x 8,969 - 1,000,000,000 = 80,243.
//   at 62.1   Bankrupt at 8,969 - 80,243 / 72,277 = 8,967.9: 8,968. 125.2 lots, so 125, which bring 1,121,063. Mark 8,968.
//             Left, by the same sum with 1,121,063 more and 72,152 lots: 8,029.
//   at 63.1   Bankrupt at 8,968 - 8,029 / 72,152 = 8,967.9: 8,968, and between 8,968.0017 and there stands a fifth of a lot.
//             Nothing can be sold. 72,152 x 8,968 = 647,059,136; the fund's 50,000,000 + 8,029 do not reach 10 % of it, and
//             there is no deficit to pay: all of it is deleveraged. Patient is the only short. It buys 72,152 lots for
//             647,059,136 - 8,029 = 647,051,107, brittle's bankruptcy price, and gains the 8,029. Brittle has nothing.
//   the end   Mark 8,968. Sturdy 200,000,000 - 100,000 x 1,032 = 96,800,000. Patient sold 200,000 lots at 10,000:
//             1,000,000,000 + 200,000 x 1,032 + 8,029 = 1,206,408,029. Quoting bought 27,848 lots for 217,390,260 +
//             34,437,570 + 1,121,063 = 252,948,893; they are worth 249,740,864: 5,000,000,000 - 3,208,029 = 4,996,791,971.
//             Together 6,300,000,000, as at the start. The fund has its 50,000,000 still.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import { repository } from '../scenario/test-environment.ts';
import { factsOf } from '../simulation/facts.ts';

const [FUND, EXTERNAL, BRITTLE, STURDY, PATIENT, QUOTING] = [0, 1, 4, 5, 6, 7] as const;
const scenario = loadScenario(join(repository, 'scenarios/reference/one-cascade.yaml'));

const equityAtEnd = new Map<number, number>();
const lotsAtEnd = new Map<number, number>();
let markAtEnd = 0;
const outcome = simulate(scenario, {
  audit: true,
  observer: (_, exchange) => {
    for (const account of [FUND, EXTERNAL, BRITTLE, STURDY, PATIENT, QUOTING]) {
      equityAtEnd.set(account, exchange.equityOf(account));
      lotsAtEnd.set(account, exchange.lotsOf(account, 0));
    }
    markAtEnd = exchange.markTicksOf(0);
  },
});
const rows = (...kinds: Parameters<typeof factsOf>[1][]) =>
  factsOf(outcome, ...kinds).map(({ timeUs, account, lots, value, a, b }) => [
    timeUs / 1e6,
    account,
    lots,
    value,
    a,
    b,
  ]);

/** A sale into the book from a base price: the lots that it holds down to a limit, what they bring, the price after. */
function sell(baseTicks: number, limitTicks: number): { lots: number; value: number; priceTicks: number } {
  const lots = Math.floor((Math.log(baseTicks / limitTicks) * 1e10) / baseTicks);
  const distance = (lots * baseTicks) / 1e10;
  return { lots, value: Math.round(1e10 * -Math.expm1(-distance)), priceTicks: baseTicks * Math.exp(-distance) };
}

describe('one cascade by hand', () => {
  it('has sums that agree with each other', () => {
    const first = sell(9_200, 9_000);
    expect([first.lots, first.value]).toEqual([23_890, 217_390_260]);
    const second = sell(first.priceTicks, 8_969);
    expect([second.lots, second.value]).toEqual([3_833, 34_437_570]);
    const third = sell(second.priceTicks, 8_968);
    expect([third.lots, third.value]).toEqual([125, 1_121_063]);
    expect(sell(third.priceTicks, 8_968).lots).toBe(0);
    // Equity: what the lots brought, and what the rest is worth, against what all of them cost.
    const equityAfter = (brought: number, left: number, mark: number) =>
      100_000_000 + brought + left * mark - 100_000 * 10_000;
    expect(equityAfter(217_390_260, 76_110, 9_000)).toBe(2_380_260);
    expect(equityAfter(217_390_260 + 34_437_570, 72_277, 8_969)).toBe(80_243);
    expect(equityAfter(217_390_260 + 34_437_570 + 1_121_063, 72_152, 8_968)).toBe(8_029);
  });

  it('breaches one account, once', () => {
    expect(outcome.failure).toBeNull();
    expect(rows('breach')).toEqual([[60, BRITTLE, 0, 20_000_000, 23_000_000, 0]]);
  });

  it('sells through the book as far as bankruptcy prices allow', () => {
    expect(rows('liquidationFill')).toEqual([
      [60.1, BRITTLE, -23_890, -217_390_260, 20_000_000, 23_000_000],
      [61.1, BRITTLE, -3_833, -34_437_570, 2_380_260, 17_124_750],
      [62.1, BRITTLE, -125, -1_121_063, 80_243, 16_206_311],
    ]);
  });

  it('deleverages the rest against the only short, at the bankruptcy price', () => {
    expect(rows('deleveraging')).toEqual([[63.1, PATIENT, 72_152, 647_051_107, BRITTLE, 0]]);
    expect(rows('accountClosed')).toEqual([[63.1, BRITTLE, 0, 0, 0, 0]]);
    expect(
      rows('takeover', 'fundPayment', 'uncoveredLoss', 'liquidationFee', 'liquidationDeferred', 'recovered'),
    ).toEqual([]);
  });

  it('leaves everybody with what the sums say', () => {
    expect(markAtEnd).toBe(8_968);
    expect([...equityAtEnd]).toEqual([
      [FUND, 50_000_000],
      [EXTERNAL, 0],
      [BRITTLE, 0],
      [STURDY, 96_800_000],
      [PATIENT, 1_206_408_029],
      [QUOTING, 4_996_791_971],
    ]);
    expect([...lotsAtEnd]).toEqual([
      [FUND, 0],
      [EXTERNAL, 0],
      [BRITTLE, 0],
      [STURDY, 100_000],
      [PATIENT, -127_848],
      [QUOTING, 27_848],
    ]);
    expect([...equityAtEnd.values()].reduce((total, equity) => total + equity, 0)).toBe(6_350_000_000);
  });

  it('makes the market maker bid less for what it holds', () => {
    // 27,848 lots at 8,968 are 249,740,864 against 3 x 4,996,791,971: 1.666 % of its bid is withdrawn.
    expect(rows('quote')).toEqual([[70, QUOTING, 0, 0, 983_340, 1_000_000]]);
  });

  it('is a path without chance: every seed gives the same facts', () => {
    const other = loadScenario(join(repository, 'scenarios/reference/one-cascade.yaml'), { seed: 'another' });
    expect(simulate(other).digest).toBe(outcome.digest);
  });
});
