// Random books and moves against the bound that a model publishes: |change of the maintenance requirement| <= sum of
// |size| x (markSlope x |change of value| + largest |change of a figure|). Returns how often it was tried and how close
// a change came, or throws with the seed of what broke it.

import type { MarketView } from '../../../src/instruments/market-view.ts';
import type { PreparedMargin } from '../../../src/margin/margin-model.ts';
import { withReturns } from '../../../src/margin/risk/recalibrate.ts';
import { createRiskModel } from '../../../src/margin/risk/risk-model.ts';
import type { RiskEstimator, RiskSpecification } from '../../../src/margin/risk/risk-parameters.ts';
import { drawBook, drawHistory, drawMarket, markContracts, PLAIN, testStream } from './risk-world.ts';

const COVARIANCE = { kind: 'equal', about: 'zero' } as const;
const WORST = { valueAtRisk: 'ceiling', shortfall: 'worst' } as const;
const SHORTFALL = {
  measure: 'expected-shortfall',
  estimator: { kind: 'historical', scaling: null, convention: WORST },
} as const;
const MIXED = { valueAtRisk: 'inclusive', shortfall: 'fractional' } as const;
const STRESSED = { weight: 0.25, days: 30, blend: 'requirements' } as const;
const CAP = { share: 0.8, groups: [{ name: 'majors', assets: ['A0', 'A1'] }] } as const;
const LIQUIDITY = { law: 'square-root', freeShare: 0.5, impactMax: 0.15 } as const;
const TAIL: RiskEstimator = { kind: 'pareto-tail', scaling: null, tailShare: 0.2, shape: 0.4 };

export const BOUND_CASES: readonly (readonly [string, Partial<RiskSpecification>])[] = [
  ['value at risk', { estimator: { kind: 'historical', scaling: null, convention: MIXED } }],
  ['shortfall', SHORTFALL],
  [
    'value at risk with a cap, charges and every tool',
    {
      offsetCap: CAP,
      liquidity: LIQUIDITY,
      antiProcyclicality: { bufferShare: 0.25, stressed: STRESSED, floorDays: 90 },
    },
  ],
  [
    'shortfall over ten days with a cap, charges and every tool',
    {
      ...SHORTFALL,
      horizonDays: 10,
      offsetCap: CAP,
      liquidity: LIQUIDITY,
      volatilityResponse: 1,
      antiProcyclicality: { bufferShare: 0.25, stressed: STRESSED, floorDays: 90 },
    },
  ],
  ['age-weighted', { estimator: { kind: 'age-weighted', scaling: null, decay: 0.97 } }],
  [
    'stressed days in the sample',
    {
      ...SHORTFALL,
      antiProcyclicality: { bufferShare: null, stressed: { ...STRESSED, blend: 'observations' }, floorDays: null },
    },
  ],
  ['Pareto tail, whose weights exceed 1', { estimator: TAIL, confidence: 0.99, offsetCap: CAP }],
  [
    'parametric with a mean',
    {
      offsetCap: CAP,
      liquidity: LIQUIDITY,
      estimator: { kind: 'student', degreesOfFreedom: 4, form: 'scale', mean: 'sample', covariance: COVARIANCE },
    },
  ],
];

export interface BoundTally {
  trials: number;
  /** Largest change / bound seen. */
  closest: number;
}

export function tryBound(
  name: string,
  specification: Partial<RiskSpecification>,
  worlds: number,
  movesPerWorld: number,
  booksPerMove: number,
): BoundTally {
  const tally: BoundTally = { trials: 0, closest: 0 };
  for (let world = 0; world < worlds; world += 1) {
    const stream = testStream('bound', name, world);
    // Worlds of linear contracts alone, with inverse ones, and with options.
    const terms = { assetCount: 4, hasInverse: world % 3 > 0, optionsPerAsset: world % 3 > 1 ? 3 : 0, depth: 20_000 };
    const market = drawMarket(stream, terms);
    const history = drawHistory(stream, 100, 4);
    const parameters = withReturns({ ...PLAIN, ...specification }, market.assets, history);
    const prepared = createRiskModel(parameters).prepare(market);
    const books = Array.from({ length: booksPerMove }, () => drawBook(stream, market, 1 + stream.integer(6)));
    const out = { initial: 0, maintenance: 0 };
    const requireAll = (): number[] =>
      books.map((book) => {
        prepared.requireInto(book, out);
        return out.maintenance;
      });
    for (let move = 0; move < movesPerWorld; move += 1) {
      const before = requireAll();
      const perContract = boundAfter(prepared, market, () => moveMarket(market, () => stream.uniform()));
      const after = requireAll();
      books.forEach((book, b) => {
        let bound = 0;
        for (let i = 0; i < book.count; i += 1) bound += Math.abs(book.sizes[i]!) * perContract[book.contracts[i]!]!;
        const change = Math.abs(after[b]! - before[b]!);
        if (change > bound + 1e-9 * (1 + Math.max(before[b]!, after[b]!))) {
          throw new Error(`${name}, world ${world}, move ${move}, book ${b}: ${change} is beyond ${bound}`);
        }
        tally.trials += 1;
        if (bound > 0) tally.closest = Math.max(tally.closest, change / bound);
      });
    }
  }
  return tally;
}

/** From a hundred-thousandth to half of the price; some assets stay, some marks move alone, and time passes. */
function moveMarket(market: MarketView, uniform: () => number): void {
  const size = 0.5 * 1e-5 ** uniform();
  for (let a = 0; a < market.indexPrices.length; a += 1) {
    if (uniform() < 0.3) continue;
    market.indexPrices[a]! *= 1 + size * (2 * uniform() - 1);
  }
  if (uniform() < 0.5) market.timeUs += Math.floor(86_400e6 * uniform());
  markContracts(market, () => 1 + size * 0.2 * (2 * uniform() - 1));
}

/** Moves the market and returns, for each contract, by how much a size of 1 can change a requirement. */
function boundAfter(prepared: PreparedMargin, market: MarketView, move: () => void): Float64Array {
  const { sensitivity } = prepared;
  const { figureColumns, markSlope } = sensitivity;
  const figures = sensitivity.figures.slice();
  const values = market.contracts.map(({ multiplier }, c) => multiplier * market.markPrices[c]!);
  move();
  prepared.refresh();
  return Float64Array.from(market.contracts, ({ multiplier }, c) => {
    let largest = 0;
    for (let k = c * figureColumns; k < (c + 1) * figureColumns; k += 1)
      largest = Math.max(largest, Math.abs(sensitivity.figures[k]! - figures[k]!));
    return markSlope[c]! * Math.abs(multiplier * market.markPrices[c]! - values[c]!) + largest;
  });
}
