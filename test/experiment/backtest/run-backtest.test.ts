// Goal: a backtest asks the margin that was known, and sets it against the loss that came. Method: a naive oracle that
// goes over prices row by row and shares no code; what must not matter (size, later prices); faults of the input.

import { describe, expect, it } from 'vitest';
import { InvalidInputError, type Problem } from '../../../src/base/problem.ts';
import { buildBooks } from '../../../src/experiment/backtest/book.ts';
import { runBacktest, type Backtest } from '../../../src/experiment/backtest/run-backtest.ts';
import { readPriceHistory, type PriceHistory } from '../../../src/scenario/price-history.ts';
import { bookOf, historyOf, normalHistory, optionsOf } from './support.ts';

const shares = ({ runs }: Backtest, k = 0): number[] =>
  [...runs[k].margins.charged].map((margin, t) => margin / runs[k].gross[t]);

async function problemsOf(run: Promise<unknown>): Promise<readonly Problem[]> {
  try {
    await run;
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
  return [];
}

describe('a backtest of historical simulation', () => {
  const history = normalHistory('oracle', 260, 2);
  const price = (row: number, asset: number): number => history.close[row * 2 + asset];

  it('asks the k-th worst loss of the window and counts the losses beyond it', async () => {
    const weights = [1, -0.4];
    const result = await runBacktest(history, optionsOf([bookOf(weights)], 'historical'));
    const lossAfter = (row: number): number =>
      -weights.reduce((sum, weight, a) => sum + weight * (price(row + 1, a) / price(row, a) - 1), 0);
    const exceptions: string[] = [];
    for (let row = 100; row < 260; row += 1) {
      // Losses into rows row - 99 .. row; of 100 the first worst: ceil(100 x 1 %) = 1.
      const window = Array.from({ length: 100 }, (_, s) => lossAfter(row - 100 + s)).sort((one, other) => other - one);
      expect(result.runs[0].margins.charged[row - 100]).toBeCloseTo(window[0], 12);
      if (row < 259 && lossAfter(row) > window[0]) exceptions.push(history.dates[row + 1]);
    }
    expect(result.results[0].observations).toBe(159);
    expect(result.results[0].exceptions.map(({ lossDate }) => lossDate)).toEqual(exceptions);
    expect(exceptions.length).toBeGreaterThan(0);
  });

  it('asks for expected shortfall the mean of the worst n a losses', async () => {
    const result = await runBacktest(
      history,
      optionsOf([bookOf([1, 0])], 'historical-es', { confidence: 0.975, coverage: 0.975 }),
    );
    const losses = Array.from({ length: 100 }, (_, s) => 1 - price(s + 1, 0) / price(s, 0)).sort((x, y) => y - x);
    // n a = 2.5: (first + second + half of the third) / 2.5
    expect(result.runs[0].margins.charged[0]).toBeCloseTo((losses[0] + losses[1] + losses[2] / 2) / 2.5, 12);
  });

  it('looks at losses over the horizon once in each, without rebalancing', async () => {
    const result = await runBacktest(history, optionsOf([bookOf([1, 0])], 'historical', { horizon: 5 }));
    const { observed, margins } = result.runs[0];
    expect(observed.rows.slice(0, 3)).toEqual(Int32Array.of(100, 105, 110));
    expect(observed.losses[1]).toBeCloseTo(1 - price(110, 0) / price(105, 0), 12);
    const worst = Math.min(...Array.from({ length: 100 }, (_, s) => Math.log(price(s + 1, 0) / price(s, 0))));
    expect(margins.charged[0]).toBeCloseTo(1 - Math.exp(worst * Math.sqrt(5)), 12);
    const overlapping = await runBacktest(
      history,
      optionsOf([bookOf([1, 0])], 'historical', { horizon: 5, scaling: 'overlapping' }),
    );
    const worstFive = Math.max(...Array.from({ length: 96 }, (_, s) => 1 - price(s + 5, 0) / price(s, 0)));
    expect(overlapping.runs[0].margins.charged[0]).toBeCloseTo(worstFive, 12);
  });
});

describe('what must not matter', () => {
  const history = normalHistory('scale', 240, 3);
  const models = 'historical,fhs-ewma,student-t-ewma-es,historical+stressed+floor+buffer';

  it('the size of a book', async () => {
    const small = await runBacktest(history, optionsOf([bookOf([0.5, -0.3, 0.2])], models));
    const large = await runBacktest(history, optionsOf([bookOf([5e6, -3e6, 2e6])], models));
    small.results.forEach((result, m) => {
      expect(large.results[m].exceptions.map(({ lossDate }) => lossDate)).toEqual(
        result.exceptions.map(({ lossDate }) => lossDate),
      );
      expect(large.results[m].marginMean).toBeCloseTo(result.marginMean, 12);
    });
  });

  it('whether one asset is held by weight or by size', async () => {
    const books = [bookOf([0, 1, 0]), bookOf([0, 17, 0], { name: 'sized', holding: 'sizes' })];
    const result = await runBacktest(history, optionsOf(books, 'historical,fhs-garch'));
    for (const m of [0, 2]) {
      shares(result, m + 1).forEach((share, t) => expect(share).toBeCloseTo(shares(result, m)[t], 12));
      expect(result.results[m + 1].coverage).toBe(result.results[m].coverage);
    }
  });

  it('prices that come later: a margin knows none of them', async () => {
    const cut = 180;
    const changed: PriceHistory = {
      ...history,
      close: history.close.map((value, at) => (at >= cut * 3 ? value * (at % 2 === 0 ? 3 : 0.2) : value)),
    };
    const [before, after] = await Promise.all(
      [history, changed].map(async (prices) => runBacktest(prices, optionsOf([bookOf([1, 1, -1])], models))),
    );
    before.runs.forEach((run, m) => {
      const known = cut - run.firstRow;
      expect(after.runs[m].margins.charged.slice(0, known)).toEqual(run.margins.charged.slice(0, known));
      expect(after.runs[m].margins.charged[known]).not.toBe(run.margins.charged[known]);
    });
  });
});

describe('models on returns that are what they assume', () => {
  it('have the promised coverage and pass every test', async () => {
    const history = normalHistory('iid', 1_800, 1);
    const result = await runBacktest(history, optionsOf([bookOf([1])], 'normal,historical', { window: 300 }));
    for (const { tests, light, shortfall } of result.results) {
      expect(tests.conditional.pValue).toBeGreaterThan(0.01);
      expect(light.zone).not.toBe('red');
      expect(shortfall.pValue).toBeGreaterThan(0.01);
    }
    expect(result.verdicts.map(({ passed }) => passed)).toEqual([true, true]);
  });

  it('a margin that is too low fails stated coverage, and says for which book by which test', async () => {
    const history = normalHistory('iid', 1_200, 1);
    const books = [bookOf([1])];
    const result = await runBacktest(history, optionsOf(books, 'normal', { confidence: 0.9, window: 200 }));
    expect(result.verdicts[0].passed).toBe(false);
    expect(result.verdicts[0].failures[0]).toMatchObject({ book: 'book', test: 'coverage', model: 'normal' });
    const cautious = await runBacktest(history, optionsOf(books, 'normal', { coverage: 0.9, window: 200 }));
    expect(cautious.verdicts[0].passed).toBe(true);
  });
});

describe('tools against procyclicality', () => {
  const calm = normalHistory('calm', 420, 1);
  // A storm: returns of 40 days are five times as large.
  const rows: number[][] = [[100]];
  for (let t = 1; t < 420; t += 1) {
    const move = Math.log(calm.close[t] / calm.close[t - 1]) * (t >= 250 && t < 290 ? 5 : 1);
    rows.push([rows[t - 1][0] * Math.exp(move)]);
  }
  const history = historyOf(['A'], rows);
  const run = (models: string): Promise<Backtest> => runBacktest(history, optionsOf([bookOf([1])], models));

  it('buffer: 8 % becomes 10 %, never more than a quarter above nor below the margin itself', async () => {
    const result = await run('normal-ewma,normal-ewma+buffer');
    const [plain, buffered] = [shares(result, 0), shares(result, 1)];
    expect(buffered[0]).toBeCloseTo(plain[0] * 1.25, 12);
    buffered.forEach((share, t) => {
      expect(share).toBeGreaterThanOrEqual(plain[t] - 1e-15);
      expect(share).toBeLessThanOrEqual(plain[t] * 1.25 + 1e-15);
    });
    // The first calls of the storm are met out of the buffer.
    const [before, after] = result.results.map(({ procyclicality }) => procyclicality);
    expect(after.peakToTrough).toBeLessThan(before.peakToTrough);
  });

  it('stressed: three quarters of the margin and one of that of the worst window so far', async () => {
    const result = await run('normal,normal+stressed');
    const [plain, stressed] = [shares(result, 0), shares(result, 1)];
    // Up to the storm the worst window is near the present one; at the end it is the one with the storm in it.
    const last = plain.length - 1;
    const peak = Math.max(...plain);
    expect(stressed[last]).toBeCloseTo(0.75 * plain[last] + 0.25 * peak, 3);
    expect(stressed[last]).toBeGreaterThan(plain[last] * 1.05);
  });

  it('floor: never below the volatility of everything known', async () => {
    const result = await run('normal-ewma,normal-ewma+floor');
    const [plain, floored] = [shares(result, 0), shares(result, 1)];
    floored.forEach((share, t) => expect(share).toBeGreaterThanOrEqual(plain[t] - 1e-15));
    const last = plain.length - 1;
    let squares = 0;
    for (let t = 1; t < 420; t += 1) squares += (rows[t][0] / rows[t - 1][0] - 1) ** 2;
    // z(99 %) = 2.326348
    const floor = 2.326348 * Math.sqrt(squares / 419);
    expect(floored[last]).toBeCloseTo(Math.max(plain[last], floor), 6);
    expect(floored[last]).toBeGreaterThan(plain[last]);
  });
});

describe('bars', () => {
  const lines = ['ts_utc,symbol,open,high,low,close'];
  const closes = normalHistory('bars', 130, 2).close;
  for (let t = 0; t < 130; t += 1) {
    const time = 1_600_041_600 + t * 3_600;
    const [a, b] = [closes[t * 2], closes[t * 2 + 1]];
    lines.push(`${time},A,${a},${a * 1.001},${t === 120 ? a * 0.5 : a * 0.999},${a}`);
    lines.push(`${time},B,${b},${b * 1.001},${t === 120 ? b * 0.6 : b * 0.999},${b}`);
  }
  const history = readPriceHistory(lines.join('\n'), 'bars.csv');
  const books = [
    bookOf([1, 0], { name: 'long' }),
    bookOf([-1, 0], { name: 'short' }),
    bookOf([0.5, -0.5], { name: 'pair' }),
  ];

  it('count at their worst mark, which a closing price does not show', async () => {
    const worst = await runBacktest(history, optionsOf(books, 'historical'));
    expect(worst.usesWorstMarks).toBe(true);
    const [long, , pair] = worst.results;
    const hit = long.exceptions.find(({ marginDate }) => marginDate === history.dates[119])!;
    expect(hit.loss).toBeCloseTo(1 - (closes[240] * 0.5) / closes[238], 12);
    expect(hit.lossDate).toBe(history.dates[120]);
    expect(hit.onlyIntraday).toBe(true);
    expect(hit.cause).toMatchObject({ leader: 'A', held: 1, kind: 'one asset' });
    // Both at their lows together: half of each.
    const expected = 0.5 * (1 - (closes[240] * 0.5) / closes[238]) - 0.5 * (1 - (closes[241] * 0.6) / closes[239]);
    expect(pair.exceptions.find(({ marginDate }) => marginDate === history.dates[119])!.loss).toBeCloseTo(expected, 12);
  });

  it('may be left aside', async () => {
    const close = await runBacktest(history, optionsOf(books, 'historical', { useWorstMarks: false }));
    expect(close.usesWorstMarks).toBe(false);
    const worst = await runBacktest(history, optionsOf(books, 'historical'));
    worst.results.forEach(({ closeExceptions, exceptions }, b) => {
      expect(closeExceptions).toBe(close.results[b].exceptions.length);
      expect(exceptions.length).toBeGreaterThanOrEqual(closeExceptions);
    });
  });
});

describe('a backtest refuses', () => {
  const history = normalHistory('short', 120, 2);
  const still = historyOf(
    ['A', 'B'],
    Array.from({ length: 140 }, (_, t) => [history.close[(t % 120) * 2], t < 20 ? 1 + t / 100 : 1]),
  );

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a window that is longer than the history',
      () => runBacktest(history, optionsOf([bookOf([1, 0])], 'normal', { window: 119 })),
      'history-too-short',
    ],
    [
      'a horizon that leaves nothing to see',
      () => runBacktest(history, optionsOf([bookOf([1, 0])], 'normal', { horizon: 20 })),
      'history-too-short',
    ],
    ['a price that stands still', () => runBacktest(still, optionsOf([bookOf([0, 1])], 'normal')), 'zero-variance'],
    [
      'two books of one name',
      () => runBacktest(history, optionsOf([bookOf([1, 0]), bookOf([0, 1])], 'normal')),
      'book-repeated',
    ],
  ])('%s', async (_, run, code) => {
    expect((await problemsOf(run())).map((problem) => problem.code)).toContain(code);
  });

  it('a book whose positions cancel out', async () => {
    const twins = historyOf(
      ['A', 'B'],
      Array.from({ length: 140 }, (_, t) => [history.close[(t % 120) * 2], 2 * history.close[(t % 120) * 2]]),
    );
    const [problem] = await problemsOf(runBacktest(twins, optionsOf([bookOf([1, -1])], 'historical')));
    expect(problem.code).toBe('zero-variance');
    expect(problem.message).toContain('"book"');
  });
});

describe('built-in books', () => {
  const assets = ['A', 'B', 'C'];
  const gross = (amounts: Float64Array): number => amounts.reduce((sum, amount) => sum + Math.abs(amount), 0);

  it('have a gross exposure of one, and names of their own', () => {
    const books = (['unit', 'equal', 'pairs', 'random'] as const).flatMap((set) => buildBooks(set, assets, 'seed'));
    expect(books).toHaveLength(6 + 2 + 2 + 10);
    for (const { amounts } of books) expect(gross(amounts)).toBeCloseTo(1, 12);
    expect(new Set(books.map(({ name }) => name)).size).toBe(books.length);
  });

  it('are the same for the same seed, and others for another', () => {
    const [one, same, other] = ['x', 'x', 'y'].map((seed) => buildBooks('random', assets, seed));
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });
});
