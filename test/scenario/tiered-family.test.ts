// Goal: every tiered preset of the package is sound and says what its venue prints. Method: each file is checked,
// compiled and made a model; spot checks of one requirement each, with the arithmetic.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/base/problem.ts';
import type { Contract } from '../../src/instruments/contract.ts';
import { createTieredModel } from '../../src/margin/tiered/tiered-model.ts';
import { compileTiered, tieredFamily } from '../../src/scenario/margin-presets/tiered-family.ts';
import type { PresetIdentity } from '../../src/scenario/margin-presets/preset-values.ts';
import { checkStructure } from '../../src/scenario/structure.ts';
import { parseYamlText, plainTreeOf } from '../../src/scenario/yaml-source.ts';
import { bookOf, marketOf, option, perpetual } from '../margin/tiered/small-market.ts';

const folder = join(import.meta.dirname, '../../presets/margin');
const HEAD = ['version', 'name', 'title', 'asOf', 'sources', 'family'];

/** The family's keys checked and compiled; its problems' messages where there are any. */
function load(text: string) {
  const { source, problems: early } = parseYamlText(text, 'preset.yaml');
  const { value, problems: faults } = plainTreeOf(source!);
  const tree = value as Record<string, unknown>;
  const head = Object.fromEntries(HEAD.map((key) => [key, tree[key]])) as unknown as PresetIdentity & {
    family: string;
  };
  const rest = Object.fromEntries(Object.entries(tree).filter(([key]) => !HEAD.includes(key)));
  const { draft, problems } = checkStructure(tieredFamily, rest, source!);
  const messages = [...early, ...faults, ...problems].map(({ message }) => message);
  return { head, messages, parameters: () => compileTiered(head, draft as Parameters<typeof compileTiered>[1]) };
}

const tiered = readdirSync(folder)
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))
  .filter(({ text }) => /^family: tiered$/m.test(text));

it('there are presets of all venues', () => {
  const venues = [
    'binance-usdm',
    'binance-coinm',
    'bybit-uta',
    'bybit-isolated',
    'bybit-inverse',
    'okx',
    'hyperliquid',
    'dydx-v4',
    'drift-v2',
    'bitmex',
    'deribit-linear',
    'deribit-inverse',
    'derive-standard',
  ];
  expect(venues.filter((venue) => !tiered.some(({ file }) => file.startsWith(venue)))).toEqual([]);
});

describe.each(tiered)('$file', ({ file, text }) => {
  const { head, messages, parameters } = load(text);
  it('is sound and named like its file', () => {
    expect(messages).toEqual([]);
    expect(`${head.name}.yaml`).toBe(file);
    expect(head.sources.length).toBeGreaterThan(0);
    expect(createTieredModel(parameters()).title).toBe(head.title);
  });
});

