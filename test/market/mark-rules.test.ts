// Goal: marks are what the venues' rules say. Method: worked numbers by hand, and what must hold for any sample.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExponentialAverage, WindowAverage } from '../../src/market/mark-rules/exact-time-average.ts';
import { computeIndexPrice } from '../../src/market/mark-rules/index-price.ts';
import { roundToTick } from '../../src/market/mark-price.ts';
import { type MarkFormula, type MarkInputs, type MarkRule } from '../../src/market/mark-rules/mark-rule.ts';
import { medianOfThree, weightedMedian } from '../../src/market/mark-rules/medians.ts';
import { createMarkFormula, fairPrice } from '../../src/market/mark-rules/venue-marks.ts';
import { log } from '../../src/numeric/math.ts';

const SECOND_US = 1_000_000;

const at = (seconds: number, lastTicks: number, rest: Partial<MarkInputs> = {}): MarkInputs => ({
  nowUs: seconds * SECOND_US,
  outsideTicks: 10_000,
  indexTicks: 10_000,
  lastTicks,
  fundingBasis: 0,
  ...rest,
});

const run = (rule: MarkRule, samples: readonly MarkInputs[]): number[] => {
  const formula: MarkFormula = createMarkFormula(rule);
  return samples.map((sample) => formula.next(sample));
};

const HYPERLIQUID: Extract<MarkRule, { kind: 'hyperliquid' }> = {
  kind: 'hyperliquid',
  basisTauUs: 150 * SECOND_US,
  bookTauUs: 30 * SECOND_US,
  perpetuals: [3, 2, 2, 1, 1].map((weight) => ({ weight, deviation: 0 })),
};

describe('averages over exact time', () => {
  it('keep an exponential average by the time between samples', () => {
    const average = new ExponentialAverage(150 * SECOND_US);
    average.add(0, 123);
    expect(average.add(3 * SECOND_US, 10)).toBe(10);
    expect(average.add(6 * SECOND_US, 20)).toBeCloseTo(15.049_998_33, 8);
    expect(average.add(66 * SECOND_US, -5)).toBeCloseTo(-3.752_133_65, 8);
  });

  it('keep a mean over a window that cuts the oldest sample', () => {
    const average = new WindowAverage(30 * SECOND_US);
    expect(average.add(0, 7)).toBe(7);
    expect(average.add(10 * SECOND_US, 3)).toBe(3);
    expect(average.add(20 * SECOND_US, 6)).toBe(4.5);
    // 5 s of 3, 10 s of 6, 15 s of 10
    expect(average.add(35 * SECOND_US, 10)).toBeCloseTo((5 * 3 + 10 * 6 + 15 * 10) / 30, 12);
    expect(average.add(100 * SECOND_US, 1)).toBe(1);
    expect(average.add(100 * SECOND_US, 4)).toBe(1);
  });

  it('take the first sample for no time, whenever it comes', () => {
    const average = new ExponentialAverage(150 * SECOND_US);
    expect(average.add(100 * SECOND_US, 50)).toBe(50);
    expect(average.add(110 * SECOND_US, 10)).toBe(10);
  });

  it('keep a mean over a window for as long as they run, however samples come', () => {
    const windowUs = 30 * SECOND_US;
    const average = new WindowAverage(windowUs);
    const samples: (readonly [timeUs: number, value: number])[] = [];
    let nowUs = 0;
    for (let n = 0; n < 3_000; n += 1) {
      nowUs += [300_000, 1_700_000, 200_000, 0][n % 4]!;
      samples.push([nowUs, (n * 37) % 101]);
      const found = average.add(nowUs, (n * 37) % 101);
      if (nowUs < 2 * windowUs) continue;
      // Each sample stands for the time since the one before it, as far as that lies in the window.
      let sum = 0;
      for (let k = n; k > 0 && samples[k]![0] > nowUs - windowUs; k -= 1) {
        const [untilUs, value] = samples[k]!;
        sum += value * (untilUs - Math.max(samples[k - 1]![0], nowUs - windowUs));
      }
      expect(found).toBeCloseTo(sum / windowUs, 6);
    }
  });

  it('stay within what they average', () => {
    const samples = fc.array(fc.tuple(fc.nat(60 * SECOND_US), fc.integer({ min: -100, max: 100 })), { minLength: 1 });
    fc.assert(
      fc.property(samples, (steps) => {
        for (const average of [new ExponentialAverage(150 * SECOND_US), new WindowAverage(30 * SECOND_US)]) {
          let nowUs = 0;
          for (const [elapsedUs, value] of steps) {
            nowUs += elapsedUs;
            const found = average.add(nowUs, value);
            expect(found).toBeGreaterThanOrEqual(Math.min(...steps.map(([, each]) => each)) - 1e-9);
            expect(found).toBeLessThanOrEqual(Math.max(...steps.map(([, each]) => each)) + 1e-9);
          }
        }
      }),
    );
  });
});

describe('medians', () => {
  it('take the middle of three', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (a, b, c) => {
        expect(medianOfThree(a, b, c)).toBe([a, b, c].sort((x, y) => x - y)[1]);
      }),
    );
  });

  it('go by weight', () => {
    expect(weightedMedian([100, 101, 99, 250, 98], [3, 2, 2, 1, 1])).toBe(100);
    expect(weightedMedian([5, 1], [1, 1])).toBe(3);
    expect(weightedMedian([7, 1], [0, 2])).toBe(1);
    // Half of the weight is reached at 1: with the next that has any.
    expect(weightedMedian([1, 2, 3], [1, 0, 1])).toBe(2);
    expect(weightedMedian([1, 2, 3], [1, 1, 2])).toBe(2.5);
  });
});

