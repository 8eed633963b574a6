/** Grid margin as its parameters say, leg by leg and scenario by scenario: reprices everything for every account. */
import type { MarketView } from '../../../src/instruments/market-view.ts';
import type {
  ExposureTerms,
  Formula,
  GridParameters,
  ScanTerms,
  UnderlyingClass,
} from '../../../src/margin/grid/grid-parameters.ts';
import type { PositionColumns } from '../../../src/margin/margin-model.ts';
import { naiveDelta, naivePrice, naiveProfit, naiveUnits, naiveYears, NO_SHOCK } from './naive-pricing.ts';

interface Leg {
  readonly c: number;
  readonly size: number;
  /** Underlying, with its settlement where that segregates. */
  readonly unit: string;
  readonly group: string;
  readonly product: string;
  readonly of: UnderlyingClass;
}

export function naiveGridRequirement(parameters: GridParameters, market: MarketView, book: PositionColumns) {
  const legs = Array.from({ length: book.count }, (_, row) =>
    legOf(parameters, market, book.contracts[row]!, book.sizes[row]!),
  );
  let [initial, maintenance] = [0, 0];
  for (const group of new Set(legs.map((leg) => leg.group))) {
    const members = legs.filter((leg) => leg.group === group);
    const amounts = new Map(
      parameters.charges.map((terms) => [
        terms.name,
        terms.kind === 'scan' ? scan(parameters, terms, market, members) : exposure(terms, market, members),
      ]),
    );
    initial += evaluate(parameters.initial, amounts);
    maintenance += evaluate(parameters.maintenance, amounts);
  }
  return { initial, maintenance };
}

function legOf(parameters: GridParameters, market: MarketView, c: number, size: number): Leg {
  const { underlying, settlesInCoin } = market.contracts[c]!;
  const unit = parameters.segregatesSettlement ? `${underlying}/${settlesInCoin}` : underlying;
  const classFor = (name: string) => parameters.classes.find(({ underlyings }) => underlyings.includes(name));
  const placeFor = (name: string) =>
    parameters.groups
      .flatMap((group) => group.products.map((product) => ({ group, product })))
      .find(({ product }) => product.underlyings.includes(name));
  const place = placeFor(underlying) ?? placeFor('*');
  return {
    c,
    size,
    unit,
    group: place === undefined ? `alone ${unit}` : place.group.name,
    product: place === undefined ? `alone ${unit}` : place.product.name,
    of: (classFor(underlying) ?? classFor('*'))!,
  };
}

function scan(parameters: GridParameters, terms: ScanTerms, market: MarketView, members: readonly Leg[]): number {
  const legs = members.filter(({ c }) => terms.contracts.includes(market.contracts[c]!.kind));
  if (legs.length === 0) return 0;
  if (terms.netting === 'group') return worstOf(parameters, terms, market, legs);
  const keys = legs.map((leg) =>
    terms.netting === 'underlying' ? leg.unit : `${leg.unit} ${naiveYears(market, market.contracts[leg.c]!)}`,
  );
  return [...new Set(keys)].reduce(
    (sum, key) =>
      sum +
      worstOf(
        parameters,
        terms,
        market,
        legs.filter((_, k) => keys[k] === key),
      ),
    0,
  );
}

function worstOf(parameters: GridParameters, terms: ScanTerms, market: MarketView, legs: readonly Leg[]): number {
  const count = legs[0]!.of.scans[terms.name]!.length;
  const isSplit = new Set(legs.map(({ unit }) => unit)).size > 1;
  let worst = 0;
  for (let k = 0; k < count; k += 1) {
    const products = new Map<string, number>();
    for (const unit of new Set(legs.map((leg) => leg.unit))) {
      const own = legs.filter((leg) => leg.unit === unit);
      const profit = own.reduce((sum, leg) => sum + leg.size * profitOf(terms, market, leg, k), 0);
      const share = isSplit ? productShare(parameters, own[0]!) : 1;
      const counted = profit > 0 ? share * profit : profit;
      products.set(own[0]!.product, (products.get(own[0]!.product) ?? 0) + counted);
    }
    const groupShare = parameters.groups.find(({ name }) => name === legs[0]!.group)?.gainsCounted ?? 1;
    let total = 0;
    for (const value of products.values()) total += value > 0 && isSplit ? groupShare * value : value;
    worst = Math.max(worst, -total - legs[0]!.of.scans[terms.name]![k]!.dampener);
  }
  return worst;
}

function productShare(parameters: GridParameters, leg: Leg): number {
  const products = parameters.groups.flatMap((group) => group.products);
  return products.find(({ name }) => name === leg.product)?.gainsCounted ?? 1;
}

