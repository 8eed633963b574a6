/** SPAN step by step for one book, repricing every leg: an oracle that shares no code with src. */
import type { MarketView } from '../../../src/instruments/market-view.ts';
import type { CombinedCommodity, ScanRange, SpanParameters } from '../../../src/margin/span/span-parameters.ts';
import type { PositionColumns } from '../../../src/margin/margin-model.ts';
import { naiveDelta, naivePrice, naiveProfit, naiveUnits, naiveYears, NO_SHOCK } from '../grid/naive-pricing.ts';

interface Commodity {
  readonly terms: CombinedCommodity;
  readonly legs: { readonly c: number; readonly size: number }[];
}

interface State {
  readonly losses: readonly number[];
  readonly scan: number;
  readonly delta: number;
  free: number;
  readonly weighted: number;
  /** Scan and charges, less credits. */
  risk: number;
  readonly minimum: number;
}

export function naiveSpanRequirement(parameters: SpanParameters, market: MarketView, book: PositionColumns): number {
  const commodities = new Map<string, Commodity>();
  for (let row = 0; row < book.count; row += 1) {
    const { underlying } = market.contracts[book.contracts[row]!]!;
    const named = parameters.commodities.find(({ underlyings }) => underlyings.includes(underlying));
    const wild = parameters.commodities.find(({ underlyings }) => underlyings.includes('*'))!;
    const terms = named ?? { ...wild, name: underlying };
    const commodity = commodities.get(terms.name) ?? { terms, legs: [] };
    commodities.set(terms.name, commodity);
    commodity.legs.push({ c: book.contracts[row]!, size: book.sizes[row]! });
  }
  const states = new Map([...commodities].map(([name, each]) => [name, stateOf(parameters, market, each)]));
  const spreads = [...parameters.deltaSpreads].sort((a, b) => a.priority - b.priority);
  for (const { legs } of spreads) {
    if (!legs.every(({ commodity }) => states.has(commodity))) continue;
    for (const sideA of [1, -1]) {
      const available = legs.map(({ commodity, ratio, side }) => {
        const wanted = side === 'A' ? sideA : -sideA;
        return Math.max(0, states.get(commodity)!.free * wanted) / ratio;
      });
      const formed = Math.min(...available);
      if (!(formed > 0)) continue;
      for (const { commodity, ratio, side, credit } of legs) {
        const state = states.get(commodity)!;
        state.free -= formed * ratio * (side === 'A' ? sideA : -sideA);
        state.risk -= credit * state.weighted * formed * ratio;
      }
      break;
    }
  }
  let sum = 0;
  const scanned = new Set<string>();
  for (const { commodities: members, credit } of parameters.scanningSpreads) {
    const own = members.filter((name) => states.has(name)).map((name) => states.get(name)!);
    members.forEach((name) => scanned.add(name));
    if (own.length === 0) continue;
    let together = 0;
    for (let k = 0; k < 16; k += 1) {
      const gains = own.reduce((total, { losses }) => total + Math.min(0, losses[k]!), 0);
      const losses = own.reduce((total, state) => total + Math.max(0, state.losses[k]!), 0);
      together = Math.max(together, losses + credit * gains);
    }
    const rest = own.reduce((total, { risk, scan }) => total + risk - scan, 0);
    sum += Math.max(
      together + rest,
      own.reduce((total, { minimum }) => total + minimum, 0),
    );
  }
  for (const [name, { risk, minimum }] of states) if (!scanned.has(name)) sum += Math.max(risk, minimum);
  return sum;
}

