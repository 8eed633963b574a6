/**
 * What is switched off at the venue now, and until when: by a fault, a control, or several at once. Whoever stops
 * something is known by a number of its own and takes back only its own stop.
 */
import type { SimTimeUs } from '../base/units.ts';

/** `opening`: orders that would open or enlarge a position. */
export const SERVICES = ['matching', 'liquidations', 'withdrawals', 'deposits', 'opening'] as const;
export type Service = (typeof SERVICES)[number];

export class VenueSwitches {
  /** For each service, who stopped it and until when. */
  readonly #stops = new Map<Service, Map<number, SimTimeUs>>();

  /** `untilUs`: Infinity when only `release` ends it. A second stop by the same party replaces its first. */
  stop(service: Service, party: number, untilUs: SimTimeUs): void {
    const stops = this.#stops.get(service) ?? new Map<number, SimTimeUs>();
    stops.set(party, untilUs);
    this.#stops.set(service, stops);
  }

  release(service: Service, party: number): void {
    this.#stops.get(service)?.delete(party);
  }

  /** Time until which a service is off as far as is known; 0 when it is on. */
  stoppedUntilUs(service: Service, nowUs: SimTimeUs): SimTimeUs {
    const stops = this.#stops.get(service);
    if (stops === undefined) return 0;
    let latestUs = 0;
    for (const untilUs of stops.values()) if (untilUs > nowUs) latestUs = Math.max(latestUs, untilUs);
    return latestUs;
  }
}
