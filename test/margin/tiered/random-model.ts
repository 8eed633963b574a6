/** Random markets, rules and books for properties of tiered margin: every kind of rule, linear, inverse and options. */
import fc from 'fast-check';
import type { Contract } from '../../../src/instruments/contract.ts';
import type { MarketView } from '../../../src/instruments/market-view.ts';
import type { PositionColumns } from '../../../src/margin/margin-model.ts';
import type { RateBracket, RuleEntry, TieredParameters } from '../../../src/margin/tiered/tiered-parameters.ts';
import { bookOf, marketOf, option, parametersOf, perpetual, progressive, type Quoted } from './small-market.ts';

const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Rising brackets; initial rates are twice maintenance rates. */
export const randomBrackets = (scale: number): fc.Arbitrary<RateBracket[]> =>
  fc.array(fc.tuple(positive(0.05, 3), positive(0, 0.05)), { minLength: 1, maxLength: 6 }).map((steps) => {
    let [edge, rate] = [0, 0.001];
    return steps.map(([width, step], k) => {
      edge += width * scale;
      rate += step;
      return { upTo: k === steps.length - 1 ? Infinity : edge, maintenanceRate: rate, initialRate: 2 * rate };
    });
  });

const entryOf = (
  name: string,
  symbol: string,
  rule: RuleEntry['rule'],
  valuedAt: RuleEntry['valuedAt'] = 'mark',
): RuleEntry => ({
  name,
  symbols: [symbol],
  valuedAt,
  lotSize: 0,
  rule,
});

export interface RandomCase {
  readonly parameters: TieredParameters;
  readonly quoted: readonly Quoted[];
  readonly indexPrice: number;
  readonly book: PositionColumns;
}

/** One contract for each kind of rule, all on one underlying, at a price of about `price`. */
function contractsAt(
  price: number,
  brackets: readonly RateBracket[],
  coinBrackets: readonly RateBracket[],
  valuedAt: 'mark' | 'index',
) {
  const list: [Contract, RuleEntry['rule'], number, ('mark' | 'index')?][] = [
    [perpetual('LINEAR', 'X', 0.5), progressive(brackets), price, valuedAt],
    [perpetual('UNITS', 'X', 2), progressive(coinBrackets, 'units'), price],
    [perpetual('INVERSE', 'X', 100, true), progressive(coinBrackets), price, valuedAt],
    [perpetual('INVERSE-UNITS', 'X', 100, true), progressive(brackets, 'units'), price],
    [
      perpetual('SLOPE', 'X'),
      { kind: 'sizeLinear', initialRate: 0.02, maintenanceRate: 0.01, slope: 0.001, rateMax: 0.2 },
      price,
      'index',
    ],
    [
      perpetual('SLOPE-INVERSE', 'X', 10, true),
      { kind: 'sizeLinear', initialRate: 0.02, maintenanceRate: 0.01, slope: 0.001, rateMax: 0.2 },
      price,
    ],
    [
      perpetual('OPEN', 'X'),
      { kind: 'openInterest', initialRate: 0.05, maintenanceShare: 0.6, lowerCap: 1e3, upperCap: 1e9, rateStep: 1e-6 },
      price,
    ],
    [
      perpetual('PREMIUM', 'X'),
      { kind: 'sizePremium', initialRate: 0.1, maintenanceRate: 0.05, factor: 0.003, rateMax: 0.9 },
      price,
    ],
    [
      { kind: 'spot', symbol: 'SPOT', underlying: 'X', settlesInCoin: false, multiplier: 1 },
      {
        kind: 'spotWeights',
        initialAssetWeight: 0.8,
        maintenanceAssetWeight: 0.9,
        initialLiabilityWeight: 1.2,
        maintenanceLiabilityWeight: 1.1,
        factor: 0.001,
        rateMax: 2,
      },
      price,
    ],
  ];
  return list;
}

