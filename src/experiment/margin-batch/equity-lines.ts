/** Equity as arithmetic: what is held and owed in each currency, what it is worth, and what each haircut takes away. */
import type { Contract } from '../../instruments/contract.ts';
import { QUOTE_CURRENCY, type MarketView } from '../../instruments/market-view.ts';
import { isInverse } from '../../instruments/position.ts';
import { currencyOf, settlementAmount } from '../../margin/account-equity.ts';
import {
  haircutValueOf,
  liabilityWeightOf,
  type CollateralAsset,
  type CollateralTerms,
} from '../../margin/collateral.ts';
import type { ExplanationLine } from '../../margin/margin-model.ts';
import { numberText, percentText } from '../../margin/number-text.ts';
import type { Pool } from './account-pools.ts';

interface Item {
  readonly label: string;
  readonly formula: string;
  /** Units of the currency. */
  readonly units: number;
}

/** Equity after haircuts; its parts are one line a currency, whose parts are its items and its haircuts. */
export function explainEquity(pool: Pool, market: MarketView, terms: CollateralTerms, quote: string): ExplanationLine {
  const parts: ExplanationLine[] = [];
  for (let asset = QUOTE_CURRENCY; asset < market.assets.length; asset += 1) {
    const items = itemsIn(asset, pool, market);
    if (items.length === 0) continue;
    parts.push(
      asset === QUOTE_CURRENCY
        ? lineOf(quote, items, 1, null)
        : lineOf(market.assets[asset], items, market.indexPrices[asset], terms.assets[asset]),
    );
  }
  return { label: 'Equity', formula: '', amount: sumOf(parts), parts };
}

function itemsIn(currency: number, { positions, balances, isIsolated }: Pool, market: MarketView): Item[] {
  const items: Item[] = [];
  for (let i = 0; i < balances.count; i += 1) {
    const units = balances.amounts[i];
    if (balances.currencies[i] !== currency) continue;
    const label = isIsolated ? 'margin set apart' : units < 0 ? 'balance owed' : 'balance';
    items.push({ label, formula: '', units });
  }
  for (let i = 0; i < positions.count; i += 1) {
    const c = positions.contracts[i];
    if (currencyOf(market, c) !== currency) continue;
    const contract = market.contracts[c];
    const [size, entry, mark] = [positions.sizes[i], positions.entryPrices[i], market.markPrices[c]];
    const units = settlementAmount(market, c, size, entry);
    items.push({ label: itemLabel(contract), formula: profitFormula(contract, size, entry, mark), units });
  }
  return items;
}

function itemLabel({ kind, symbol }: Contract): string {
  if (kind === 'spot') return `${symbol} held`;
  return kind === 'option' ? `${symbol} market value` : `${symbol} unrealised profit`;
}

/** In units of the settlement currency. */
function profitFormula(contract: Contract, size: number, entry: number, mark: number): string {
  const [q, e, m] = [numberText(size), numberText(entry), numberText(mark)];
  const amount = contract.multiplier === 1 ? q : `${q} x ${numberText(contract.multiplier)}`;
  if (contract.kind === 'spot') return amount;
  if (contract.kind === 'option') return `${amount} x ${m}`;
  return isInverse(contract) ? `${amount} x (1/${e} - 1/${m})` : `${amount} x (${m} - ${e})`;
}

function lineOf(name: string, items: readonly Item[], price: number, terms: CollateralAsset | null): ExplanationLine {
  const units = items.reduce((sum, item) => sum + item.units, 0);
  const value = units * price;
  const counted = terms === null ? value : haircutValueOf(terms, units, price);
  const parts: ExplanationLine[] = items.map(({ label, formula, units: own }) => ({
    label,
    formula:
      terms === null
        ? formula
        : [formula === '' ? numberText(own) : `(${formula} = ${numberText(own)})`, numberText(price)].join(' x '),
    amount: own * price,
  }));
  if (terms !== null && counted !== value) {
    parts.push({
      label: units < 0 ? 'liability weight' : 'haircut',
      formula: haircutFormula(terms, units, price),
      amount: counted - value,
    });
  }
  return { label: name, formula: terms === null ? '' : `${numberText(units)} ${name} in all`, amount: counted, parts };
}

/** What counts of each tier, less the whole. */
function haircutFormula(terms: CollateralAsset, units: number, price: number): string {
  const value = numberText(units * price);
  if (units < 0) return `${value} x (${percentText(liabilityWeightOf(terms, -units))} - 100 %)`;
  const { tiers, tiersIn, countedMax, sizeFactor } = terms;
  const scale = tiersIn === 'units' ? price : 1;
  const size = tiersIn === 'units' ? units : units * price;
  const words: string[] = [];
  let lower = 0;
  for (const { upTo, weight } of tiers) {
    if (size <= lower) break;
    words.push(`${numberText((Math.min(size, upTo) - lower) * scale)} x ${percentText(weight)}`);
    lower = upTo;
  }
  const capped = sizeFactor === 0 ? '' : `, weights at most 1.1 / (1 + ${sizeFactor} x sqrt(${numberText(units)}))`;
  const most = countedMax === Infinity ? '' : `, at most ${numberText(countedMax)}`;
  return `${words.join(' + ')} - ${value}${capped}${most}`;
}

function sumOf(lines: readonly ExplanationLine[]): number {
  return lines.reduce((sum, { amount }) => sum + amount, 0);
}
