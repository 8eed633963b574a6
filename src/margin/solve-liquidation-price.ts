/**
 * Price at which an account becomes liquidatable under any margin model, everything else held: the first crossing of
 * the surplus (equity - maintenance) from the present price outwards.
 *
 * Method: walk outwards on a geometric grid until the surplus breaches, then halve the step that holds the crossing
 * until no double lies between its ends. Books with options can dip below zero and recover within a step: wherever
 * three grid points form a valley, its floor is searched as well. A dip narrower than a step that leaves no valley on
 * the grid is not seen.
 */
import { assert } from '../base/assert.ts';
import { multipleOf } from './round-to-step.ts';

export interface LiquidationSearch {
  /** Equity minus maintenance at a price, everything else held. */
  readonly surplusAt: (price: number) => number;
  /** Present price, > 0. */
  readonly markPrice: number;
  /** Where the loss lies: down for a long, up for a short; `either` for what is both: the nearer crossing by ratio. */
  readonly direction: 'down' | 'up' | 'either';
  /** A surplus of exactly zero breaches too. */
  readonly liquidatesAtEquality: boolean;
  /** Prices are searched from mark / reach to mark x reach. */
  readonly reach?: number;
  /** Grid steps over that range; 1 where the surplus is known to fall monotonously in the direction. */
  readonly steps?: number;
  /** Answers the first tick that breaches instead of the first double. */
  readonly tickSize?: number;
}

const REACH = 10_000;
const STEPS = 512;
/** Halvings of a valley by the golden ratio: to 1e-9 of a step. */
const VALLEY_ROUNDS = 44;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The price nearest to the mark that breaches: the mark itself where the account is liquidatable now, null where no
 * price in reach breaches.
 */
export function solveLiquidationPrice(search: LiquidationSearch): number | null {
  assert(search.markPrice > 0 && search.markPrice < Infinity, 'a liquidation price is searched from a positive price');
  if (breaches(search, search.markPrice)) return search.markPrice;
  if (search.direction !== 'either') return searchOneSide(search, search.direction === 'up');
  const above = searchOneSide(search, true);
  const below = searchOneSide(search, false);
  if (above === null || below === null) return above ?? below;
  return above / search.markPrice <= search.markPrice / below ? above : below;
}

function isBreach(search: LiquidationSearch, surplus: number): boolean {
  return search.liquidatesAtEquality ? surplus <= 0 : surplus < 0;
}

function surplusAt(search: LiquidationSearch, price: number): number {
  const surplus = search.surplusAt(price);
  assert(!Number.isNaN(surplus), `the surplus at ${price} is not a number`);
  return surplus;
}

function breaches(search: LiquidationSearch, price: number): boolean {
  return isBreach(search, surplusAt(search, price));
}

interface Point {
  readonly price: number;
  readonly surplus: number;
}

function searchOneSide(search: LiquidationSearch, isUp: boolean): number | null {
  const { ratio, steps } = gridOf(search.reach ?? REACH, search.steps ?? STEPS);
  const pointAt = (price: number): Point => ({ price, surplus: surplusAt(search, price) });
  let safe = pointAt(search.markPrice);
  let before = safe;
  for (let n = 1; n <= steps; n += 1) {
    const point = pointAt(isUp ? safe.price * ratio : safe.price / ratio);
    const dip = n > 1 ? findDip(search, before, safe, point) : null;
    if (dip !== null) return refine(search, before.price, dip);
    if (isBreach(search, point.surplus)) return refine(search, safe.price, point.price);
    before = safe;
    safe = point;
  }
  return null;
}

/**
 * Steps are taken up to a power of two: ratio = reach^(1/steps) is then a row of square roots, which are exact
 * everywhere.
 */
function gridOf(reach: number, stepsMin: number): { readonly ratio: number; readonly steps: number } {
  let [ratio, steps] = [reach, 1];
  for (; steps < stepsMin; steps *= 2) ratio = Math.sqrt(ratio);
  return { ratio, steps };
}

/** A breaching price between the outer two of three points whose middle is lowest; the first two are safe. */
function findDip(search: LiquidationSearch, from: Point, middle: Point, to: Point): number | null {
  if (middle.surplus > from.surplus || middle.surplus > to.surplus) return null;
  if (middle.surplus === from.surplus && middle.surplus === to.surplus) return null;
  let [low, high] = [from.price, to.price];
  for (let round = 0; round < VALLEY_ROUNDS; round += 1) {
    const inner = high - GOLDEN * (high - low);
    const outer = low + GOLDEN * (high - low);
    const [atInner, atOuter] = [surplusAt(search, inner), surplusAt(search, outer)];
    if (isBreach(search, atInner)) return inner;
    if (isBreach(search, atOuter)) return outer;
    if (atInner < atOuter) high = outer;
    else low = inner;
  }
  return null;
}

/** First breaching price on the way from `safe` to `breached`. */
function refine(search: LiquidationSearch, safe: number, breached: number): number | null {
  let [good, bad] = [safe, breached];
  for (;;) {
    const middle = good + (bad - good) / 2;
    if (middle === good || middle === bad) break;
    if (breaches(search, middle)) bad = middle;
    else good = middle;
  }
  return search.tickSize === undefined ? bad : firstTick(search, bad, search.tickSize, breached > safe);
}

/**
 * The crossing lies between two ticks, or on one: the nearer to the mark that breaches. Null where that is no price >
 * 0.
 */
function firstTick(search: LiquidationSearch, crossing: number, tickSize: number, isUp: boolean): number | null {
  const tick = Math.round(crossing / tickSize);
  const step = isUp ? 1 : -1;
  for (let n = tick - step; ; n += step) {
    const price = multipleOf(n, tickSize);
    if (price <= 0) {
      if (isUp) continue;
      return null;
    }
    const isBeyond = isUp ? n > tick : n < tick;
    if (isBeyond || breaches(search, price)) return price;
  }
}
