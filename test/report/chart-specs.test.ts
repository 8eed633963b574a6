// Goal: a chart says what the run holds, and nothing when there is nothing. Method: specifications of made-up runs,
// compared with their outcomes.

import { describe, expect, it } from 'vitest';
import { buildCharts } from '../../src/report/chart-specs/all-charts.ts';
import type { ChartSpec } from '../../src/report/chart-specs/chart-spec.ts';
import { csvOf, tableOf } from '../../src/report/chart-specs/chart-table.ts';
import { thinnedRows } from '../../src/report/chart-specs/thin.ts';
import { finishedPaths, medianPathOf, pathsFromWorst, worstPathOf } from '../../src/report/path-selection.ts';
import { makeRun, type FixtureOptions } from './fixture.ts';

function charts(options: FixtureOptions = {}): Map<string, ChartSpec> {
  return new Map(buildCharts(makeRun(options)).map((spec) => [spec.id, spec]));
}

const run = makeRun();
const specs = new Map(buildCharts(run).map((spec) => [spec.id, spec]));
const spec = (id: string) => specs.get(id)!;
const manySymbols = Array.from({ length: 24 }, (_, k) => `C${k}`);

describe('every chart', () => {
  it.each([...specs.keys()])('%s survives JSON, has words and as many values as places', (id) => {
    const chart = spec(id);
    expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
    expect([chart.title, chart.subtitle, chart.summary, chart.yAxis.title].every((text) => text.length > 0)).toBe(true);
    expect(chart.series.every(({ y }) => y.length === chart.x.length)).toBe(true);
  });

  it.each([
    ['one path', { paths: 1, failedPath: null }],
    ['no finished path', { paths: 1, failedPath: 0 }],
    ['calm', { calm: true }],
    ['many instruments', { symbols: manySymbols, paths: 4 }],
    ['one instrument', { symbols: ['BTC'], paths: 3 }],
    ['no date', { startTime: null, hours: 0.5, sampleMinutes: 0.5, paths: 6 }],
  ] satisfies [string, FixtureOptions][])('is finite for %s', (_, options) => {
    for (const chart of charts(options).values()) {
      const numbers = [...chart.x, ...chart.series.flatMap(({ y }) => y), ...(chart.markers ?? []).map(({ at }) => at)];
      expect(numbers.every((value) => value === null || Number.isFinite(value))).toBe(true);
    }
  });
});

describe('words instead of an empty grid', () => {
  const calm = charts({ calm: true });

  it.each([
    ['liquidations', 'No liquidation on any path'],
    ['auto-deleveraging', 'No auto-deleveraging on any path'],
    ['fund-use', 'The insurance fund was not used on any path'],
    ['closing-steps', 'No position was closed by force on any path'],
    ['loss-waterfall', 'No money moved into or out of the insurance fund'],
  ])('%s: %s', (id, words) => {
    expect(calm.get(id)!.empty).toBe(words);
    expect(spec(id).empty).toBeNull();
  });

  it('say that no path finished', () => {
    for (const chart of charts({ paths: 1, failedPath: 0 }).values()) expect(chart.empty).toBe('No path finished');
  });
});

describe('which paths are shown', () => {
  it('orders by use of the fund and leaves failed paths out', () => {
    const drawdowns = pathsFromWorst(run).map(({ tally }) => tally.fundInitial - tally.fundMin);
    expect(drawdowns).toEqual([...drawdowns].sort((left, right) => right - left));
    expect(pathsFromWorst(run)).toHaveLength(31);
    expect(pathsFromWorst(run).some(({ path }) => path === 13)).toBe(false);
  });

  it('takes the lowest number among equals', () => {
    expect(worstPathOf(makeRun({ calm: true, failedPath: 0 }))!.path).toBe(1);
    expect(medianPathOf(makeRun({ calm: true, failedPath: null, paths: 5 }))!.path).toBe(2);
  });
});