describe('requirements', () => {
  const coin = (underlying: string) => perpetual(`${underlying}USD`, underlying, 1, true);
  const linear = (underlying: string, multiplier = 1) => perpetual(`${underlying}USDT`, underlying, multiplier);
  const spot = (underlying: string): Contract => ({
    kind: 'spot',
    symbol: underlying,
    underlying,
    settlesInCoin: false,
    multiplier: 1,
  });
  it.each<
    [
      string,
      Contract,
      number,
      number,
      number,
      number,
      number,
      { entry?: number; index?: number; openInterest?: number },
    ]
  >([
    // 100,000 x 0.5 % - 50, and 1 / 100 of it
    ['binance-usdm-2024-10', linear('BTC'), 2, 50_000, 1_000, 450, 1e-9, {}],
    // 60 BTC x 5 % - 1.81, and 10 %, at the index
    ['binance-coinm-2020-06', coin('BTC'), 600_000, 10_000, 6 * 9_900, 1.19 * 9_900, 1e-6, { index: 9_900 }],
    // 4 M: 2 M x 0.5 % + 2 M x 1 %; initial 1.75 % of entry value
    ['bybit-uta-2023', linear('BTC'), 80, 50_000, 70_000, 30_000, 1e-6, {}],
    // on entry: 1 x 20,000
    ['bybit-isolated-2023', linear('BTC'), 1, 30_000, 200, 100, 1e-9, { entry: 20_000 }],
    // 1.2 BTC on entry x 0.5 % x 49,000
    ['bybit-inverse-2024', coin('BTC'), -60_000, 40_000, 588, 294, 1e-9, { entry: 50_000, index: 49_000 }],
    // 1,501 contracts are in the second tier with all their value: 0.75 % + 0.05 %
    ['okx-2023-05', linear('ADA', 100), 1_501, 1, 3_002, 1_200.8, 1e-6, {}],
    // 200 M x 2.5 % - 1.875 M
    ['hyperliquid-2025', linear('BTC'), 4_000, 50_000, 10e6, 3_125_000, 1e-3, {}],
    // Long-Tail with 7.5 M of open interest: 20 % + 80 % / 2
    ['dydx-v4-2025', linear('SOL'), 1, 100, 60, 10, 0, { openInterest: 7.5e6 }],
    // owed SOL: max(120 %, ...) - 1 = 20 %, 10 %
    ['drift-v2-2024', spot('SOL'), -10, 100, 200, 100, 1e-9, {}],
    // 201 XBT on entry: second risk limit, 1.4 % and 0.8 % of all of it
    [
      'bitmex-2021-08',
      coin('BTC'),
      201 * 40_000,
      50_000,
      201 * 0.014 * 41_000,
      201 * 0.008 * 41_000,
      1e-6,
      { entry: 40_000, index: 41_000 },
    ],
    ['deribit-linear-2025', linear('BTC'), 25, 99_000, 53_125, 28_125, 1e-6, { index: 100_000 }],
    // 25 BTC: 2 % + 25 x 0.005 %
    ['deribit-inverse-2025', coin('BTC'), 2_500_000, 99_000, 53_125, 28_125, 1e-6, { index: 100_000 }],
    // short call 10 % out, without its premium: max(15 % - 10 %, 13 %), 9 %
    ['derive-standard-2025', option('call', 55_000), -1, 400, 6_500, 4_500, 1e-9, { index: 50_000 }],
  ])(
    'of %s',
    (name, contract, size, mark, initial, maintenance, tolerance, { entry = mark, index, openInterest = 0 }) => {
      const { parameters } = load(readFileSync(join(folder, `${name}.yaml`), 'utf8'));
      const market = marketOf(
        [{ contract, mark, openInterest }],
        index === undefined ? {} : { [contract.underlying]: index },
      );
      const out = { initial: 0, maintenance: 0 };
      createTieredModel(parameters())
        .prepare(market)
        .requireInto(bookOf([[0, size, entry]]), out);
      expect(Math.abs(out.initial - initial)).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(out.maintenance - maintenance)).toBeLessThanOrEqual(tolerance);
    },
  );
});

describe('faults of a preset', () => {
  const head = 'version: 1\nname: a\ntitle: A\nasOf: now\nsources: [a]\nfamily: tiered\n';
  it('of one value are found by the structure check', () => {
    const { messages } = load(
      `${head}rules:\n  - { name: X, kind: brackets, brackets: [{ upTo: 5 x, maxLeverage: 10 }], colour: red }\n`,
    );
    expect(messages).toEqual([
      'rules.X.brackets[0].upTo has an unknown unit: 5 x',
      'rules.X.brackets[0].maxLeverage has no unit: 10',
      '"colour" is not a key of rules.X',
    ]);
  });

  it('of several values are refused by the model, at the key that they are written at', () => {
    const { messages, parameters } = load(`${head}rules:
  - name: X
    kind: brackets
    brackets:
      - { upTo: 50 k, maxLeverage: 10x }
      - { upTo: 20 k, maxLeverage: 20x }
      - { maintenanceRate: 1 % }
`);
    expect(messages).toEqual([]);
    try {
      createTieredModel(parameters());
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidInputError);
      expect((error as InvalidInputError).problems.map(({ key, code }) => `${key} ${code}`)).toEqual([
        'rules.0.brackets.1.upTo tiers-inconsistent',
        'rules.0.brackets.1.maintenanceRate tiers-inconsistent',
        'rules.0.brackets.1.initialRate tiers-inconsistent',
        'rules.0.brackets.2.initialRate not-a-number',
        'rules.0.brackets.2.maintenanceRate tiers-inconsistent',
      ]);
    }
  });
});
