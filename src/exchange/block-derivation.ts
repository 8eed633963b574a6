/**
 * Derives blocks of accounts of a path that runs on another thread, over the memory that the two share: records, stops,
 * marks and multiples of margin rates. Everything else follows from the scenario.
 */
import { buildTierColumns } from '../margin/tier-table.ts';
import { multiplyRates } from '../margin/margin-change.ts';
import { AccountDerivation, scaleTicksOf, type DerivedState } from './account-derivation.ts';
import { openRecords, type AccountRecords } from './account-records.ts';
import { codeOf } from './mass-derivation.ts';
import { RescanGauges } from './rescan-gauges.ts';
import type { SharedState } from './state.ts';
import type { VenueRules } from './venue-rules.ts';

export interface BlockDerivationInput {
  readonly venue: Pick<VenueRules, 'instruments' | 'tiers'>;
  /** Lines of the population that the path runs on. */
  readonly lines: AccountRecords['lines'];
  readonly shared: SharedState;
  readonly warningRatio: number;
  readonly volatilities: ArrayLike<number>;
}

export class BlockDerivation {
  readonly #venue: BlockDerivationInput['venue'];
  readonly #shared: SharedState;
  readonly #state: DerivedState;
  readonly #derivation: AccountDerivation;
  readonly #gauges: RescanGauges;
  /** Multiples that the tables were made with; 0 before the first. */
  readonly #multiples: Float64Array;

  constructor({ venue, lines, shared, warningRatio, volatilities }: BlockDerivationInput) {
    this.#venue = venue;
    this.#shared = shared;
    const count = venue.instruments.length;
    this.#state = {
      instruments: venue.instruments,
      instrumentCount: count,
      tiers: venue.tiers.map(buildTierColumns),
      records: openRecords(lines, new Float64Array(shared.records)),
      stopEquity: new Float64Array(shared.stops),
      markPerLot: new Float64Array(shared.marks),
    };
    this.#multiples = new Float64Array(2 * count);
    const scaleTicks = scaleTicksOf(venue.instruments, volatilities);
    this.#derivation = new AccountDerivation(this.#state, warningRatio, scaleTicks);
    // For its thresholds alone: prices do not move within a block.
    this.#gauges = new RescanGauges(new Float64Array(count), scaleTicks);
  }

  /** Takes in the margin rates in force; before the first block of a job. */
  refresh(): void {
    const now = new Float64Array(this.#shared.multiples).slice(0, this.#multiples.length);
    if (now.every((multiple, n) => multiple === this.#multiples[n])) return;
    this.#multiples.set(now);
    const count = this.#state.instrumentCount;
    for (let i = 0; i < count; i += 1) {
      this.#state.tiers[i] = buildTierColumns(multiplyRates(this.#venue.tiers[i], now[i], now[count + i]));
    }
    this.#derivation.parametersChanged();
  }

  /** Writes the codes of accounts `from` to `to`, exclusive, to the front of `codes`. */
  derive(from: number, to: number, codes: Uint16Array): void {
    const derivation = this.#derivation;
    derivation.clear();
    for (let account = from; account < to; account += 1) {
      const radius = derivation.derive(account);
      codes[account - from] = codeOf(radius, derivation.gauge, this.#gauges);
    }
  }
}
