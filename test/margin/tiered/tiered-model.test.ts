// Goal: the model adds up, explains itself and refuses what makes no sense. Method: naive sums over brackets as
// oracle, the general path against the folded one, formulas of explanations read back and computed, problems by name.

import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/base/problem.ts';
import type { ExplanationLine, Requirement } from '../../../src/margin/margin-model.ts';
import { computeWorstPayoff } from '../../../src/margin/tiered/option-offsets.ts';
import { splitIsolated } from '../../../src/margin/tiered/split-isolated.ts';
import { createTieredModel } from '../../../src/margin/tiered/tiered-model.ts';
import { describeRules, type StandardOptionRule } from '../../../src/margin/tiered/tiered-parameters.ts';
import { marketOfCase, randomBrackets, randomCase, sumOverBrackets } from './random-model.ts';
import {
  BINANCE_BTC_2020,
  bookOf,
  bracketsOf,
  marketOf,
  option,
  parametersOf,
  perpetual,
  progressive,
} from './small-market.ts';

const none = (): Requirement => ({ initial: Number.NaN, maintenance: Number.NaN });
const close = (actual: number, expected: number, relative = 1e-10) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(expected)));

describe('requirements', () => {
  it('in the deduction form equal the progressive sum, of linear and inverse contracts, in every tier unit', () => {
    const unit = fc.constantFrom('value' as const, 'units' as const, 'contracts' as const);
    const size = fc.double({ min: 1e-3, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(randomBrackets(500), unit, size, fc.boolean(), (brackets, tierUnit, contracts, isInverse) => {
        const market = marketOf([{ contract: perpetual('P', 'X', 7, isInverse), mark: 130 }], { X: 125 });
        const out = none();
        createTieredModel(parametersOf(progressive(brackets, tierUnit)))
          .prepare(market)
          .requireInto(bookOf([[0, -contracts, 100]]), out);
        const value = isInverse ? (contracts * 7) / 130 : contracts * 7 * 130;
        const amount = { value, units: contracts * 7, contracts }[tierUnit];
        for (const kind of ['initial', 'maintenance'] as const) {
          const sum = sumOverBrackets(brackets, amount, (bracket) => bracket[`${kind}Rate`]);
          close(out[kind], sum * (value / amount) * (isInverse ? 125 : 1));
        }
      }),
    );
  });

  it('of a book are the sums of its rows less offsets, by all paths; an empty book needs nothing', () => {
    fc.assert(
      fc.property(randomCase, (drawn) => {
        const prepared = createTieredModel(drawn.parameters).prepare(marketOfCase(drawn));
        const { book } = drawn;
        const [out, one] = [none(), none()];
        prepared.requireInto(book, out);
        const sum = { initial: 0, maintenance: 0 };
        for (let row = 0; row < book.count; row += 1) {
          prepared.requireOneInto(book, row, one);
          expect(one.maintenance).toBeGreaterThanOrEqual(0);
          sum.initial += one.initial;
          sum.maintenance += one.maintenance;
        }
        const credit = prepared.explain(book).offsets.reduce((total, offset) => total + offset.amount, 0);
        close(out.maintenance, sum.maintenance - credit);
        expect(out.initial).toBeLessThanOrEqual(sum.initial * (1 + 1e-12) + 1e-9);
        // The same books twice, end to end.
        const all = bookOf(
          [0, 1].flatMap(() =>
            Array.from(
              { length: book.count },
              (_, i) => [book.contracts[i]!, book.sizes[i]!, book.entryPrices[i]!] as const,
            ),
          ),
        );
        const [initial, maintenance] = [new Float64Array(3).fill(9), new Float64Array(3).fill(9)];
        prepared.requireAllInto(
          all,
          Int32Array.of(0, book.count, 2 * book.count, 2 * book.count),
          initial,
          maintenance,
        );
        expect(Array.from(initial)).toEqual([out.initial, out.initial, 0]);
        expect(Array.from(maintenance)).toEqual([out.maintenance, out.maintenance, 0]);
      }),
    );
  });

  it('are those of the present prices after a refresh', () => {
    const market = marketOf([{ contract: perpetual('P', 'X'), mark: 100 }]);
    const prepared = createTieredModel(
      parametersOf(
        progressive(
          bracketsOf([
            [150, 0.01, 0.02],
            [Infinity, 0.02, 0.04],
          ]),
        ),
      ),
    ).prepare(market);
    const out = none();
    market.markPrices[0] = 200;
    prepared.refresh();
    prepared.requireInto(bookOf([[0, 1, 100]]), out);
    // 200 x 2 % - 1.5
    expect(out.maintenance).toBeCloseTo(2.5, 12);
  });

  it('of an inverse contract are in coin at the index: 60,000 / 50,000 x 0.5 % x 49,000', () => {
    const market = marketOf([{ contract: perpetual('BTCUSD', 'BTC', 1, true), mark: 50_000 }], { BTC: 49_000 });
    const out = none();
    createTieredModel(parametersOf(progressive(bracketsOf([[Infinity, 0.005, 0.01]]))))
      .prepare(market)
      .requireInto(bookOf([[0, 60_000, 1]]), out);
    expect(out.maintenance).toBeCloseTo(1.2 * 0.005 * 49_000, 9);
  });

  it('take lots, fees, entry prices and chosen leverage as the options say', () => {
    const requireWith = (more: Parameters<typeof parametersOf>[1]) => {
      const market = marketOf([{ contract: perpetual('P', 'X'), mark: 100 }]);
      const out = none();
      createTieredModel(parametersOf(progressive(bracketsOf([[Infinity, 0.01, 0.02]])), more))
        .prepare(market)
        .requireInto(bookOf([[0, 1.57, 80]]), out);
      return out;
    };
    // 1.57 x 100 x (1 %, 2 %)
    close(requireWith({}).maintenance, 1.57);
    close(requireWith({ lotSize: 0.1 }).maintenance, 1.5);
    close(requireWith({ closingFeeRate: 0.0005 }).maintenance, 1.6485);
    close(requireWith({ closingFeeRate: 0.0005 }).initial, 3.14);
    close(requireWith({ maintenanceBasis: 'entry' }).maintenance, 1.256);
    close(requireWith({ initialBasis: 'entry' }).initial, 2.512);
    close(requireWith({ leverage: 10 }).initial, 15.7);
    close(requireWith({ leverage: 100 }).initial, 3.14);
    expect(requireWith({ requirementStep: 1 })).toEqual({ initial: 4, maintenance: 2 });
  });
});

describe('liquidation prices', () => {
  it('leave equity equal to maintenance there, whatever the rule, or no price does', () => {
    let found = 0;
    fc.assert(
      fc.property(randomCase, fc.double({ min: 0, max: 0.5, noNaN: true }), (drawn, share) => {
        const { book, quoted } = drawn;
        const market = marketOfCase(drawn);
        const prepared = createTieredModel(drawn.parameters).prepare(market);
        const out = none();
        prepared.requireInto(book, out);
        const gross = 1_000 + out.maintenance;
        const equity = out.maintenance + share * gross;
        for (let row = 0; row < book.count; row += 1) {
          const c = book.contracts[row]!;
          const contract = quoted[c]!.contract;
          if (
            contract.kind === 'option' ||
            drawn.parameters.rules.some(({ rule }) => 'offset' in rule && rule.offset !== 'none')
          )
            continue;
          const price = prepared.liquidationPrice(book, row, equity);
          if (price === null) continue;
          found += 1;
          // Everything recomputed in another market: the mark moves, the index with it unless the contract pays in
          // coin.
          const mark = quoted[c]!.mark;
          const moved = marketOfCase(drawn);
          moved.markPrices[c] = price;
          const own = createTieredModel(drawn.parameters).prepare(moved);
          const isByIndex = contract.symbol === 'INVERSE' && drawn.parameters.rules[2]!.valuedAt === 'index';
          // In coin at an index that moves along, but the coin's own price is held.
          const held = isByIndex ? mark / price : 1;
          if (!contract.settlesInCoin || isByIndex) moved.indexPrices[0]! *= price / mark;
          own.refresh();
          const [before, after] = [none(), none()];
          prepared.requireOneInto(book, row, before);
          own.requireOneInto(book, row, after);
          const perContract = contract.settlesInCoin
            ? contract.multiplier * (1 / mark - 1 / price) * drawn.indexPrice
            : contract.multiplier * (price - mark);
          const surplus =
            equity + book.sizes[row]! * perContract - (out.maintenance - before.maintenance + after.maintenance * held);
          expect(Math.abs(surplus)).toBeLessThan(1e-7 * (gross + Math.abs(book.sizes[row]! * perContract)));
        }
      }),
      { seed: 11 },
    );
    expect(found).toBeGreaterThan(50);
  });

  it('are the mark where the account is liquidatable, and follow the predicate', () => {
    const market = marketOf([{ contract: perpetual('P', 'X'), mark: 100 }]);
    const book = bookOf([[0, 1, 100]]);
    const priceOf = (equity: number, liquidatesAtEquality: boolean) =>
      createTieredModel(parametersOf(progressive(bracketsOf([[Infinity, 0.01, 0.02]])), { liquidatesAtEquality }))
        .prepare(market)
        .liquidationPrice(book, 0, equity);
    expect(priceOf(0.5, false)).toBe(100);
    expect(priceOf(1, true)).toBe(100);
    expect(priceOf(1, false)).toBeCloseTo(100, 9);
    expect(priceOf(100, false)).toBeNull();
  });
});

describe('isolated positions', () => {
  it('are accounts of their own, and those in the cross account stay together', () => {
    const book = bookOf([
      [0, 700, 99],
      [1, -8_000, 11],
      [2, 1, 1],
    ]);
    const accounts = splitIsolated({
      book,
      crossCollateral: 5_000,
      isolatedMargins: Float64Array.of(Number.NaN, 2_000, Number.NaN),
    });
    expect(accounts.map(({ kind, rows, collateral }) => ({ kind, rows, collateral }))).toEqual([
      { kind: 'cross', rows: [0, 2], collateral: 5_000 },
      { kind: 'isolated', rows: [1], collateral: 2_000 },
    ]);
    expect(Array.from(accounts[0]!.book.contracts)).toEqual([0, 2]);
    expect(Array.from(accounts[1]!.book.entryPrices)).toEqual([11]);
  });

  it('are margined and liquidated like a cross account with one leg, and together need no less than one account', () => {
    fc.assert(
      fc.property(randomCase, (drawn) => {
        const { book } = drawn;
        const prepared = createTieredModel(drawn.parameters).prepare(marketOfCase(drawn));
        const isolatedMargins = new Float64Array(book.count).fill(1_000);
        const accounts = splitIsolated({ book, crossCollateral: 0, isolatedMargins });
        expect(accounts).toHaveLength(1 + book.count);
        const [isolated, cross] = [none(), none()];
        let sum = 0;
        accounts.slice(1).forEach((account, i) => {
          const alone = bookOf([[book.contracts[i]!, book.sizes[i]!, book.entryPrices[i]!]]);
          prepared.requireInto(account.book, isolated);
          prepared.requireInto(alone, cross);
          expect(isolated).toEqual(cross);
          const equity = isolated.maintenance + account.collateral;
          expect(prepared.liquidationPrice(account.book, 0, equity)).toBe(prepared.liquidationPrice(alone, 0, equity));
          sum += isolated.maintenance;
        });
        prepared.requireInto(book, cross);
        expect(cross.maintenance).toBeLessThanOrEqual(sum * (1 + 1e-10) + 1e-9);
      }),
    );
  });
});

const arithmetic = createContext({ Math });

/** A formula as an explanation prints it, computed. */
function compute(formula: string): number {
  const code = formula
    .replace(/, rounded up to .*/, '')
    .replace(/(\d),(?=\d{3})/g, '$1')
    .replace(/([\d.]+) %/g, '($1 / 100)')
    .replace(/(?<=\d) X\b/g, '')
    .replace(/ x /g, ' * ')
    .replace(/\b(max|min|sqrt)\(/g, 'Math.$1(');
  return Number(runInContext(code, arithmetic));
}

describe('explanations', () => {
  const checkLine = (line: ExplanationLine) => {
    if (line.parts !== undefined && line.formula.startsWith('sum')) {
      close(
        line.parts.reduce((sum, part) => sum + part.amount, 0),
        line.amount,
        1e-9,
      );
    } else if (line.formula !== 'less than a lot') {
      close(compute(line.formula), line.amount, 1e-5);
    }
    for (const part of line.parts ?? []) if (!part.label.startsWith('credit')) checkLine(part);
  };

  it('can be redone by hand: every formula gives its amount and every sum adds up', () => {
    fc.assert(
      fc.property(randomCase, (drawn) => {
        const prepared = createTieredModel(drawn.parameters).prepare(marketOfCase(drawn));
        const explained = prepared.explain(drawn.book);
        const out = none();
        prepared.requireInto(drawn.book, out);
        expect(explained.initial.amount).toBe(out.initial);
        expect(explained.maintenance.amount).toBe(out.maintenance);
        checkLine(explained.initial);
        checkLine(explained.maintenance);
        expect(explained.positions.map(({ contract }) => contract)).toEqual(
          Array.from(drawn.book.contracts).slice(0, drawn.book.count),
        );
      }),
    );
  });

  it('say what rounds, and how often', () => {
    const rule = { kind: 'openInterest', initialRate: 0.2, maintenanceShare: 0.5, rateStep: 1e-6 } as const;
    const parameters = parametersOf({ ...rule, lowerCap: 5e6, upperCap: 10e6 }, { requirementStep: 1e-6 });
    const market = marketOf([{ contract: perpetual('SOL-USD', 'SOL'), mark: 123.4567891, openInterest: 7.5e6 }]);
    const { initial, maintenance } = createTieredModel(parameters)
      .prepare(market)
      .explain(bookOf([[0, -1.5, 100]]));
    // 185.18518365 x 60 % = 111.11111019
    expect(initial.parts![0]).toMatchObject({
      formula: '1.5 SOL x 123.4567891 x 60 %, rounded up to 0.000001',
      amount: 111.111111,
      parts: [
        { label: 'value at mark' },
        {
          label: 'rate, raised by open interest',
          formula: 'min(1, 20 % + (1 - 20 %) x (7,500,000.00 - 5,000,000.00) / (10,000,000.00 - 5,000,000.00))',
        },
      ],
    });
    // 37.03703673 -> 37.037037 x 50 % = 18.5185185 -> 18.518519
    expect(maintenance.parts![0]).toMatchObject({
      formula: '(1.5 SOL x 123.4567891 x 20 %, rounded up to 0.000001) x 50 %, rounded up to 0.000001',
      amount: 18.518519,
    });
  });

  it('name bracket, rate and deduction, and say that nothing is offset', () => {
    const market = marketOf([{ contract: perpetual('BTCUSDT', 'BTC'), mark: 50_000 }]);
    const prepared = createTieredModel(parametersOf(progressive(BINANCE_BTC_2020), { name: 'BTC brackets' })).prepare(
      market,
    );
    const { maintenance, offsets, positions } = prepared.explain(bookOf([[0, 2, 48_000]]));
    expect(maintenance.formula).toBe('sum of all positions: cross margin gives no credit for offsetting legs');
    expect(offsets).toEqual([]);
    expect(positions).toEqual([{ contract: 0, standalone: 450, marginal: 450 }]);
    const [line] = maintenance.parts!;
    expect(line).toMatchObject({
      label: 'BTCUSDT long, rule BTC brackets',
      formula: '2 BTC x 50,000.00 x 0.5 % - 50.00',
      amount: 450,
    });
    expect(line!.parts).toEqual([
      { label: 'value at mark', formula: '2 BTC x 50,000.00', amount: 100_000 },
      { label: 'rate of bracket 2 of 6, 50,000 to 250,000 of value', formula: '0.5 %', amount: 0.005 },
      { label: 'deduction of bracket 2', formula: '50,000 x (0.5 % - 0.4 %)', amount: 50 },
    ]);
  });
});

describe('options that cover each other', () => {
  const derive: StandardOptionRule = {
    kind: 'standardOption',
    initialRate: 0.15,
    initialFloor: 0.13,
    maintenanceRate: 0.09,
    putPremiumShare: 0,
    putInitialCoversMaintenance: false,
    longsBackNothing: true,
    offset: 'worstPayoff',
  };
  const market = marketOf(
    [
      { contract: option('call', 55_000), mark: 2_000 },
      { contract: option('call', 56_000), mark: 1_700 },
      { contract: option('put', 45_000), mark: 900 },
      { contract: option('call', 56_000, { expiryUs: 2e12 }), mark: 2_500 },
    ],
    { BTC: 50_000 },
  );
  const prepared = createTieredModel(parametersOf(derive)).prepare(market);

  it('need their worst payoff at expiry: a call spread 1,000 wide needs 1,000 in cash', () => {
    const out = none();
    prepared.requireInto(
      bookOf([
        [0, -1, 0],
        [1, 1, 0],
      ]),
      out,
    );
    // Equity counts -2,000 + 1,700 = -300: 1,000 - 300. Alone: max(7,500 - 5,000, 6,500), 4,500; and 1,700 of premium.
    expect(out).toEqual({ initial: 700, maintenance: 700 });
    const explained = prepared.explain(
      bookOf([
        [0, -1, 0],
        [1, 1, 0],
      ]),
    );
    expect(explained.offsets).toEqual([
      {
        between: 'BTC-55000-C, BTC-56000-C',
        grantedBy:
          'worst payoff of all BTC options of one expiry: 1,000.00 at 56,000 at expiry, plus their market value -300.00',
        amount: 5_500,
      },
    ]);
    // Without the long leg: 4,500; without the short one: 1,700 of premium.
    expect(explained.positions).toEqual([
      { contract: 0, standalone: 4_500, marginal: 700 - 1_700 },
      { contract: 1, standalone: 1_700, marginal: 700 - 4_500 },
    ]);
  });

  it('are credited nothing across expiries, nor where more calls are short than long', () => {
    const out = none();
    prepared.requireInto(
      bookOf([
        [0, -1, 0],
        [3, 1, 0],
      ]),
      out,
    );
    expect(out).toEqual({ initial: 6_500 + 2_500, maintenance: 4_500 + 2_500 });
    prepared.requireInto(
      bookOf([
        [0, -2, 0],
        [1, 1, 0],
      ]),
      out,
    );
    expect(out).toEqual({ initial: 13_000 + 1_700, maintenance: 9_000 + 1_700 });
  });

  it('have their worst payoff at zero or at a strike: no price of a fine scan is worse', () => {
    const leg = fc.record({
      right: fc.constantFrom('call' as const, 'put' as const),
      strike: fc.integer({ min: 1, max: 100 }),
      units: fc.integer({ min: -5, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(leg, { maxLength: 6 }), (legs) => {
        const { payoff } = computeWorstPayoff(legs);
        const payoffAt = (price: number) =>
          legs.reduce(
            (sum, each) =>
              sum + each.units * Math.max(0, each.right === 'call' ? price - each.strike : each.strike - price),
            0,
          );
        let worst = 0;
        for (let price = 0; price <= 200; price += 0.5) worst = Math.min(worst, payoffAt(price));
        if (payoff === -Infinity) expect(payoffAt(1e9)).toBeLessThan(worst);
        else expect(payoff).toBe(worst);
      }),
    );
  });
});

describe('bad input', () => {
  const problemsOf = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      if (error instanceof InvalidInputError) return error.problems.map(({ message }) => message);
      throw error;
    }
    return [];
  };

  it('is refused all at once, naming table and bracket', () => {
    const brackets = [
      { upTo: 100, maintenanceRate: 0.02, initialRate: 0.01 },
      { from: 120, upTo: 90, maintenanceRate: 0.01, initialRate: 0.05 },
      { from: 100, upTo: Number.NaN, maintenanceRate: Number.NaN, initialRate: 0.04 },
      { upTo: Infinity, maintenanceRate: 0.02, initialRate: 2 },
    ];
    const parameters = parametersOf(progressive(brackets), {
      name: 'BTC',
      closingFeeRate: -1,
      requirementStep: Number.NaN,
    });
    expect(problemsOf(() => createTieredModel(parameters))).toEqual([
      'test: closingFeeRate lies outside 0 to 1',
      'test: requirementStep is not a finite number',
      'test: BTC.brackets[0].maintenanceRate is above the initial rate: every new position would be in breach',
      'test: BTC.brackets[1] starts at 120, leaving a gap above 100',
      'test: BTC.brackets[1].upTo does not lie above 100, where the bracket starts',
      'test: BTC.brackets[1].maintenanceRate falls from bracket to bracket',
      'test: BTC.brackets[2].upTo is not a finite number',
      'test: BTC.brackets[2].maintenanceRate is not a finite number',
      'test: BTC.brackets[2].initialRate falls from bracket to bracket',
      'test: BTC.brackets[3].initialRate lies outside 0 to 1',
    ]);
  });

  it('maintenance must not jump as the price moves', () => {
    const whole = { ...progressive(BINANCE_BTC_2020), maintenanceForm: 'whole' } as Parameters<typeof parametersOf>[0];
    expect(problemsOf(() => createTieredModel(parametersOf(whole)))).toHaveLength(1);
    expect(problemsOf(() => createTieredModel(parametersOf(whole, { maintenanceBasis: 'entry' })))).toEqual([]);
  });

  it('a contract without a rule, or with one that does not fit, is named', () => {
    const market = marketOf([
      { contract: perpetual('A', 'A'), mark: 1 },
      { contract: perpetual('B', 'B'), mark: 1 },
      { contract: option('call', 1, { underlying: 'A' }), mark: 1 },
    ]);
    const model = createTieredModel(parametersOf(progressive(BINANCE_BTC_2020), { underlyings: ['A'] }));
    expect(problemsOf(() => model.prepare(market))).toEqual([
      'test has no margin rule for B, a perpetual on B',
      'rule table of test (brackets) cannot margin A-1-C, an option',
    ]);
  });

  it('rules are told by what they are for, and not by their names', () => {
    const rule = parametersOf(progressive(BINANCE_BTC_2020), { name: 'XUSDT', underlyings: ['X'] }).rules[0]!;
    const dated = { ...rule, kinds: ['perpetual', 'future'] as const, settlesInCoin: false };
    const all = [dated, { ...dated, underlyings: ['Y'] }, { ...rule, symbols: ['X-1-C'] }];
    expect(describeRules(all)).toBe('perpetual or future that settles in USD on X, Y; any contract called X-1-C');
  });
});

describe('subadditivity', () => {
  const flat = progressive(bracketsOf([[Infinity, 0.01, 0.02]]));
  const options: StandardOptionRule = {
    kind: 'standardOption',
    initialRate: 0.15,
    initialFloor: 0.1,
    maintenanceRate: 0.075,
    putPremiumShare: 0.075,
    putInitialCoversMaintenance: true,
    longsBackNothing: true,
    offset: 'none',
  };
  const rules = [
    ['linear', flat],
    ['inverse', flat],
    ['slope', { kind: 'sizeLinear', initialRate: 0.02, maintenanceRate: 0.01, slope: 0, rateMax: 1 }],
    [
      'open interest',
      { kind: 'openInterest', initialRate: 0.05, maintenanceShare: 0.6, lowerCap: 1, upperCap: 9, rateStep: 0 },
    ],
  ] as const;
  const contracts = rules.map(([name]) => perpetual(name, 'X', 1, name === 'inverse'));
  const market = marketOf(
    [...contracts, option('call', 110, { underlying: 'X' }), option('put', 95, { underlying: 'X' })].map(
      (contract) => ({
        contract,
        mark: contract.kind === 'option' ? 3 : 100,
        openInterest: 5,
      }),
    ),
    { X: 101 },
  );
  const parametersWith = (requirementStep: number, offset: StandardOptionRule['offset']) => ({
    ...parametersOf(flat, { requirementStep }),
    rules: [
      ...rules.map(([name, rule]) => ({ name, symbols: [name], valuedAt: 'mark' as const, lotSize: 0, rule })),
      { name: 'options', valuedAt: 'mark' as const, lotSize: 0, rule: { ...options, offset } },
    ],
  });

  it('is claimed with flat rates only, and not with credits that a further position can take away', () => {
    expect(createTieredModel(parametersWith(1, 'none')).isSubadditive).toBe(true);
    expect(createTieredModel(parametersWith(0, 'worstPayoff')).isSubadditive).toBe(false);
    expect(createTieredModel(parametersOf(progressive(BINANCE_BTC_2020))).isSubadditive).toBe(false);
    expect(createTieredModel(parametersOf(flat, { maintenanceBasis: 'entry' })).isSubadditive).toBe(false);
    expect(createTieredModel(parametersOf(flat, { lotSize: 1 })).isSubadditive).toBe(false);
  });

  it('holds where it is claimed: two books together need no more than apart', () => {
    const sizes = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(sizes, sizes, fc.constantFrom(0, 1), (left, right, requirementStep) => {
        const prepared = createTieredModel(parametersWith(requirementStep, 'none')).prepare(market);
        const requireFor = (book: readonly number[]) => {
          const out = none();
          const rows = book.map((size, c) => [c, size, 100] as const).filter(([, size]) => size !== 0);
          prepared.requireInto(bookOf(rows), out);
          return out;
        };
        const [a, b, together] = [left, right, left.map((size, c) => size + right[c]!)].map(requireFor);
        expect(together!.initial).toBeLessThanOrEqual((a!.initial + b!.initial) * (1 + 1e-12));
        expect(together!.maintenance).toBeLessThanOrEqual((a!.maintenance + b!.maintenance) * (1 + 1e-12));
      }),
    );
  });
});
