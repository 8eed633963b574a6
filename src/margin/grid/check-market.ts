/** Is a market sound enough to be margined, and what is said where it is not? */
import type { Problem } from '../../base/problem.ts';
import type { Contract } from '../../instruments/contract.ts';
import { yearsToExpiry } from '../../instruments/contract-value.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import { exp, log } from '../../numeric/math.ts';

/**
 * Can the contracts of a market be margined at all? Every fault of every contract, by contract and field. Options that
 * are not `priced` by the model need no volatility.
 */
export function problemsOfMarket(
  market: MarketView,
  isPriced: (contract: number) => boolean = () => true,
): readonly Problem[] {
  return market.contracts.flatMap((contract, c): readonly Problem[] => {
    const problems: Problem[] = [];
    const report = (code: string, field: string, says: string): void => {
      problems.push({ code, message: `${contract.symbol}: ${field} ${says}`, key: `${contract.symbol}.${field}` });
    };
    const index = market.indexPrices[market.underlyingOf[c]];
    const mark = market.markPrices[c];
    if (!(contract.multiplier > 0) || !Number.isFinite(contract.multiplier)) {
      report('out-of-range', 'multiplier', `must be above 0, got ${contract.multiplier}`);
    }
    if (!(index > 0) || !Number.isFinite(index)) {
      report('missing-price', 'indexPrice', `of ${contract.underlying} must be above 0, got ${index}`);
    }
    const isMarkSound = contract.kind === 'option' ? mark >= 0 : mark > 0;
    if (!isMarkSound || !Number.isFinite(mark)) report('missing-price', 'markPrice', `cannot be ${mark}`);
    if (contract.kind === 'spot' || contract.kind === 'perpetual') return problems;
    if (contract.expiryUs <= market.timeUs) {
      report('expired', 'expiryUs', `${contract.expiryUs} is not after the present time ${market.timeUs}`);
    }
    if (contract.kind !== 'option') return problems;
    if (!(contract.strike > 0) || !Number.isFinite(contract.strike)) {
      report('out-of-range', 'strike', `must be above 0, got ${contract.strike}`);
      return problems;
    }
    if (!isPriced(c)) return problems;
    const surface = market.surfaces[market.underlyingOf[c]];
    if (surface === null) {
      report('missing-volatility', 'volatility', `is missing: ${contract.underlying} has no surface`);
    } else if (problems.length === 0) {
      const years = yearsToExpiry(contract, market.timeUs);
      const forward = index * exp(market.carry[market.underlyingOf[c]] * years);
      const volatility = surface.volatilityAt(log(contract.strike / forward), years);
      if (!(volatility >= 0) || !Number.isFinite(volatility)) {
        report('out-of-range', 'volatility', `must not be negative, got ${volatility}`);
      }
    }
    return problems;
  });
}

/** A contract that no class of a model is for; classes say what they are for by underlying, `*` all. */
export function unclassedProblem(
  { symbol, underlying }: Contract,
  { id, classes }: { readonly id: string; readonly classes: readonly { readonly underlyings: readonly string[] }[] },
): Problem {
  return {
    code: 'missing-parameter',
    message: `${symbol}: underlying ${underlying} belongs to no class of ${id}`,
    key: `${symbol}.underlying`,
    found: underlying,
    expected: `a contract on ${classes.flatMap(({ underlyings }) => underlyings).join(', ')}`,
    hint: 'add the underlying to a class, or give one class "*", which stands for all others',
  };
}
