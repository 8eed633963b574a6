/** Equity of one account line by line: what each currency is made of, and what each haircut takes. */
import { QUOTE_CURRENCY, type MarketView } from '../instruments/market-view.ts';
import { isInverse } from '../instruments/position.ts';
import { currencyOf, EquityCalculator, settlementAmount, type BalanceColumns, type Equity } from './account-equity.ts';
import { haircutValueOf, liabilityWeightOf, listHaircutTiers, type CollateralTerms } from './collateral.ts';
import type { ExplanationLine, PositionColumns } from './margin-model.ts';
import { numberText, percentText } from './number-text.ts';

/** What an account has in one currency. Amounts in its units unless they say otherwise. */
export interface CurrencyEquity {
  /** Asset in the market's list, or QUOTE_CURRENCY. */
  readonly currency: number;
  readonly symbol: string;
  readonly balance: number;
  /** Spot positions in the asset itself. */
  readonly spot: number;
  /** Unrealised profit of perpetuals and futures that settle in it. */
  readonly profit: number;
  /** Market value of options that settle in it. */
  readonly optionValue: number;
  readonly units: number;
  /** Quote currency for one unit. */
  readonly price: number;
  /** units x price. */
  readonly value: number;
  /** Quote currency that margin counts. */
  readonly haircutValue: number;
}

export interface EquityBreakdown extends Equity {
  /** Those that the account touches: the quote currency first, then assets in the market's order. */
  readonly currencies: readonly CurrencyEquity[];
  /** Of full equity and of haircut equity, one part for each currency. */
  readonly fullLine: ExplanationLine;
  readonly haircutLine: ExplanationLine;
}

/** Terms must name every asset of the market. */
export function computeEquity(
  market: MarketView,
  terms: CollateralTerms,
  positions: PositionColumns,
  balances: BalanceColumns,
  quoteSymbol = 'USD',
): EquityBreakdown {
  const totals: Equity = { full: 0, haircut: 0 };
  new EquityCalculator(market, terms).equityInto(positions, balances, totals);
  const currencies: CurrencyEquity[] = [];
  const [fullParts, haircutParts]: [ExplanationLine[], ExplanationLine[]] = [[], []];
  for (let currency = QUOTE_CURRENCY; currency < market.assets.length; currency += 1) {
    const sources = linesOf(market, currency, quoteSymbol, positions, balances);
    if (sources.length === 0) continue;
    const equity = currencyEquity(market, terms, currency, quoteSymbol, sources);
    currencies.push(equity);
    fullParts.push(fullPart(equity, sources));
    haircutParts.push(haircutPart(equity, terms));
  }
  return {
    ...totals,
    currencies,
    fullLine: { label: 'Equity', formula: '', amount: totals.full, parts: fullParts },
    haircutLine: { label: 'Equity after haircuts', formula: '', amount: totals.haircut, parts: haircutParts },
  };
}

interface Source extends ExplanationLine {
  readonly from: 'balance' | 'spot' | 'profit' | 'optionValue';
}

/** Everything that adds to one currency, in its units: balances first, then positions in the book's order. */
function linesOf(
  market: MarketView,
  currency: number,
  quoteSymbol: string,
  positions: PositionColumns,
  balances: BalanceColumns,
): Source[] {
  const lines: Source[] = [];
  for (let i = 0; i < balances.count; i += 1) {
    if (balances.currencies[i] !== currency) continue;
    const amount = balances.amounts[i];
    lines.push({ from: 'balance', label: `Balance ${symbolOf(market, currency, quoteSymbol)}`, formula: '', amount });
  }
  for (let i = 0; i < positions.count; i += 1) {
    if (currencyOf(market, positions.contracts[i]) === currency) {
      lines.push(positionLine(market, positions.contracts[i], positions.sizes[i], positions.entryPrices[i]));
    }
  }
  return lines;
}

function positionLine(market: MarketView, c: number, size: number, entry: number): Source {
  const contract = market.contracts[c];
  const amount = settlementAmount(market, c, size, entry);
  const [mark, label] = [numberText(market.markPrices[c]), contract.symbol];
  const held =
    contract.multiplier === 1 ? numberText(size) : `${numberText(size)} x ${numberText(contract.multiplier)}`;
  if (contract.kind === 'spot') return { from: 'spot', label, formula: held, amount };
  if (contract.kind === 'option') return { from: 'optionValue', label, formula: `${held} x ${mark}`, amount };
  const from = numberText(entry);
  const formula = isInverse(contract) ? `${held} x (1 / ${from} - 1 / ${mark})` : `${held} x (${mark} - ${from})`;
  return { from: 'profit', label, formula, amount };
}

function currencyEquity(
  market: MarketView,
  terms: CollateralTerms,
  currency: number,
  quoteSymbol: string,
  sources: readonly Source[],
): CurrencyEquity {
  const sumOf = (from: Source['from']): number =>
    sources.reduce((sum, line) => (line.from === from ? sum + line.amount : sum), 0);
  const units = sources.reduce((sum, line) => sum + line.amount, 0);
  const price = currency === QUOTE_CURRENCY ? 1 : market.indexPrices[currency];
  return {
    currency,
    symbol: symbolOf(market, currency, quoteSymbol),
    balance: sumOf('balance'),
    spot: sumOf('spot'),
    profit: sumOf('profit'),
    optionValue: sumOf('optionValue'),
    units,
    price,
    value: units * price,
    haircutValue: currency === QUOTE_CURRENCY ? units : haircutValueOf(terms.assets[currency], units, price),
  };
}

function symbolOf(market: MarketView, currency: number, quoteSymbol: string): string {
  return currency === QUOTE_CURRENCY ? quoteSymbol : market.assets[currency];
}

function fullPart(
  { currency, symbol, units, price, value }: CurrencyEquity,
  sources: readonly Source[],
): ExplanationLine {
  const parts = sources.map(({ label, formula, amount }) => ({ label, formula, amount }));
  const formula = currency === QUOTE_CURRENCY ? '' : `${numberText(units)} ${symbol} x ${numberText(price)}`;
  return { label: symbol, formula, amount: value, parts };
}

function haircutPart(equity: CurrencyEquity, terms: CollateralTerms): ExplanationLine {
  const { currency, symbol, units, price, value, haircutValue } = equity;
  if (currency === QUOTE_CURRENCY) return { label: symbol, formula: numberText(units), amount: haircutValue };
  const asset = terms.assets[currency];
  if (units < 0) {
    const formula = `${numberText(value)} x ${percentText(liabilityWeightOf(asset, -units))}`;
    return { label: `${symbol}, owed`, formula, amount: haircutValue };
  }
  const inUnits = asset.tiersIn === 'units';
  const parts = listHaircutTiers(asset, units, price).map(({ from, inside, weight, amount }): ExplanationLine => {
    const base = inUnits ? `${numberText(inside)} x ${numberText(price)}` : numberText(inside);
    const above = from === 0 ? '' : ` above ${numberText(from)}${inUnits ? ` ${symbol}` : ''}`;
    return { label: `${symbol}${above}`, formula: `${base} x ${percentText(weight)}`, amount };
  });
  const counted = parts.reduce((sum, part) => sum + part.amount, 0);
  const formula = counted > asset.countedMax ? `${numberText(counted)}, at most ${numberText(asset.countedMax)}` : '';
  return { label: symbol, formula, amount: haircutValue, parts };
}