describe('prices', () => {
  it('start near zero and mark the halts of the worst path', () => {
    const { series, shades, subtitle } = spec('prices');
    expect(series).toHaveLength(8);
    expect(Math.abs(series[1]!.y[0]!)).toBeLessThan(0.02);
    expect(shades).toHaveLength(worstPathOf(run)!.tally.halts);
    expect(subtitle).toContain(`Path ${worstPathOf(run)!.path}`);
  });

  it('show six of many instruments and say so', () => {
    const { series, subtitle } = charts({ symbols: manySymbols, paths: 4 }).get('prices')!;
    expect(series).toHaveLength(12);
    expect(subtitle).toContain('the 6 most liquidated of 24 instruments');
  });
});

describe('sums', () => {
  it('bars add up to the mean liquidated notional, others included', () => {
    for (const options of [{}, { symbols: manySymbols }]) {
      const many = makeRun(options);
      const chart = buildCharts(many).find(({ id }) => id === 'liquidations')!;
      const drawn = chart.series.flatMap(({ y }) => y).reduce((sum: number, value) => sum + (value ?? 0), 0);
      const paths = finishedPaths(many);
      const expected = paths.reduce((sum, { tally }) => sum + tally.liquidatedNotional, 0) / paths.length / 10_000;
      expect(drawn / expected).toBeCloseTo(1, 4);
    }
  });

  it('the histogram counts every finished path once', () => {
    expect(spec('fund-use').series[0]!.y.reduce((sum: number, count) => sum + (count ?? 0), 0)).toBe(31);
  });

  it('the histogram ends at the whole fund, with the paths that used all of it', () => {
    const worst = worstPathOf(run)!;
    const exhausted = { ...worst, tally: { ...worst.tally, fundMin: 0 } };
    const outcomes = run.outcomes.map((outcome) => (outcome === worst ? exhausted : outcome));
    const { xAxis, series } = buildCharts({ ...run, outcomes }).find(({ id }) => id === 'fund-use')!;
    expect(xAxis.max).toBeCloseTo(1, 9);
    expect(series[0]!.y.at(-1)).toBe(1);
  });

  it('the steps of the fund lead from its start to its end', () => {
    const { categories, series } = spec('loss-waterfall');
    const { y, from } = series[0]!;
    const total = categories!.indexOf('Change of the fund');
    expect(y[total]! - from![total]!).toBeCloseTo(y[total - 1]!, -2);
  });

  it('money from outside is no result of the positions that the fund held, and other bearers stand by name', () => {
    const outcomes = run.outcomes.map((outcome) => {
      const { fundInflows, fundFinal } = outcome.tally;
      return { ...outcome, tally: { ...outcome.tally, fundInflows: fundInflows + 5e9, fundFinal: fundFinal + 5e9 } };
    });
    const stages = [
      { stage: 'insuranceFund' as const, paid: 7 },
      { stage: 'defaultFund' as const, paid: 300_000 },
      { stage: 'assessments' as const, paid: 0 },
      { stage: 'uncovered' as const, paid: 0 },
    ];
    const losses = { ...({} as NonNullable<typeof run.summary.losses>), stages };
    const barsOf = ({ categories, series }: ChartSpec) =>
      new Map(categories!.map((name, k) => [name, series[0]!.y[k]! - series[0]!.from![k]!]));
    const chart = buildCharts({ ...run, outcomes, summary: { ...run.summary, losses } });
    const bars = barsOf(chart.find(({ id }) => id === 'loss-waterfall')!);
    expect(bars.get('Money from outside')).toBeCloseTo(500_000, -2);
    expect(bars.has('Result of positions held')).toBe(false);
    expect([...bars].slice(-2)).toEqual([
      ['Default fund', -300_000],
      ['Loss nobody covered', 0],
    ]);
  });
});

