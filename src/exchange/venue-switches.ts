/**
 * What is switched off at the venue now, and until when: by a fault, a control, or several at once. Whoever stops
 * something is known by a number of its own and takes back only its own stop.
 */
import type { InstrumentIndex, SimTimeUs } from '../base/units.ts';

/**
 * `liquidations`: a control answers each step that falls due with when to come again. `liquidationEngine`: nobody is served, and
 * everybody keeps their place. `opening`: orders that would open or enlarge a position.
 */
export type Service = 'matching' | 'liquidations' | 'liquidationEngine' | 'withdrawals' | 'deposits' | 'opening';

/**
 * Numbers by which those who stop services are known. `oracleGuard` and `fault` are the first of many, one an instrument
 * and one a fault, and lie so far apart that no two parties ever share a number: neither must end the other's stop.
 */
export const SWITCH_PARTIES = {
  liquidationPause: 1_000,
  withdrawalGate: 1_001,
  fundMode: 1_002,
  oracleGuard: 1_100,
  fault: 1_000_000,
} as const;

export class VenueSwitches {
  /** For each service, and for matching in each instrument, who stopped it and until when. */
  readonly #stops = new Map<Service | InstrumentIndex, Map<number, SimTimeUs>>();

  /** `untilUs`: Infinity when only `release` ends it. A second stop by the same party replaces its first. */
  stop(service: Service, party: number, untilUs: SimTimeUs): void {
    this.#stop(service, party, untilUs);
  }

  release(service: Service, party: number): void {
    this.#stops.get(service)?.delete(party);
  }

  /** Stops matching in one instrument alone. */
  stopMatching(instrument: InstrumentIndex, party: number, untilUs: SimTimeUs): void {
    this.#stop(instrument, party, untilUs);
  }

  releaseMatching(instrument: InstrumentIndex, party: number): void {
    this.#stops.get(instrument)?.delete(party);
  }

  /** Time until which a service is off as far as is known; 0 when it is on. */
  stoppedUntilUs(service: Service, nowUs: SimTimeUs): SimTimeUs {
    return this.#stoppedUntilUs(service, nowUs);
  }

  /** The same of matching in one instrument. */
  matchingStoppedUntilUs(instrument: InstrumentIndex, nowUs: SimTimeUs): SimTimeUs {
    if (this.#stops.size === 0) return 0;
    return Math.max(this.#stoppedUntilUs('matching', nowUs), this.#stoppedUntilUs(instrument, nowUs));
  }

  #stop(what: Service | InstrumentIndex, party: number, untilUs: SimTimeUs): void {
    const stops = this.#stops.get(what) ?? new Map<number, SimTimeUs>();
    stops.set(party, untilUs);
    this.#stops.set(what, stops);
  }

  #stoppedUntilUs(what: Service | InstrumentIndex, nowUs: SimTimeUs): SimTimeUs {
    const stops = this.#stops.get(what);
    if (stops === undefined) return 0;
    let latestUs = 0;
    for (const untilUs of stops.values()) if (untilUs > nowUs) latestUs = Math.max(latestUs, untilUs);
    return latestUs;
  }
}
