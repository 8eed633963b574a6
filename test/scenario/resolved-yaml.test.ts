/**
 * Goal: the resolved scenario, which `inspect` prints, is a scenario: it can be read, and says the same. Method: everything
 * that ships, on each preset of a venue as well, and keys whose defaults mean nothing beside others.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../src/scenario/read-scenario.ts';
import { formatResolvedYaml } from '../../src/scenario/resolved-yaml.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { VENUE_PRESETS } from '../../src/scenario/venue-presets/preset-names.ts';
import { environmentWith, repository } from './test-environment.ts';

const folder = join(repository, 'scenarios');
const shipped = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.ya?ml$/.test(file))
  .toSorted();

/**
 * The scenario without what tells one file from another: bytes, places, and which keys of a preset a file says itself, which alone
 * are warned of.
 */
function meaningOf(scenario: Scenario): object {
  const texts = scenario.thresholds.map(({ text }) => text);
  return { ...scenario, digest: '', warnings: [], venuePreset: scenario.venuePreset?.name, thresholds: texts };
}

function expectReadsBack(file: string, settings: Readonly<Record<string, string>> = {}): void {
  const path = join(folder, file);
  const overrides = Object.entries(settings).map(([key, value]) => ({ key, value }));
  const meant = readScenario(environmentWith(), path, { overrides });
  const text = formatResolvedYaml(meant);
  const again = join(path, '..', 'resolved.yaml');
  expect(meaningOf(readScenario(environmentWith({ [again]: { text } }), again))).toEqual(meaningOf(meant));
}

describe('the resolved scenario', () => {
  it.each(shipped)('of %s reads back as the same', (file) => expectReadsBack(file));

  it.each(VENUE_PRESETS)('on the preset %s reads back as the same', (name) => {
    expectReadsBack('comparison/one-shock.yaml', { 'venue.preset': name });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    [
      'recovery at several speeds',
      { 'market.impact': '{ recovery: { powerLaw: { exponent: 0.5, from: 1 s, to: 1 h } } }' },
    ],
    ['a mark rule of its own', { 'venue.markPrice': '{ rule: last }' }],
    [
      'depth from figures',
      {
        'venue.instruments[0]':
          '{ symbol: BTC, initialPrice: 100 USD, tickSize: 0.01 USD, lotSize: 0.01 BTC, tiers: [{ maxLeverage: 20x, maintenanceRate: 2.5 % }], ' +
          'openInterest: 200 k USD, depth: [{ within: 0.5 %, notional: 15 k USD }, { within: 5 %, notional: 40 k USD }] }',
      },
    ],
    [
      'depth from the square-root law',
      {
        'venue.instruments[0]':
          '{ symbol: BTC, initialPrice: 100 USD, tickSize: 0.01 USD, lotSize: 0.01 BTC, tiers: [{ maxLeverage: 20x, maintenanceRate: 2.5 % }], ' +
          'openInterest: 200 k USD, depth: { squareRootLaw: { dailyVolume: 16 M USD, dailyVolatility: 4 % } } }',
      },
    ],
  ])('with %s reads back as the same', (_, settings) => {
    expectReadsBack('reference/one-cascade.yaml', settings);
  });
});