describe('the fund', () => {
  it('reaches its low also where that lies between two samples', () => {
    const worst = worstPathOf(run)!;
    const { x, series } = spec('insurance-fund');
    const lows = series.at(-1)!.y.map((value) => value ?? Number.POSITIVE_INFINITY);
    const at = lows.indexOf(Math.min(...lows));
    expect(lows[at]! / (worst.tally.fundMin / 10_000)).toBeCloseTo(1, 4);
    expect(x).toEqual([...x].sort((left, right) => left - right));
  });
});

describe('percentile bands', () => {
  it('do not cross', () => {
    const [p5, p95, p25, p75, median] = spec('insurance-fund').series;
    spec('insurance-fund').x.forEach((_, k) => {
      const values = [p5, p25, median, p75, p95].map((line) => line!.y[k] ?? 0);
      expect(values).toEqual([...values].sort((left, right) => left - right));
    });
  });

  it('are left out for a handful of paths', () => {
    const few = charts({ paths: 3, failedPath: null }).get('insurance-fund')!;
    expect(few.series.map(({ label }) => label)).toEqual(['Median', expect.stringMatching(/^Path \d$/)]);
    expect(charts({ paths: 1, failedPath: null }).get('insurance-fund')!.series).toHaveLength(1);
  });
});

describe('time axes', () => {
  it('name days where they begin', () => {
    const labels = spec('prices').xAxis.ticks!.map(({ label }) => label.join(' '));
    expect(labels).toEqual([
      '00:00 12 Mar',
      '06:00',
      '12:00',
      '18:00',
      '00:00 13 Mar',
      '06:00',
      '12:00',
      '18:00',
      '00:00 14 Mar',
    ]);
  });

  it('stand at full hours when the scenario starts between them', () => {
    const ticks = charts({ startTime: '2025-10-10T20:45:00Z', hours: 6, paths: 1 }).get('prices')!.xAxis.ticks!;
    expect(ticks[0]).toEqual({ value: 0.25, label: ['21:00', '10 Oct'] });
    expect(ticks.map(({ label }) => label[0])).toEqual(['21:00', '22:00', '23:00', '00:00', '01:00', '02:00']);
  });

  it('count without a date', () => {
    const { title, ticks } = charts({ startTime: null, hours: 0.5, sampleMinutes: 0.5, paths: 1 }).get('prices')!.xAxis;
    expect(title).toBe('Time since the start (minutes)');
    expect(ticks!.map(({ label }) => label[0])).toEqual(['0', '5', '10', '15', '20', '25', '30']);
  });
});

describe('thinning', () => {
  it('keeps the ends and the lowest point', () => {
    const values = Array.from({ length: 2_881 }, (_, k) => (k === 1_577 ? -5 : (k % 7) / 7));
    const rows = thinnedRows(values.length, (row) => values[row]!);
    expect(rows.length).toBeLessThanOrEqual(480);
    expect([rows[0], rows.at(-1), rows.includes(1_577)]).toEqual([0, 2_880, true]);
    expect(rows).toEqual([...rows].sort((left, right) => left - right));
  });
});

describe('tables behind charts', () => {
  it('have a row for each place and a column for each series', () => {
    const { columns, rows } = tableOf(spec('prices'));
    expect(columns).toHaveLength(9);
    expect(rows).toHaveLength(193);
    expect(rows[105]!.name).toBe('13 Mar 02:15');
    expect(tableOf(spec('liquidations')).rows[10]!.name).toBe('12 Mar 10:00 to 12 Mar 11:00');
  });

  it('as CSV are full numbers, quoted where needed, and no formula', () => {
    const symbols = ['=HYPERLINK("x")', 'A,B', '@C', '-D'];
    const [head, first] = csvOf(charts({ symbols, paths: 2 }).get('open-interest')!).split('\n');
    expect(head).toBe(`Time (UTC),"'=HYPERLINK(""x"")","A,B",'@C,'-D`);
    expect(first).toMatch(/^12 Mar 00:00,\d+,\d+,\d+,\d+$/);
  });
});
