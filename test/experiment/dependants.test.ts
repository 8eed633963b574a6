// Goal: every control that is on can be switched off for a comparison, with what it alone sets off, and no more goes. Method: each control of all that
// ships, on each preset of a venue as well; pauses and gates that wait for market-wide levels.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../src/experiment/counterfactuals/controls.ts';
import { settingsWithout } from '../../src/experiment/counterfactuals/dependants.ts';
import type { Override } from '../../src/scenario/overrides.ts';
import { readScenario } from '../../src/scenario/read-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { VENUE_PRESETS } from '../../src/scenario/venue-presets/preset-names.ts';
import { environmentWith, repository } from '../scenario/test-environment.ts';

const folder = join(repository, 'scenarios');
const shipped = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.ya?ml$/.test(file))
  .toSorted();

const read = (file: string, overrides: readonly Override[]): Scenario =>
  readScenario(environmentWith(), join(folder, file), { overrides });

const onIn = ({ venue }: Scenario): string[] => CONTROLS.filter(({ isOn }) => isOn(venue)).map(({ name }) => name);

/** Controls that are left on without one of them, in the order of `CONTROLS`. */
function leftWithout(name: string, file: string, overrides: readonly Override[]): string[] {
  const control = CONTROLS.find((one) => one.name === name)!;
  return onIn(read(file, [...overrides, ...settingsWithout(control, read(file, overrides).venue)]));
}

function expectEachCanGo(file: string, overrides: readonly Override[] = []): void {
  const all = onIn(read(file, overrides));
  for (const name of all) {
    const left = leftWithout(name, file, overrides);
    expect(left).not.toContain(name);
    expect(all).toEqual(expect.arrayContaining(left));
  }
}

describe('controls of a scenario', () => {
  it.each(shipped)('can go one at a time from %s', (file) => expectEachCanGo(file));

  it.each(VENUE_PRESETS)('can go one at a time from the preset %s', (name) => {
    expectEachCanGo('comparison/one-shock.yaml', [{ key: 'venue.preset', value: name }]);
  });
});

describe('what a control alone sets off', () => {
  const small = 'reference/one-cascade.yaml';
  const levels = { key: 'venue.controls.marketWide', value: '{ level1: 7 %, level2: 13 %, level3: 20 % }' };
  const halt = { key: 'venue.circuitBreakers.halt', value: '{ window: 5 min, move: 10 %, duration: 1 min }' };
  const reopening = { key: 'venue.controls.reopening', value: '{ call: 30 s }' };
  const pause = (triggers: string): Override => ({
    key: 'venue.controls.liquidationPause',
    value: `{ ${triggers}onMarketWideHalt: true, duration: 1 min }`,
  });

  it('is the auction after the only halt, and not after one of two', () => {
    expect(leftWithout('halt', small, [halt, reopening])).toEqual(['liquidations']);
    expect(leftWithout('halt', small, [halt, levels, reopening])).toEqual(['liquidations', 'marketWide', 'reopening']);
    expect(leftWithout('marketWide', small, [halt, levels, reopening])).toEqual(['liquidations', 'halt', 'reopening']);
  });

  it('is a pause that waits for market-wide levels and nothing else', () => {
    expect(leftWithout('marketWide', small, [levels, pause('')])).toEqual(['liquidations']);
    const overrides = [levels, pause('notionalMax: 10 k USD, window: 1 min, ')];
    expect(leftWithout('marketWide', small, overrides)).toEqual(['liquidations', 'liquidationPause']);
  });

  it('is a gate that waits for market-wide levels and nothing else', () => {
    const paysOut = { key: 'venue.withdrawals', value: '{ latency: 1 min }' };
    const gate = (triggers: string): Override => ({
      key: 'venue.controls.withdrawalGate',
      value: `{ ${triggers}onMarketWideHalt: true, duration: 1 min }`,
    });
    expect(leftWithout('marketWide', small, [paysOut, levels, gate('')])).toEqual(['liquidations']);
    const overrides = [paysOut, levels, gate('fall: 10 %, window: 10 min, ')];
    expect(leftWithout('marketWide', small, overrides)).toEqual(['liquidations', 'withdrawalGate']);
  });
});
