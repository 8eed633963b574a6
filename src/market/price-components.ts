/**
 * The parts of the outside price that a scenario fixes: waypoints, replayed prices, jumps and ramps. They add up in
 * log price, so their order does not matter beyond the last bit (they are added in the scenario's order).
 */
import type { SimTimeUs } from '../base/units.ts';
import type { PriceComponent } from './market-rules.ts';

/** One component, ready to be asked at rising times. */
interface ComponentCursor {
  readonly component: PriceComponent;
  /** Waypoints and replays: number of points at or before the last time asked. */
  passed: number;
}

/** Sum of the components. Times must not fall: long replays are walked once, not searched. */
export class PriceComponents {
  readonly #cursors: readonly ComponentCursor[];

  constructor(components: readonly PriceComponent[]) {
    this.#cursors = components.map((component) => ({ component, passed: 0 }));
  }

  /** Adds each instrument's log return since the start, at `timeUs`, onto `logReturns` [instruments]. */
  addTo(timeUs: SimTimeUs, logReturns: Float64Array): void {
    for (const cursor of this.#cursors) {
      const { component } = cursor;
      switch (component.kind) {
        case 'waypoints':
        case 'replay':
          logReturns[component.instrument] += interpolate(cursor, component.timesUs, component.logReturns, timeUs);
          break;
        case 'jump':
          if (timeUs >= component.atUs) addScaled(component.logReturns, 1, logReturns);
          break;
        case 'ramp': {
          const { fromUs, toUs } = component;
          if (timeUs >= toUs) addScaled(component.logReturns, 1, logReturns);
          else if (timeUs > fromUs) addScaled(component.logReturns, (timeUs - fromUs) / (toUs - fromUs), logReturns);
          break;
        }
      }
    }
  }
}

/** Linear in log price between points, flat outside; moves the cursor up to `timeUs`. */
function interpolate(
  cursor: ComponentCursor,
  timesUs: readonly SimTimeUs[],
  logReturns: readonly number[],
  timeUs: SimTimeUs,
): number {
  const count = timesUs.length;
  while (cursor.passed < count && timesUs[cursor.passed] <= timeUs) cursor.passed += 1;
  const next = cursor.passed;
  if (next === 0) return count === 0 ? 0 : logReturns[0];
  const from = logReturns[next - 1];
  if (next === count) return from;
  const share = (timeUs - timesUs[next - 1]) / (timesUs[next] - timesUs[next - 1]);
  return from + (logReturns[next] - from) * share;
}

function addScaled(logReturns: readonly number[], share: number, out: Float64Array): void {
  for (let i = 0; i < logReturns.length; i += 1) out[i] += share * logReturns[i];
}

/**
 * Times at which an instrument's price is fixed by its own waypoints or replay, rising, without repeats: where noise
 * that is bridged to waypoints must vanish.
 */
export function listFixedTimes(components: readonly PriceComponent[], instrument: number): Float64Array {
  const times = new Set<number>();
  for (const component of components) {
    if (component.kind !== 'waypoints' && component.kind !== 'replay') continue;
    if (component.instrument === instrument) component.timesUs.forEach((timeUs) => times.add(timeUs));
  }
  return Float64Array.from(times).sort();
}
