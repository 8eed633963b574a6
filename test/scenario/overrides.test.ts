// Goal: `--set` reaches every value of a scenario, meets the same checks, and points into its own text when wrong.
// Method: overrides of a sound scenario, and their effect or problem.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { baseText, edited } from './base-scenario.ts';
import { problemsOf, readText } from './test-environment.ts';

const set = (key: string, value: string) => ({ overrides: [{ key, value }] });

const effects: readonly (readonly [
  key: string,
  value: string,
  read: (scenario: Scenario) => unknown,
  expected: unknown,
])[] = [
  ['venue.insuranceFund.initial', '5M', (s) => s.venue.insuranceFund.initial, 50_000_000_000],
  ['venue.insuranceFund.initial', '250,000 USD', (s) => s.venue.insuranceFund.initial, 2_500_000_000],
  ['venue.instruments.BTC.openInterest', '3 M USD', (s) => s.agents.openInterest[0], 30_000_000_000],
  ['venue.instruments[1].openInterest', '3 M USD', (s) => s.agents.openInterest[1], 30_000_000_000],
  ['venue.instruments.1.openInterest', '3 M USD', (s) => s.agents.openInterest[1], 30_000_000_000],
  ['venue.instruments.ETH.tiers[1].maxLeverage', '5x', (s) => s.venue.tiers[1]!.brackets[1]!.initialRatePpm, 200_000],
  ['agents.classes.makers.accounts', '20', (s) => s.agents.classes[1]!.accounts, 20],
  ['agents.classes.retail.equity', '9 k USD', (s) => s.agents.classes[0]!.equity.median, 90_000_000],
  ['agents.classes.retail.equity.max', '2 M USD', (s) => s.agents.classes[0]!.equity.max, 20_000_000_000],
  ['venue.liquidation.fee', '1 %', (s) => s.venue.liquidation.feePpm, 10_000],
  [
    'venue.liquidation.sizing',
    '{kind: fraction, share: 20 %}',
    (s) => s.venue.liquidation.sizing,
    { kind: 'fraction', sharePpm: 200_000 },
  ],
  ['venue.circuitBreakers.halt', 'off', (s) => s.venue.halt, null],
  ['venue.circuitBreakers.halt', 'null', (s) => s.venue.halt, null],
  ['venue.circuitBreakers.halt', '', (s) => s.venue.halt, null],
  ['venue.waterfall', '[autoDeleveraging]', (s) => s.venue.waterfall, ['autoDeleveraging']],
  ['market.prices.jumps[0].at', '20 min', (s) => (s.market.components[2] as { atUs: number }).atUs, 1_200_000_000],
  ['thresholds', '[a < 1, b < 2]', (s) => s.thresholds.map(({ text }) => text), ['a < 1', 'b < 2']],
  ['run.seed', '"007"', (s) => s.run.seed, '007'],
  ['run.seed', '007', (s) => s.run.seed, '007'],
];

describe('an override takes effect', () => {
  it.each(effects)('%s=%s', (key, value, read, expected) => {
    expect(read(readText(baseText, set(key, value)))).toEqual(expected);
  });

  it('later overrides win', () => {
    const overrides = [
      { key: 'run.paths', value: '8' },
      { key: 'run.paths', value: '9' },
    ];
    expect(readText(baseText, { overrides }).run.paths).toBe(9);
  });

  it('makes the sections on its way', () => {
    const text = edited('    halt: {window: 5 min, move: 10 %, duration: 5 min}', '    halt: off');
    const overrides = ['window=1 min', 'move=5 %', 'duration=2 min'].map((setting) => {
      const [key, value] = setting.split('=');
      return { key: `venue.circuitBreakers.halt.${key}`, value: value! };
    });
    expect(readText(text, { overrides }).venue.halt).toMatchObject({ windowUs: 60e6, durationUs: 120e6 });
  });

  it('leaves alone what shares an anchor with its target', () => {
    const text = edited('    halt: {window', '    # shared\n    halt: {window')
      .replace('equity: 1 M USD', 'equity: &rich {kind: fixed, value: 1 M USD}')
      .replace('      accounts: 10\n', '      accounts: 10\n      leverage: 0x\n')
      .replace(
        'thresholds:',
        '    - name: more\n      kind: marketMaker\n      accounts: 1\n      equity: *rich\nthresholds:',
      );
    const { classes } = readText(text, set('agents.classes.more.equity.value', '2 M USD')).agents;
    expect(classes.map(({ equity }) => equity.median).slice(1)).toEqual([10_000_000_000, 20_000_000_000]);
  });

  it('--seed is text and --paths a number, and neither changes the digest', () => {
    const plain = readText(baseText);
    const flagged = readText(baseText, { seed: '0x10', paths: 3 });
    expect([flagged.run.seed, flagged.run.paths]).toEqual(['0x10', 3]);
    expect(flagged.digest).toBe(plain.digest);
    expect(readText(baseText, set('run.paths', '3')).digest).not.toBe(plain.digest);
  });
});

