/**
 * The simplest accounts that a graded rescan can watch: money and lots, surplus linear in prices, a threshold at zero.
 * Prices lie on a grid and everything else is whole, so that a surplus is exact and an oracle is one line.
 */
import type { RescanSubject } from '../../src/exchange/rescan-subject.ts';
import {
  GAUGE_LONG,
  GAUGE_MIXED,
  GAUGE_SHORT,
  GAUGE_SINGLE,
  RADIUS_ERROR,
  type RescanGauges,
} from '../../src/exchange/rescan-gauges.ts';
import { exp, log } from '../../src/numeric/math.ts';
import type { Draw } from '../model/random-venue.ts';
import type { PriceWalk } from './price-walk.ts';

export const HOLDINGS = ['long', 'short', 'longs', 'shorts', 'mixed', 'flat'] as const;

export class LinearBook implements RescanSubject {
  gauge = GAUGE_MIXED;
  /** Accounts noted as crossed since the last `clear`. */
  noted: number[] = [];
  /** What the derivations met: by gauge, and levels against those of the same account's derivation before. */
  readonly reached = { long: 0, short: 0, mixed: 0, single: 0, promoted: 0, demoted: 0 };
  readonly isRemoved: Uint8Array;
  readonly #walk: PriceWalk;
  readonly #gauges: RescanGauges;
  readonly #draw: Draw;
  readonly #money: Float64Array;
  /** [accounts x instruments] */
  readonly #lots: Float64Array;
  readonly #level: Int8Array;

  constructor(accounts: number, walk: PriceWalk, gauges: RescanGauges, draw: Draw) {
    this.#walk = walk;
    this.#gauges = gauges;
    this.#draw = draw;
    this.isRemoved = new Uint8Array(accounts);
    this.#money = new Float64Array(accounts);
    this.#lots = new Float64Array(accounts * walk.prices.length);
    this.#level = new Int8Array(accounts).fill(-1);
  }

  /** New holdings, and money for a radius between the two given ones; now and then below zero already. */
  redraw(account: number, radiusMin: number, radiusMax: number): void {
    const draw = this.#draw;
    const count = this.#walk.prices.length;
    const row = this.#lots.subarray(account * count, (account + 1) * count).fill(0);
    const holding = draw.of(HOLDINGS);
    const one = draw.whole(0, count - 1);
    row.forEach((_, i) => {
      const size = draw.magnitude(1, 1_000);
      if (holding === 'long' || holding === 'short') row[i] = i === one ? size : 0;
      else if (holding !== 'flat' && (i === one || draw.chance(0.7))) row[i] = size;
      if (holding === 'short' || holding === 'shorts' || (holding === 'mixed' && draw.chance(0.5))) row[i] = -row[i]!;
    });
    const radius = exp(draw.between(log(radiusMin), log(radiusMax))) * (draw.chance(0.01) ? -1 : 1);
    this.#money[account] = 0;
    this.#money[account] = Math.ceil(radius * this.#exposureOf(account) - this.surplusOf(account));
  }

  surplusOf(account: number): number {
    const { prices } = this.#walk;
    let surplus = this.#money[account]!;
    for (let i = 0; i < prices.length; i += 1) surplus += this.#lots[account * prices.length + i]! * prices[i]!;
    return surplus;
  }

  note(account: number): void {
    this.noted.push(account);
  }

  /** Who has crossed, by looking at everybody. */
  crossed(): number[] {
    const found: number[] = [];
    for (let account = 0; account < this.isRemoved.length; account += 1) {
      if (this.isRemoved[account] === 0 && this.surplusOf(account) < 0) found.push(account);
    }
    return found;
  }

  derive(account: number): number {
    if (this.isRemoved[account] === 1) return Infinity;
    const surplus = this.surplusOf(account);
    if (surplus < 0) {
      this.noted.push(account);
      return -1;
    }
    const exposure = this.#exposureOf(account);
    if (exposure === 0) return Infinity;
    this.gauge = this.#gaugeOf(account);
    const radius = Math.max(0, (surplus / exposure) * (1 - 1e-9) - RADIUS_ERROR);
    this.#count(account, this.#gauges.highestLevel(radius));
    return radius;
  }

  check(account: number): void {
    if (this.isRemoved[account] === 0 && this.surplusOf(account) < 0) this.noted.push(account);
  }

  #count(account: number, level: number): void {
    const kind = (['long', 'short', 'mixed'] as const)[this.gauge] ?? 'single';
    this.reached[kind] += 1;
    const before = this.#level[account]!;
    if (before >= 0 && level > before) this.reached.promoted += 1;
    if (level < before) this.reached.demoted += 1;
    this.#level[account] = level;
  }

  #exposureOf(account: number): number {
    const { scales } = this.#walk;
    return scales.reduce((sum, scale, i) => sum + Math.abs(this.#lots[account * scales.length + i]!) * scale, 0);
  }

  #gaugeOf(account: number): number {
    const count = this.#walk.prices.length;
    let [longs, shorts, last] = [0, 0, 0];
    for (let i = 0; i < count; i += 1) {
      const lots = this.#lots[account * count + i]!;
      if (lots !== 0) last = i;
      if (lots > 0) longs += 1;
      if (lots < 0) shorts += 1;
    }
    if (longs + shorts === 1) return GAUGE_SINGLE + 2 * last + shorts;
    if (shorts === 0) return GAUGE_LONG;
    return longs === 0 ? GAUGE_SHORT : GAUGE_MIXED;
  }
}