const standardOption = {
  kind: 'standardOption',
  initialRate: 0.15,
  initialFloor: 0.1,
  maintenanceRate: 0.075,
  putPremiumShare: 0.075,
  putInitialCoversMaintenance: true,
  longsBackNothing: true,
} as const;

export const randomCase: fc.Arbitrary<RandomCase> = fc
  .record({
    price: positive(20, 5_000),
    indexRatio: positive(0.8, 1.25),
    basis: positive(0.9, 1.1),
    brackets: randomBrackets(10_000),
    coinBrackets: randomBrackets(20),
    valuedAt: fc.constantFrom('mark' as const, 'index' as const),
    offset: fc.constantFrom('none' as const, 'worstPayoff' as const),
    maintenanceBasis: fc.constantFrom('mark' as const, 'mark' as const, 'entry' as const),
    closingFeeRate: fc.constantFrom(0, 0.0006),
    leverage: fc.constantFrom(null, null, 5),
    openInterest: positive(0, 2e9),
    rows: fc.array(
      fc.record({
        contract: fc.nat(13),
        size: fc
          .integer({ min: -3_000_000, max: 3_000_000 })
          .filter((lots) => lots !== 0)
          .map((lots) => lots / 1e4),
        entryRatio: positive(0.5, 2),
      }),
      {
        maxLength: 8,
      },
    ),
  })
  .map((draw) => {
    const options = [
      option('call', draw.price * 1.1, { underlying: 'X' }),
      option('call', draw.price * 1.3, { underlying: 'X' }),
      option('put', draw.price * 0.9, { underlying: 'X' }),
      option('put', draw.price * 1.2, { underlying: 'X', settlesInCoin: true }),
      option('call', draw.price, { underlying: 'X', expiryUs: 2e12 }),
    ].map((contract, n) => ({ ...contract, symbol: `OPTION-${n}` }));
    const premium = draw.price * 0.05;
    const listed = contractsAt(draw.price * draw.basis, draw.brackets, draw.coinBrackets, draw.valuedAt);
    const quoted: Quoted[] = [
      ...listed.map(([contract, , mark]) => ({ contract, mark, openInterest: draw.openInterest })),
      ...options.map((contract) => ({ contract, mark: contract.settlesInCoin ? 0.05 : premium })),
    ];
    const parameters: TieredParameters = {
      ...parametersOf(
        standardOption.kind === 'standardOption' ? { ...standardOption, offset: draw.offset } : progressive([]),
      ),
      maintenanceBasis: draw.maintenanceBasis,
      closingFeeRate: draw.closingFeeRate,
      leverage: draw.leverage,
      rules: [
        ...listed.map(([contract, rule, , valuedAt]) => entryOf(contract.symbol, contract.symbol, rule, valuedAt)),
        {
          name: 'options',
          kinds: ['option'],
          valuedAt: 'mark',
          lotSize: 0,
          rule: { ...standardOption, offset: draw.offset },
        },
      ],
    };
    // At most one row a contract.
    const rows = draw.rows.filter((row, i) => draw.rows.findIndex((other) => other.contract === row.contract) === i);
    return {
      parameters,
      quoted,
      indexPrice: draw.price * draw.indexRatio,
      book: bookOf(
        rows.map(({ contract, size, entryRatio }) => [contract, size, quoted[contract]!.mark * entryRatio] as const),
      ),
    };
  });

export const marketOfCase = ({ quoted, indexPrice }: RandomCase): MarketView => marketOf(quoted, { X: indexPrice });

/** Sum over brackets of rate x part inside: shares nothing with the deduction form. */
export function sumOverBrackets(
  brackets: readonly RateBracket[],
  amount: number,
  rateOf: (bracket: RateBracket) => number,
): number {
  let [sum, lower] = [0, 0];
  for (const bracket of brackets) {
    sum += Math.max(0, Math.min(amount, bracket.upTo) - lower) * rateOf(bracket);
    lower = bracket.upTo;
  }
  return sum;
}
