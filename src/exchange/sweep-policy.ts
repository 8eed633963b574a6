/**
 * When nearly everybody is due at every look, deriving all accounts in order is cheaper than moving them between
 * levels: after looks that derived more than a share of them the lists are given up for a number of looks, which doubles
 * each time that the rescan proves no better afterwards.
 */
import { CHUNK } from './level-lists.ts';

/** Looks that derive more than this share of the accounts are dearer than a sweep. */
const SWEEP_FROM_SHARE = 0.1;
/** Share of the accounts derived at earlier looks that still counts one look later. */
const HEAT_KEPT = 15 / 16;
const SWEEPS_FIRST = 4;
const SWEEPS_MAX = 128;

export class SweepPolicy {
  readonly #heatMax: number;
  /** Accounts derived at recent looks, fading. */
  #heat = 0;
  /** Looks since the last sweep. */
  #calmLooks = 0;
  #sweepsNext = SWEEPS_FIRST;

  constructor(accounts: number) {
    this.#heatMax = (accounts * SWEEP_FROM_SHARE + CHUNK) / (1 - HEAT_KEPT);
  }

  /** A look derived so many: how many of the next looks shall be sweeps. One look that derives many is no sign. */
  sweepsAfter(derived: number): number {
    this.#heat = this.#heat * HEAT_KEPT + derived;
    if (this.#heat <= this.#heatMax) {
      this.#calmLooks += 1;
      if (this.#calmLooks > SWEEPS_MAX) this.#sweepsNext = SWEEPS_FIRST;
      return 0;
    }
    this.#heat = 0;
    this.#calmLooks = 0;
    const sweeps = this.#sweepsNext;
    this.#sweepsNext = Math.min(SWEEPS_MAX, sweeps * 2);
    return sweeps;
  }
}
