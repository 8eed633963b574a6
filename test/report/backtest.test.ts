// Goal: charts of a backtest show every exception and have ticks at round dates. Method: specifications, not pictures.

import { describe, expect, it } from 'vitest';
import { runBacktest } from '../../src/experiment/backtest/run-backtest.ts';
import { buildBacktestCharts } from '../../src/report/backtest/backtest-charts.ts';
import { dateTicks } from '../../src/report/backtest/date-ticks.ts';
import { bookOf, normalHistory, optionsOf } from '../experiment/backtest/support.ts';

const at = (text: string): number => Date.parse(text) * 1_000;

describe('date ticks', () => {
  it('of years stand at the first of months', () => {
    const ticks = dateTicks(at('2021-12-11T00:00:00Z'), at('2025-10-21T00:00:00Z'));
    expect(ticks.map(({ label }) => label.join(' '))).toEqual([
      'Jan 2022',
      'Jul 2022',
      'Jan 2023',
      'Jul 2023',
      'Jan 2024',
      'Jul 2024',
      'Jan 2025',
      'Jul 2025',
    ]);
    expect(ticks[0].value).toBe(21);
  });

  it('of days stand at hours', () => {
    const ticks = dateTicks(at('2020-03-12T22:30:00Z'), at('2020-03-13T06:00:00Z'));
    expect(ticks[0]).toEqual({ value: 0.5 / 24, label: ['12 Mar', '23:00'] });
    expect(ticks).toHaveLength(8);
  });

  it('are at most ten and rising for any span', () => {
    for (const days of [0.1, 1, 3, 20, 89, 91, 400, 4_000, 40_000]) {
      const ticks = dateTicks(at('2000-01-15T00:00:00Z'), at('2000-01-15T00:00:00Z') + days * 86_400e6);
      expect(ticks.length).toBeLessThanOrEqual(11);
      for (let k = 1; k < ticks.length; k += 1) expect(ticks[k].value).toBeGreaterThan(ticks[k - 1].value);
    }
  });
});

describe('charts of a backtest', () => {
  it('mark every exception, also where periods are too many to draw', async () => {
    const history = normalHistory('charts', 2_700, 1);
    const backtest = await runBacktest(history, optionsOf([bookOf([1])], 'normal', { confidence: 0.99, window: 60 }));
    const [chart] = buildBacktestCharts(backtest);
    const marked = chart.series[0].y.filter((value) => value !== null);
    expect(backtest.results[0].observations).toBeGreaterThan(2_000);
    expect(chart.x.length).toBeLessThan(2_030);
    expect(marked).toHaveLength(backtest.results[0].exceptions.length);
    expect(chart.subtitle).toContain(`${marked.length} exceptions`);
    // An exception lies below the margin of its period.
    chart.series[0].y.forEach((loss, k) => loss !== null && expect(loss).toBeLessThan(chart.series[1].y[k]!));
  });

  it('begin with a comparison when there are several models', async () => {
    const history = normalHistory('charts', 150, 2);
    const books = [bookOf([1, 0]), bookOf([0.5, -0.5], { name: '../sly name' })];
    const backtest = await runBacktest(history, optionsOf(books, 'normal,historical'));
    const charts = buildBacktestCharts(backtest);
    expect(charts[0].id).toBe('models');
    expect(charts[0].series.map(({ label }) => label)).toEqual(['normal', 'historical']);
    expect(new Set(charts.map(({ id }) => id)).size).toBe(charts.length);
    for (const { id } of charts) expect(id).toMatch(/^[a-z0-9-]+$/);
  });
});
