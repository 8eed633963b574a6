// Goal: a venue preset stands under what the scenario says itself, key by key, and problems point to where the text is. Method: every
// shipped preset under a small scenario, single settings laid over one of them, and what is refused.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileReader } from '../../src/scenario/file-reader.ts';
import { loadVenuePreset } from '../../src/scenario/venue-presets/load-preset.ts';
import { VENUE_PRESETS } from '../../src/scenario/venue-presets/preset-names.ts';
import { perpetualText } from './perpetual-text.ts';
import { environmentWith, problemsOf, readShipped, readText, repository } from './test-environment.ts';

/** A venue of nothing but an instrument; `venue` are further lines of it. */
const scenario = (...venue: string[]): string => `version: 1
name: preset
title: A preset
run: { duration: 10 min }
venue:
  instruments:${perpetualText('A', '20 M USD', '100 M USD')}
${venue.map((line) => `  ${line}\n`).join('')}market: { tick: 10 s }
agents:
  classes:
    - { name: funds, kind: leveragedDirectional, accounts: 10, equity: 3 M USD, leverage: 2x }
    - { name: market-makers, kind: marketMaker, accounts: 2, equity: 1 M USD }
`;
const HYPERLIQUID = 'preset: hyperliquid-like-2025-10';

describe('presets of venues', () => {
  it('are the files of the folder', () => {
    const files = readdirSync(join(repository, 'presets/venues')).map((file) => file.replace('.yaml', ''));
    expect(files.toSorted()).toEqual([...VENUE_PRESETS]);
  });

  it.each(VENUE_PRESETS)('%s is complete, dated, sourced and owns up to its assumptions', (name) => {
    const read = readText(scenario(`preset: ${name}`));
    const { preset } = (read.resolved as { venue: { preset: string } }).venue;
    expect(preset).toBe(name);
    const loaded = loadVenuePreset(name, new FileReader(environmentWith()));
    if (!('head' in loaded)) throw new Error(JSON.stringify(loaded.problems));
    const { head, source } = loaded;
    expect(name).toContain(head.asOf.slice(0, 4));
    for (const list of [head.sources, head.published, head.assumptions]) expect(list.length).toBeGreaterThan(0);
    expect(read.venuePreset).toMatchObject({ ...head, replaced: [] });
    expect(read.venuePreset!.given.length).toBeGreaterThan(12);
    // Nodes move into the scenario's document: an alias would lose its anchor.
    expect(source.text).not.toMatch(/[:,[-] [&*][A-Za-z]|<<:/);
    expect(readShipped(`presets/venues/${name}.yaml`)).toContain(`\nname: ${name}\n`);
  });

  it('give way to the scenario, key by key; lists and other kinds are replaced whole', () => {
    const read = readText(
      scenario(
        HYPERLIQUID,
        'liquidation: { fee: 1 %, sizing: { kind: restoreBuffer, bufferRatio: 2x } }',
        'waterfall: [insuranceFund]',
        'insuranceFund: { initial: 5 k USD }',
        'circuitBreakers: { priceBand: { width: 3 % }, throttle: off }',
      ),
    );
    const { liquidation, insuranceFund, waterfall, priceBand } = read.venue;
    expect(liquidation).toMatchObject({
      feePpm: 10_000,
      sizing: { kind: 'restoreBuffer', bufferRatio: 2 },
      takeoverEquitySharePpm: 666_667,
      stepIntervalUs: 5e6,
    });
    expect(insuranceFund).toMatchObject({ initial: 50_000_000, unwindSharePpm: 100_000 });
    expect(waterfall).toEqual(['insuranceFund']);
    expect(priceBand!.widthLog).toBeCloseTo(Math.log(1.03), 12);
    expect(read.venuePreset!.replaced).toEqual([
      'liquidation.sizing',
      'liquidation.fee',
      'insuranceFund.initial',
      'waterfall',
      'circuitBreakers.priceBand',
    ]);
    expect(read.venuePreset!.given).toContain('liquidation.takeoverEquityShare');
    expect(read.venuePreset!.given).not.toContain('liquidation.fee');
  });

  it('take settings of the same kind one by one', () => {
    const own = readText(scenario(HYPERLIQUID, 'liquidation: { sizing: { share: 40 % } }'));
    expect(own.venue.liquidation.sizing).toMatchObject({ kind: 'fractionCooldown', sharePpm: 400_000 });
  });

  it('can be chosen and overridden from the command line', () => {
    const set = (key: string, value: string) => ({ key, value });
    const text = scenario('insuranceFund: { initial: 5 k USD }');
    const read = readText(text, {
      overrides: [set('venue.preset', 'okx-like-2025'), set('venue.liquidation.fee', '0.1 %')],
    });
    expect(read.venue).toMatchObject({ autoDeleveraging: { ranking: 'okx', price: 'mark' } });
    expect(read.venue.liquidation).toMatchObject({ sizing: { kind: 'tierStep' }, feePpm: 1_000 });
    expect(read.digest).not.toBe(readText(text).digest);
    expect(readText(text).venuePreset).toBeNull();
  });

  it('leave alone what an alias shares with another section', () => {
    const shared = scenario(HYPERLIQUID, 'liquidation: *own').replace(
      'run: { duration: 10 min }',
      'run: { duration: 10 min }\ndescription: &own { fee: 1 % }',
    );
    // The description is no text, and stays exactly what it was.
    const problems = problemsOf(shared);
    expect(problems.map(({ key }) => key)).toEqual(['description']);
  });

  it('resolve to a scenario that says the same by itself', () => {
    const read = readText(scenario(HYPERLIQUID));
    expect((read.resolved as { venue: object }).venue).toMatchObject({
      liquidation: { stepInterval: '5 s' },
      waterfall: ['autoDeleveraging'],
    });
  });

  it('that do not exist are refused with the nearest name', () => {
    const [problem] = problemsOf(scenario('preset: hyperliquid-like-2025'));
    expect(problem).toMatchObject({ code: 'unknown-preset', key: 'venue.preset' });
    expect(problem!.hint).toContain('hyperliquid-like-2025-10');
    expect(problem!.place).toMatchObject({ line: 14 });
    for (const [name, meant] of [
      ['binance-2024', 'binance-like-2025-10'],
      ['okex-like-2020', 'okx-like-2025'],
      ['Deribit', 'deribit-like-2022-01'],
    ]) {
      expect(problemsOf(scenario(`preset: ${name}`))[0]!.hint).toBe(`did you mean "${meant}"?`);
    }
    expect(problemsOf(scenario('preset: lme-2022'))[0]).not.toHaveProperty('hint');
  });

  it('are read like a scenario: a fault in one has its place in its own file', () => {
    const path = join(repository, 'presets/venues/okx-like-2025.yaml');
    const text = readShipped('presets/venues/okx-like-2025.yaml').replace('fee: 0.5 %', 'fee: 50 %');
    const [problem] = problemsOf(scenario('preset: okx-like-2025'), {}, { [path]: { text } });
    expect(problem).toMatchObject({ code: 'out-of-range', key: 'venue.liquidation.fee', found: '50 %' });
    expect(problem!.place!.file).toBe('presets/venues/okx-like-2025.yaml');
    expect(problem!.place!.lineText).toContain('fee: 50 %');
    const broken = text.replace('assumptions:', 'guesses:');
    const codes = problemsOf(scenario('preset: okx-like-2025'), {}, { [path]: { text: broken } }).map(
      ({ code }) => code,
    );
    expect(codes).toEqual(['missing-key', 'unknown-key']);
  });
});