const faults: readonly (readonly [
  key: string,
  value: string,
  code: string,
  column: number,
  length: number,
  hint?: string,
])[] = [
  ['venue.insuranceFund.initial', '5', 'missing-unit', 35, 1, 'write "5 USD"'],
  ['venue.insuranceFund.inital', '5M', 'unknown-key', 27, 6, 'did you mean "initial"?'],
  ['venue.insurancefund.initial', '5M', 'unknown-key', 13, 13, 'did you mean "insuranceFund"?'],
  ['venue.instruments.BTD.openInterest', '5M', 'unknown-item', 25, 3, 'did you mean "BTC"?'],
  ['venue.instruments[7].openInterest', '5M', 'unknown-item', 25, 1, 'set the whole list'],
  ['sources[7]', 'Nobody', 'unknown-item', 15, 1, 'set the whole list'],
  ['run.seed.x', '1', 'not-a-section', 11, 4],
  ['venue..x', '1', 'bad-override', 7, 8],
  ['', '1', 'bad-override', 7, 1],
  ['market.tick', '[1', 'bad-override', 19, 2],
  ['market.tick', 'a: b', 'bad-override', 19, 4],
  ['market.tick', `${'['.repeat(300)}`, 'bad-override', 19, 300],
  ['market.tick', '1 s', '', 0, 0],
  ['venue.liquidation.sizing', '{kind: fraction, share: 2}', 'missing-unit', 56, 1, 'write "2 %"'],
];

describe('a bad override points into its own text', () => {
  const cases = faults.map(([key, value, code, column, length, hint]) => ({ key, value, code, column, length, hint }));
  it.each(cases)('--set $key=$value', ({ key, value, code, column, length, hint }) => {
    const problems = problemsOf(baseText, set(key, value));
    if (code === '') {
      expect(problems).toEqual([]);
      return;
    }
    expect(problems, JSON.stringify(problems, null, 1)).toHaveLength(1);
    const { place, ...problem } = problems[0]!;
    expect(problem.code).toBe(code);
    expect(place).toMatchObject({ file: '--set', line: 1, column, length, lineText: `--set ${key}=${value}` });
    if (hint !== undefined) expect(problem.hint).toContain(hint);
  });

  it('never throws anything but InvalidInputError', () => {
    const word = fc.constantFrom(
      'venue',
      'instruments',
      'BTC',
      '[0]',
      '1',
      'agents',
      'classes',
      'retail',
      'equity',
      'tiers',
      'run',
      'x',
      '__proto__',
      '',
    );
    const key = fc.array(word, { maxLength: 6 }).map((words) => words.join('.').replaceAll('.[', '['));
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom('{a: 1}', '[[]]', '*x', '&x 1', '{<<: 1}', 'null', '!!map {}', '- a', '1: 2'),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ key, value }), { maxLength: 3 }), (overrides) => {
        for (const problem of problemsOf(baseText, { overrides })) expect(problem.message).not.toContain('undefined');
      }),
      { numRuns: 100 },
    );
  });

  it('--paths too', () => {
    const [problem] = problemsOf(baseText, { paths: 0 });
    expect(problem!.place).toEqual({ file: '--paths', line: 1, column: 9, length: 1, lineText: '--paths 0' });
  });
});