function stateOf(parameters: SpanParameters, market: MarketView, { terms, legs }: Commodity): State {
  const { extremeMove, lookaheadDays, weightedPriceRisk } = parameters;
  const moves = [0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1, -1].flatMap((move) => [
    { move, up: 1, cover: 1 },
    { move, up: -1, cover: 1 },
  ]);
  moves.push({ move: extremeMove.multiple, up: 0, cover: extremeMove.cover });
  moves.push({ move: -extremeMove.multiple, up: 0, cover: extremeMove.cover });
  const daysOf = (c: number) => naiveYears(market, market.contracts[c]!) * 365;
  const tierOf = (c: number) => terms.tiers.find(({ daysMax }) => daysOf(c) === Infinity || daysOf(c) <= daysMax);
  const rangeOf = (c: number) => tierOf(c)?.priceScanRange ?? terms.priceScanRange;
  const inMoney = ({ of, value }: ScanRange, price: number) => (of === 'amount' ? value : value * price);
  const indexOf = (c: number) => market.indexPrices[market.underlyingOf[c]!]!;

  const losses = moves.map(({ move, up, cover }) =>
    legs.reduce((sum, { c, size }) => {
      const index = indexOf(c);
      const shocked = Math.max(1e-6, 1 + (move * inMoney(rangeOf(c), index)) / index);
      const contract = market.contracts[c]!;
      const mark = market.markPrices[c]!;
      let price = mark + move * inMoney(rangeOf(c), mark);
      if (contract.kind === 'option') {
        const { of, value } = terms.volatilityScanRange;
        const volatility = (v: number) => Math.max(0, v + up * (of === 'share' ? value * v : value));
        price = naivePrice(market, c, { ...NO_SHOCK, index: shocked, volatility, laterDays: lookaheadDays }).price;
      }
      return sum - cover * size * naiveProfit(market, c, price, index * shocked);
    }, 0),
  );
  const scan = Math.max(0, ...losses);

  const deltaOf = (c: number): number => {
    if (market.contracts[c]!.kind !== 'option') return naiveUnits(market, c) / terms.contractUnit;
    if (terms.compositeDelta === 'present') return naiveDelta(market, c, 1, lookaheadDays) / terms.contractUnit;
    const weights = [0.27, 0.217, 0.217, 0.11, 0.11, 0.037, 0.037];
    const at = [0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1, -1].map(
      (move) => 1 + (move * inMoney(rangeOf(c), indexOf(c))) / indexOf(c),
    );
    const sum = at.reduce((total, index, k) => total + weights[k]! * naiveDelta(market, c, index, lookaheadDays), 0);
    return sum / weights.reduce((a, b) => a + b) / terms.contractUnit;
  };
  const expiries = new Map<number, { delta: number; c: number }>();
  for (const { c, size } of legs) {
    const contract = market.contracts[c]!;
    const time = 'expiryUs' in contract ? contract.expiryUs : Infinity;
    const before = expiries.get(time);
    expiries.set(time, { c, delta: (before?.delta ?? 0) + size * deltaOf(c) });
  }
  const tiers = new Map<string, { long: number; short: number }>(
    terms.tiers.map(({ name }) => [name, { long: 0, short: 0 }]),
  );
  let [delta, charges] = [0, 0];
  for (const each of expiries.values()) {
    delta += each.delta;
    const tier = tiers.get(tierOf(each.c)?.name ?? '');
    if (tier !== undefined) tier[each.delta > 0 ? 'long' : 'short'] += Math.abs(each.delta);
    if (terms.deliveryCharge !== null && daysOf(each.c) <= terms.deliveryCharge.daysMax) {
      charges += Math.abs(each.delta) * terms.deliveryCharge.charge;
    }
  }
  for (const spread of [...terms.calendarSpreads].sort((a, b) => a.priority - b.priority)) {
    const [near, far] = [tiers.get(spread.near)!, tiers.get(spread.far)!];
    const take = (one: { long: number }, other: { short: number }): number => {
      const matched = Math.min(one.long, other.short);
      one.long -= matched;
      other.short -= matched;
      return matched;
    };
    const matched = take(near, far) + (near === far ? 0 : take(far, near));
    const scale = spread.charge.of === 'share' ? indexOf(legs[0]!.c) * terms.contractUnit : 1;
    charges += matched * spread.charge.value * scale;
  }

  const active = losses.indexOf(Math.max(...losses));
  const paired = active >= 14 ? active : active % 2 === 0 ? active + 1 : active - 1;
  const priceRisk = (losses[active]! + losses[paired]!) / 2 - (losses[0]! + losses[1]!) / 2;
  const range = inMoney(terms.priceScanRange, indexOf(legs[0]!.c)) * terms.contractUnit;
  const normal = scan > 0 && delta !== 0 ? Math.max(0, priceRisk / Math.abs(delta)) : 0;
  const weighted = { normal, scanRangeCap: Math.min(normal, range), scanRange: range }[weightedPriceRisk];

  const shorts = { call: 0, put: 0 };
  for (const { c, size } of legs) {
    const contract = market.contracts[c]!;
    if (contract.kind !== 'option' || size > 0) continue;
    const { of, value } = terms.shortOptionMinimum;
    shorts[contract.right] -=
      size *
      (of === 'amount' ? (value * contract.multiplier) / terms.contractUnit : value * contract.multiplier * indexOf(c));
  }
  const minimum =
    terms.shortOptionMinimum.counts === 'sum' ? shorts.call + shorts.put : Math.max(shorts.call, shorts.put);
  return { losses, scan, delta, free: delta, weighted, risk: scan + charges, minimum };
}
