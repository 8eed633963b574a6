/** An account whose figures are no numbers any more: too large, though every value that it is made of can be read. */
import type { Problem, SourcePlace } from '../../base/problem.ts';
import { notionalOf } from '../../instruments/contract-value.ts';
import { QUOTE_CURRENCY } from '../../instruments/market-view.ts';
import type { BookAccount } from '../../scenario/account-book.ts';
import type { BookEvaluator } from './book-evaluator.ts';

/** Names the largest of what the account holds. `place`: where the account stands. */
export function overflowProblem(
  { id, positions, balances }: BookAccount,
  evaluator: BookEvaluator,
  place: SourcePlace,
): Problem {
  const { market } = evaluator.desk;
  const holdings = [
    ...positions.map(({ contract, size }) => ({
      field: 'size',
      what: `size of ${market.contracts[contract].symbol}`,
      count: size,
      value: Math.abs(size * notionalOf(market, contract)),
    })),
    ...balances.map(({ currency, amount }) => ({
      field: 'amount',
      what: currency === QUOTE_CURRENCY ? 'amount' : `amount of ${market.assets[currency]}`,
      count: amount,
      value: Math.abs(amount * (currency === QUOTE_CURRENCY ? 1 : market.indexPrices[currency])),
    })),
  ];
  const [first, ...rest] = holdings;
  const largest = rest.reduce((most, one) => (one.value > most.value || Number.isNaN(one.value) ? one : most), first);
  const found = String(largest.count);
  return {
    code: 'out-of-range',
    message: `account ${id}: ${largest.what} is too large to compute with at the prices of the market: ${found}`,
    key: `${id}.${largest.field}`,
    found,
    place,
  };
}
