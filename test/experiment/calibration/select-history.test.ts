// Goal: what is calibrated is what was asked for, or every reason why it cannot be. Method: small histories.

import { describe, expect, it } from 'vitest';
import { InvalidInputError, type Problem } from '../../../src/base/problem.ts';
import { selectHistory } from '../../../src/experiment/calibration/select-history.ts';
import { parseUtcTime } from '../../../src/market/utc-time.ts';
import { readPriceHistory } from '../../../src/scenario/price-history.ts';
import { dayOf, simulateCsv } from './simulated-history.ts';

const ALL = { fromUs: null, toUs: null };
const specification = {
  name: 'selection',
  rows: 200,
  assets: [{ name: 'A', volatilityAnnual: 0.5 }],
  correlation: 0,
  degreesOfFreedom: null,
};

const historyOf = (times?: (row: number) => string) =>
  readPriceHistory(simulateCsv(times === undefined ? specification : { ...specification, times }), 'prices.csv');

function problemsOf(make: () => unknown): readonly Problem[] {
  try {
    make();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
  return [];
}

const stepped = (stepMs: number) => (row: number) =>
  new Date(Date.UTC(2024, 0, 1) + row * stepMs).toISOString().replace('.000', '');

/** The row-th weekday from Monday, 1 January 2024. */
const weekday = (row: number): string =>
  new Date(Date.UTC(2024, 0, 1 + 7 * Math.floor(row / 5) + (row % 5))).toISOString().slice(0, 10);

describe('returns in a year', () => {
  it.each([
    ['days', dayOf, 365],
    ['hours', stepped(3_600_000), 8_760],
    ['five minutes', stepped(300_000), 105_120],
  ])('are taken from even rows of %s', (_, times, expected) => {
    const { facts } = selectHistory(historyOf(times), ALL, null);
    expect(facts).toMatchObject({ periodsPerYear: expected, periodsPerYearBy: 'even' });
  });

  it('are counted where weekends are left out', () => {
    const { facts } = selectHistory(historyOf(weekday), ALL, null);
    // 199 returns from Monday of week 1 to Friday of week 40, 277 days: 199 x 365 / 277.
    expect(facts.periodsPerYear).toBeCloseTo(262.22, 2);
    expect(facts.periodsPerYearBy).toBe('counted');
  });

  it('are as stated where they are stated', () => {
    expect(selectHistory(historyOf(), ALL, 252).facts).toMatchObject({
      periodsPerYear: 252,
      periodsPerYearBy: 'stated',
    });
  });
});

describe('a part of a history', () => {
  it('holds the rows from the first moment to the last, both included', () => {
    const period = { fromUs: parseUtcTime('2020-02-01')!, toUs: parseUtcTime('2020-04-30')! };
    const { facts, returns, dates } = selectHistory(historyOf(), period, null);
    expect(facts).toMatchObject({ from: '2020-02-01', to: '2020-04-30', rows: 90 });
    expect(returns.rows).toBe(89);
    expect(dates).toHaveLength(90);
    const whole = selectHistory(historyOf(), ALL, null).returns;
    // 1 February is row 31: the first return of the part is the 32nd of the whole.
    expect(returns.values[0]).toBe(whole.values[31]);
  });

  it('that is too short is refused with what there is', () => {
    const period = { fromUs: parseUtcTime('2020-07-01')!, toUs: null };
    const problems = problemsOf(() => selectHistory(historyOf(), period, null));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      code: 'price-history-too-short',
      message: '17 returns are too few to calibrate on',
      found: '18 rows of prices',
      expected: '31 or more',
      place: { file: 'prices.csv', line: 1 },
    });
    expect(problems[0]!.hint).toBe('prices.csv has 200 rows, 2020-01-01 to 2020-07-18; widen --from and --to');
  });

  it('without a row is refused, not a crash', () => {
    const period = { fromUs: parseUtcTime('2030-01-01')!, toUs: null };
    expect(problemsOf(() => selectHistory(historyOf(), period, null))[0]!.message).toBe(
      '0 returns are too few to calibrate on',
    );
  });
});

it('prices that stand still or grow evenly are refused by name, all at once with a history that is too short', () => {
  const rows = Array.from({ length: 10 }, (_, k) => `${dayOf(k)},5,${2 ** k},${100 + (k % 3)}`);
  const history = readPriceHistory(['date_utc,FLAT,EVEN,MOVES', ...rows].join('\n'), 'still.csv');
  expect(problemsOf(() => selectHistory(history, ALL, null)).map(({ code, message }) => [code, message])).toEqual([
    ['price-history-too-short', '9 returns are too few to calibrate on'],
    ['price-history-no-variance', 'FLAT stands at 5 from 2020-01-01 to 2020-01-10: it has no volatility to calibrate'],
    [
      'price-history-no-variance',
      'EVEN moves by +69.3 % in every row from 2020-01-01 to 2020-01-10: it has no volatility to calibrate',
    ],
  ]);
});