function profitOf(terms: ScanTerms, market: MarketView, { c, of }: Leg, k: number): number {
  const scenario = of.scans[terms.name]![k]!;
  const rule = of.volatilityRules.find(({ name }) => name === scenario.volatilityRule);
  const volatility = (v: number, days: number): number => {
    if (rule === undefined) return v;
    const isFar = days >= rule.farDays;
    const scale = (rule.referenceDays / Math.max(days, rule.daysMin)) ** (isFar ? rule.powerFar : rule.power);
    const change = (isFar ? rule.changeFar : rule.change) * scale;
    return Math.max(0, rule.floor, rule.kind === 'relative' ? v + v * change : v + change);
  };
  const { price } = naivePrice(market, c, { ...scenario, index: 1 + scenario.priceMove, volatility });
  const coinIndex = market.indexPrices[market.underlyingOf[c]!]! * (1 + scenario.coinMove);
  const years = naiveYears(market, market.contracts[c]!);
  const time = terms.timeWeight.base + (years === Infinity ? 0 : terms.timeWeight.perYear * years);
  return time * scenario.weight * naiveProfit(market, c, price, coinIndex);
}

function exposure(terms: ExposureTerms, market: MarketView, members: readonly Leg[]): number {
  const legs = members.filter(({ c }) => {
    const { kind, underlying } = market.contracts[c]!;
    return terms.contracts.includes(kind) && (terms.underlyings.length === 0 || terms.underlyings.includes(underlying));
  });
  const keyOf = (leg: Leg, by: ExposureTerms['nettedOver']): string => {
    const contract = market.contracts[leg.c]!;
    const strike = contract.kind === 'option' ? contract.strike : 'none';
    const years = naiveYears(market, contract) === Infinity ? 'none' : (contract as { expiryUs: number }).expiryUs;
    return {
      contract: String(leg.c),
      underlying: leg.unit,
      expiry: `${leg.unit} ${years}`,
      strike: `${leg.unit} ${strike}`,
      strikeAndExpiry: `${leg.unit} ${strike} ${years}`,
    }[by];
  };
  let sum = 0;
  for (const outer of new Set(legs.map((leg) => keyOf(leg, terms.measuredOver)))) {
    const inside = legs.filter((leg) => keyOf(leg, terms.measuredOver) === outer);
    const values = [...new Set(inside.map((leg) => keyOf(leg, terms.nettedOver)))].map((inner) =>
      inside
        .filter((leg) => keyOf(leg, terms.nettedOver) === inner)
        .reduce((total, leg) => total + leg.size * figureOf(terms, market, leg.c), 0),
    );
    const net = values.reduce((a, b) => a + b, 0);
    const long = values.reduce((a, b) => a + Math.max(0, b), 0);
    const short = long - net;
    const measures = {
      net: Math.abs(net),
      gross: long + short,
      hedged: Math.min(long, short),
      long: Math.max(0, net),
      short: Math.max(0, -net),
    };
    for (const { measure, rate } of terms.rates) {
      sum += (typeof rate === 'number' ? rate : rate[inside[0]!.of.name]!) * measures[measure];
    }
    if (terms.growth !== null) {
      const beyond = Math.max(0, measures.net - terms.growth.threshold);
      sum += Math.min(terms.growth.rateMax, terms.growth.ratePerQuote * beyond) * measures.net;
    }
  }
  if (terms.tiers.length === 0) return sum;
  return terms.tiers.reduce((total, { upTo, factor }, k) => {
    const from = k === 0 ? 0 : terms.tiers[k - 1]!.upTo;
    return total + factor * Math.max(0, Math.min(sum, upTo) - from);
  }, 0);
}

function figureOf(terms: ExposureTerms, market: MarketView, c: number): number {
  const contract = market.contracts[c]!;
  const index = market.indexPrices[market.underlyingOf[c]!]!;
  const years = naiveYears(market, contract);
  const time =
    terms.timeWeight === null
      ? 1
      : Math.max(terms.timeWeight.min, years === Infinity ? 0 : terms.timeWeight.perYear * years);
  const isInverse = contract.settlesInCoin && contract.kind !== 'option';
  const notional =
    contract.kind === 'option'
      ? contract.multiplier * index
      : isInverse
        ? contract.multiplier
        : contract.multiplier * market.markPrices[c]!;
  const vega = (): number => {
    if (contract.kind !== 'option' || years === 0) return 0;
    // Central difference in volatility, in coin-free price; one point is 0.01.
    const bump = 1e-4;
    const priceAt = (by: number) => naivePrice(market, c, { ...NO_SHOCK, volatility: (v) => v + by }).price;
    const slope = (priceAt(bump) - priceAt(-bump)) / (2 * bump);
    return (contract.multiplier * slope * (contract.settlesInCoin ? index : 1)) / 100;
  };
  const figures = {
    delta: () => naiveDelta(market, c) * index,
    notional: () => notional,
    units: () => naiveUnits(market, c),
    indexValue: () => naiveUnits(market, c) * index,
    vega,
  };
  return time * figures[terms.figure]();
}

function evaluate(formula: Formula, amounts: ReadonlyMap<string, number>): number {
  if ('charge' in formula) return formula.times * amounts.get(formula.charge)!;
  if ('sum' in formula) return formula.times * formula.sum.reduce((sum, part) => sum + evaluate(part, amounts), 0);
  return formula.times * Math.max(...formula.max.map((part) => evaluate(part, amounts)));
}