describe('the index', () => {
  const venues = [
    { weight: 2, deviation: 0 },
    { weight: 1, deviation: 0.01 },
  ];

  it('is a mean of other venues and the own book', () => {
    expect(computeIndexPrice({ average: 'mean', ownWeight: 0, venues }, 300, 1)).toBe(301);
    expect(computeIndexPrice({ average: 'mean', ownWeight: 1, venues }, 300, 197)).toBe(275);
  });

  it('is a median that one venue cannot move far', () => {
    expect(computeIndexPrice({ average: 'median', ownWeight: 1, venues }, 300, 1)).toBe(300);
    expect(computeIndexPrice({ average: 'median', ownWeight: 5, venues }, 300, 1)).toBe(1);
  });
});

describe('the mark', () => {
  it('is the fair price with half of the interval left', () => {
    expect(fairPrice(10_000, (0.0001 * 4) / 8)).toBeCloseTo(10_000.5, 9);
    expect(run({ kind: 'bitmex' }, [at(0, 9_000, { fundingBasis: 0.00005 })])[0]).toBeCloseTo(10_000.5, 9);
  });

  it('is the price of the book under `last`', () => {
    expect(run({ kind: 'last' }, [at(0, 9_123.4)])).toEqual([9_123.4]);
  });

  it('is a median of three under `binance`', () => {
    const rule: MarkRule = { kind: 'binance', windowUs: 30 * SECOND_US };
    // Basis: at first that of now; then 10 s of -100, 20 s of -400 (mean -300); the funding price is the third.
    expect(run(rule, [at(0, 10_000), at(10, 9_900), at(30, 9_600)])).toEqual([10_000, 9_900, 9_700]);
    // With funding of 5 % to come the price P1 lies below both others.
    expect(run(rule, [at(0, 9_900, { fundingBasis: -0.05 }), at(10, 9_700, { fundingBasis: -0.05 })])[1]).toBe(9_700);
  });

  it('is a median of oracle, book and other perpetuals under `hyperliquid`', () => {
    // Oracle + average basis: 10,000 - (100 e^(-1/15) 10 + 400 x 10) / (...), between the book and the others.
    const kept = Math.exp(-10 / 150) * 10;
    const basis = (-100 * kept - 400 * 10) / (kept + 10);
    const [, , third] = run(HYPERLIQUID, [at(0, 10_000), at(10, 9_900), at(20, 9_600)]);
    expect(third).toBeCloseTo(10_000 + basis, 8);
    // Others far below the oracle and above the book.
    const others = [{ weight: 1, deviation: -0.035 }];
    expect(run({ ...HYPERLIQUID, perpetuals: others }, [at(0, 10_000), at(10, 9_900), at(20, 9_600)])[2]).toBe(9_650);
  });

  it('takes an average of the book for the third where nobody else lists it', () => {
    const rule = { ...HYPERLIQUID, perpetuals: [] };
    const kept = Math.exp(-10 / 30) * 10;
    const book = (9_900 * kept + 9_600 * 10) / (kept + 10);
    const slowKept = Math.exp(-10 / 150) * 10;
    const oracle = 10_000 + (-100 * slowKept - 400 * 10) / (slowKept + 10);
    expect(book).toBeLessThan(oracle);
    expect(run(rule, [at(0, 10_000), at(10, 9_900), at(20, 9_600)])[2]).toBeCloseTo(book, 8);
  });

  it('is the index with a limited average basis under `deribit`', () => {
    const rule: MarkRule = { kind: 'deribit', basisTauUs: 30 * SECOND_US, basisLimitLog: log(1.005) };
    expect(run(rule, [at(0, 10_010)])[0]).toBe(10_010);
    expect(run(rule, [at(0, 11_000)])[0]).toBeCloseTo(10_050, 9);
    expect(run(rule, [at(0, 9_000)])[0]).toBeCloseTo(10_000 / 1.005, 9);
  });

  it('lies among its inputs whatever they are', () => {
    const rules: readonly MarkRule[] = [{ kind: 'last' }, { kind: 'binance', windowUs: 30 * SECOND_US }, HYPERLIQUID];
    const price = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(
        fc.constantFrom(...rules),
        fc.array(fc.tuple(fc.nat(100), price), { minLength: 1 }),
        (rule, steps) => {
          let seconds = 0;
          const samples = steps.map(([elapsed, last]) => at((seconds += elapsed), last));
          const low = Math.min(10_000, ...steps.map(([, last]) => last));
          const high = Math.max(10_000, ...steps.map(([, last]) => last));
          for (const mark of run(rule, samples)) {
            expect(mark).toBeGreaterThanOrEqual(low - 1e-6);
            expect(mark).toBeLessThanOrEqual(high + 1e-6);
          }
        },
      ),
    );
  });

  it('is a whole tick, at least one', () => {
    expect([0.2, 1.5, 2.49].map(roundToTick)).toEqual([1, 2, 2]);
  });
});
