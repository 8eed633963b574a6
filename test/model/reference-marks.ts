/**
 * Index and mark of the reference exchange by the rules of other venues, for instruments with a price of their own. Written
 * from docs/exchange-rules.md, section 11; every sample since the start is kept.
 */
import type { OtherVenue } from '../../src/market/mark-rules/mark-rule.ts';
import { exp, log } from '../../src/numeric/math.ts';
import type { Instrument, World } from './reference-world.ts';

interface Weighted {
  readonly price: number;
  readonly weight: number;
}

interface Sample {
  readonly at: number;
  readonly x: number;
  /** Of x over time since the first sample. */
  readonly area: number;
}

/** Average that forgets with a time constant. */
interface Fading {
  num: number;
  den: number;
  at: number | null;
}

/** What the rules remember of one instrument. */
export interface MarkMemory {
  readonly basis: Sample[];
  readonly fadingBasis: Fading;
  readonly fadingBook: Fading;
}

export function createMarkMemory(): MarkMemory {
  const fading = (): Fading => ({ num: 0, den: 0, at: null });
  return { basis: [], fadingBasis: fading(), fadingBook: fading() };
}

function pricesOf(outside: number, venues: readonly OtherVenue[]): Weighted[] {
  return venues.map(({ deviation, weight }) => ({ price: outside * (1 + deviation), weight }));
}

function weightedMedian(all: readonly Weighted[]): number {
  const rising = all.filter(({ weight }) => weight > 0).sort((one, other) => one.price - other.price);
  const half = rising.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let running = 0;
  for (const [place, { price, weight }] of rising.entries()) {
    running += weight;
    const next = rising[place + 1];
    if (running === half && next !== undefined) return (price + next.price) / 2;
    if (running > half) return price;
  }
  return rising.at(-1)!.price;
}

/** The outside price of an instrument with a price of its own, as the venue sees it. */
export function seenOf(world: World, instrument: Instrument): number {
  return world.oracle?.seenOf(instrument) ?? instrument.reference;
}

/** Price that stands for the outside world on this venue; ticks, not rounded. */
export function indexOf(world: World, instrument: Instrument): number {
  const rules = world.venue.index;
  const outside = seenOf(world, instrument);
  if (rules === null) return outside;
  const own = { price: instrument.book.priceTicks, weight: rules.ownWeight };
  const prices = [...pricesOf(outside, rules.venues), own];
  if (rules.average === 'median') return weightedMedian(prices);
  const sum = prices.reduce((total, { price, weight }) => total + weight * price, 0);
  return sum / prices.reduce((total, { weight }) => total + weight, 0);
}

function middleOf(one: number, two: number, three: number): number {
  return [one, two, three].sort((a, b) => a - b)[1]!;
}

function fade(memory: Fading, x: number, now: number, tau: number): number {
  const elapsed = memory.at === null ? 0 : now - memory.at;
  const kept = exp(-elapsed / tau);
  memory.num = memory.num * kept + (x * elapsed) / 1e6;
  memory.den = memory.den * kept + elapsed / 1e6;
  memory.at = now;
  return memory.den === 0 ? x : memory.num / memory.den;
}

/** Mean over the last `window` of the samples, the new one among them. */
function windowMean(samples: Sample[], x: number, now: number, window: number): number {
  const before = samples.at(-1);
  samples.push({ at: now, x, area: before === undefined ? 0 : before.area + x * (now - before.at) });
  const last = samples.at(-1)!;
  const from = samples.find(({ at }) => at > now - window)!;
  const first = samples[0]!;
  if (from === first) return now === first.at ? x : last.area / (now - first.at);
  return (last.area - (from.area - from.x * (from.at - (now - window)))) / window;
}

export function wholeTick(ticks: number): number {
  return Math.max(1, Math.round(ticks));
}

/** The mark that leans on the own book: the outside price moved by a share of the displacement, up to a limit. */
export function leaningMark({ venue }: World, outside: number, displacement: number): number {
  const { ownVenueWeight, basisLimit } = venue.markPrice;
  const moved = ownVenueWeight * displacement;
  const held = Math.abs(moved) > basisLimit ? Math.sign(moved) * basisLimit : moved;
  return wholeTick(outside * exp(held));
}

/** The mark as it is now; takes a sample for what averages over time. */
export function nextMark(world: World, instrument: Instrument): number {
  const { reference, book, markMemory } = instrument;
  const { markRule: rule, index: hasIndex } = world.venue;
  const index = indexOf(world, instrument);
  const last = book.priceTicks;
  const basis = last - index;
  const fair = index * (1 + (world.funding?.basisOf(instrument) ?? 0));
  if (rule === null) {
    const displacement = hasIndex === null ? book.displacementLog + log(reference / index) : log(last / index);
    return leaningMark(world, index, displacement);
  }
  switch (rule.kind) {
    case 'last':
      return wholeTick(last);
    case 'bitmex':
      return wholeTick(fair);
    case 'binance':
      return wholeTick(middleOf(fair, index + windowMean(markMemory.basis, basis, world.now, rule.windowUs), last));
    case 'hyperliquid': {
      const averaged = index + fade(markMemory.fadingBasis, basis, world.now, rule.basisTauUs);
      const averagedLast = fade(markMemory.fadingBook, last, world.now, rule.bookTauUs);
      const others = pricesOf(seenOf(world, instrument), rule.perpetuals);
      return wholeTick(middleOf(averaged, last, others.length === 0 ? averagedLast : weightedMedian(others)));
    }
    case 'deribit': {
      const averaged = index + fade(markMemory.fadingBasis, basis, world.now, rule.basisTauUs);
      const width = exp(rule.basisLimitLog);
      return wholeTick(Math.min(index * width, Math.max(index / width, averaged)));
    }
  }
}
