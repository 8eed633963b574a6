// Goal: margin that follows volatility rises by what the estimator says, for contracts alone. Method: a venue with every
// kind of contract through one known move, its multiples by hand; spot assets, one with a price of its own, have none.

import { describe, expect, it } from 'vitest';
import { ColumnExchange } from '../../src/exchange/column-exchange.ts';
import type { FactSink } from '../../src/exchange/fact.ts';
import type { MarginRecalibrationRules } from '../../src/exchange/venue-rules.ts';
import { US_PER_YEAR } from '../../src/base/units.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import { log } from '../../src/numeric/math.ts';
import { tieredModel } from './portfolio-models.ts';
import { BTC, INSTRUMENTS, portfolioPopulation, portfolioVenue, SPOT, STABLE } from './portfolio-venue.ts';
import { smallMarket, usd } from './small-venue.ts';

const INTERVAL_US = 300_000_000;
const all = Array.from({ length: INSTRUMENTS }, (_, i) => i);
const contracts = all.filter((i) => i !== SPOT && i !== STABLE);

class Changes implements FactSink {
  readonly rows: (readonly [instrument: number, maintenance: number, initial: number])[] = [];

  record(...[kind, , instrument, , , a, b]: Parameters<FactSink['record']>): void {
    if (kind === 'marginChange') this.rows.push([instrument, a, b]);
  }
}

/** BTC falls by 5 % and the stablecoin by 2 % within one interval. */
function recalibrated(estimator: MarginRecalibrationRules['estimator']): Changes {
  const facts = new Changes();
  const exchange = new ColumnExchange({
    venue: portfolioVenue(tieredModel, {
      rules: {
        marginRecalibration: {
          intervalUs: INTERVAL_US,
          estimator,
          volatilityAnnual: all.map((i) => (i === BTC ? 0.6 : i === STABLE ? 0.01 : 0)),
          floorPpm: 1_000_000,
          capPpm: 100_000_000,
          stepPpm: 10_000,
        },
      },
    }),
    facts,
    market: { ...smallMarket, depth: all.map(() => ({ depthAtOnePercent: usd(300_000), exponent: 1 })) },
    population: portfolioPopulation([{ equityUsd: 1_000, lots: all.map(() => 0) }]),
    crossImpact: new CrossImpact(
      Array.from({ length: INSTRUMENTS * INSTRUMENTS }, (_, n) => (n % (INSTRUMENTS + 1) === 0 ? 1 : 0)),
      all.map(() => usd(300_000)),
      0,
    ),
    warningRatio: 1.3,
  });
  exchange.advanceTo(INTERVAL_US);
  exchange.applyReference(
    Float64Array.from(all, (i) => (i === BTC ? log(0.95) : i === STABLE ? log(0.98) : 0)),
    INTERVAL_US,
  );
  exchange.updateMarks();
  exchange.recalibrateMargins();
  exchange.changeMargins({ instruments: all, multiplePpm: 2_000_000, initialOnly: true });
  return facts;
}

describe('margin that follows volatility', () => {
  // s2 of one interval at 60 %: 0.36 x 300 s / 1 year; r = log 0.95 = -0.0512933.
  const before = (0.36 * INTERVAL_US) / US_PER_YEAR;
  const square = 0.05129329438755058 ** 2;

  it.each([
    ['EWMA', { kind: 'ewma', lambda: 0.94 } as const, 0.94 * before + 0.06 * square],
    ['GARCH', { kind: 'garch', alpha: 0.1, beta: 0.85 } as const, 0.05 * before + 0.1 * square + 0.85 * before],
  ])(
    'is by %s what the move says, rounded up to a step, and that of what a contract follows',
    (_, estimator, after) => {
      const { rows } = recalibrated(estimator);
      const multiple = Math.ceil((Math.sqrt(after / before) * 1_000_000) / 10_000) * 10_000;
      expect(multiple).toBeGreaterThan(2_000_000);
      expect(rows.slice(0, contracts.length)).toEqual(contracts.map((i) => [i, multiple, multiple]));
    },
  );

  it('is none of spot assets, nor is any other change of margin', () => {
    const { rows } = recalibrated({ kind: 'ewma', lambda: 0.94 });
    expect(rows.map(([instrument]) => instrument)).toEqual([...contracts, ...contracts]);
  });
});
