/**
 * Smiles from prices of options, quotes or marks: implied volatilities by strike and expiry against each expiry's
 * forward. Where a strike has a call and a put, the one out of the money counts: its price holds no intrinsic value
 * that would drown the volatility.
 */
import { log } from '../numeric/math.ts';
import { solveImpliedVolatility } from './implied-volatility.ts';
import type { OptionRight } from './option-pricing.ts';
import type { Smile } from './smile-surface.ts';

export interface OptionQuote {
  readonly right: OptionRight;
  readonly strike: number;
  /** To expiry, > 0. */
  readonly years: number;
  /** Of the expiry, quote currency. */
  readonly forward: number;
  readonly discount: number;
  /** Quote currency per unit, also where the option settles in coin. */
  readonly price: number;
}

export interface QuoteFault {
  /** Place in the list. */
  readonly quote: number;
  readonly code: 'price-below-payoff' | 'price-above-bound' | 'price-without-volatility' | 'duplicate-quote';
  /** The price that it should be above or below, quote currency; NaN for a duplicate. */
  readonly bound: number;
}

export interface ImpliedSmiles {
  /** By rising expiry, each by rising strike; without the quotes at fault. */
  readonly smiles: readonly Smile[];
  /** In the order of quotes. */
  readonly faults: readonly QuoteFault[];
}

interface Solved {
  readonly quote: OptionQuote;
  readonly place: number;
  readonly volatility: number;
}

export function deriveSmiles(quotes: readonly OptionQuote[]): ImpliedSmiles {
  const faults: QuoteFault[] = [];
  const solved = quotes
    .map((quote, place) => solveQuote(quote, place, faults))
    .filter((one) => one !== undefined)
    .sort((a, b) => a.quote.years - b.quote.years || a.quote.strike - b.quote.strike || a.place - b.place);
  const smiles: { years: number; nodes: { logMoneyness: number; volatility: number }[] }[] = [];
  for (let i = 0; i < solved.length; ) {
    let end = i + 1;
    while (end < solved.length && isSameNode(solved[i], solved[end])) end += 1;
    const { quote, volatility } = chooseQuote(solved.slice(i, end), faults);
    if (smiles.at(-1)?.years !== quote.years) smiles.push({ years: quote.years, nodes: [] });
    smiles.at(-1)!.nodes.push({ logMoneyness: log(quote.strike / quote.forward), volatility });
    i = end;
  }
  return { smiles, faults: faults.sort((a, b) => a.quote - b.quote) };
}

function solveQuote(quote: OptionQuote, place: number, faults: QuoteFault[]): Solved | undefined {
  const { right, price, forward, strike, years, discount } = quote;
  const result = solveImpliedVolatility(right, price, forward, strike, years, discount);
  if ('fault' in result) {
    faults.push({ quote: place, code: result.fault, bound: result.bound });
    return undefined;
  }
  if (result.volatility === 0) {
    const payoff = discount * Math.max(0, right === 'call' ? forward - strike : strike - forward);
    faults.push({ quote: place, code: 'price-without-volatility', bound: payoff });
    return undefined;
  }
  return { quote, place, volatility: result.volatility };
}

function isSameNode(a: Solved, b: Solved): boolean {
  return a.quote.years === b.quote.years && a.quote.strike === b.quote.strike;
}

function chooseQuote(group: readonly Solved[], faults: QuoteFault[]): Solved {
  const { strike, forward } = group[0].quote;
  const wanted: OptionRight = strike >= forward ? 'call' : 'put';
  for (const right of ['call', 'put']) {
    const repeated = group.filter(({ quote }) => quote.right === right).slice(1);
    for (const { place } of repeated) faults.push({ quote: place, code: 'duplicate-quote', bound: NaN });
  }
  return group.find(({ quote }) => quote.right === wanted) ?? group[0];
}
