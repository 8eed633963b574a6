// Goal: a report says which controls are on and what they did. Method: a scenario's own keys and their words; a run with
// a control on the page.
import { describe, expect, it } from 'vitest';
import type { ControlsSummary } from '../../src/experiment/control-summary.ts';
import { controlEntries } from '../../src/report/control-facts.ts';
import { controlRows } from '../../src/report/control-rows.ts';
import { buildPage } from '../../src/report/html/page.ts';
import { factGroupsOf } from '../../src/report/scenario-facts.ts';
import { crowd } from '../simulation/small-scenario.ts';
import { makeRun } from './fixture.ts';

describe('controls that are on', () => {
  it('stand with all their settings, those that were left out as well', () => {
    const scenario = crowd({
      'venue.controls.dynamicBreaker': '{ variant: 8.5 %, instruments: [BTC] }',
      'venue.controls.reopening': '{ call: 10 s }',
    });
    const entries = new Map(controlEntries(scenario));
    expect(entries.get('Reopening')).toBe('call 10 s');
    expect(entries.get('Dynamic breaker')).toMatch(
      /^instruments BTC; variant 8\.5 %; window 1 h; .*liquidations allowed no$/,
    );
    expect(factGroupsOf(scenario).map(({ title }) => title)).toContain('Other controls');
  });

  it('are none where none is on', () => {
    expect(controlEntries(crowd())).toEqual([]);
    expect(factGroupsOf(crowd()).map(({ title }) => title)).not.toContain('Other controls');
  });
});

describe('what a venue does about loss', () => {
  const textsOf = (overrides: Readonly<Record<string, string>>): string[] =>
    factGroupsOf(crowd(overrides)).flatMap(({ entries }) => entries.map(([name, text]) => `${name}: ${text}`));

  it('names a ranking where positions are shared out by one, and deleveraging where there is any', () => {
    const ranked = 'Deleveraging ranks like: Binance';
    expect(textsOf({})).toContain(ranked);
    const shared = textsOf({ 'venue.autoDeleveraging.allocation': 'waterFilling' });
    expect(shared).not.toContain(ranked);
    expect(shared.filter((text) => text.startsWith('Deleveraging'))).toHaveLength(2);
    const without = textsOf({ 'venue.waterfall': '[insuranceFund]' });
    expect(without.filter((text) => text.startsWith('Deleveraging'))).toEqual([]);
  });
});

const SUMMARY: ControlsSummary = {
  controls: [
    {
      control: 'dynamicBreaker',
      tripped: 0.5,
      deferred: 3,
      states: [{ state: 'preOpen', entries: 2, seconds: 240 }],
    },
    { control: 'reopening', tripped: 0, deferred: 0, states: [] },
  ],
};

describe('what controls did', () => {
  it('is a row for each', () => {
    expect(controlRows(SUMMARY)).toEqual([
      ['dynamicBreaker', 'on 50 % of paths; preOpen 2.0 x, 4 min; 3.0 liquidation steps waited'],
      ['reopening', 'never tripped'],
    ]);
  });

  it('is a section of the page with its entry among the contents, only where there are controls', () => {
    const run = makeRun();
    const page = (controls: ControlsSummary | null): string =>
      buildPage({ ...run, summary: { ...run.summary, controls } }, [], { script: '', style: '' });
    for (const text of ['<section id="controls"', 'href="#controls"', 'preOpen 2.0 x']) {
      expect(page(SUMMARY).includes(text), text).toBe(true);
    }
    expect(page(null).includes('controls-title')).toBe(false);
  });
});
