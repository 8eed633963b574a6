/**
 * Faults of what travels between agents and the venue: who is cut off, whose orders are refused while matching is down, how
 * much longer deposits take, and by how much the liquidation engine is slowed. It learns that a fault begins and ends from the
 * exchange's facts.
 */
import { PPM_PER_UNIT, type AccountIndex, type InstrumentIndex, type SimTimeUs } from '../base/units.ts';
import type { Population } from '../exchange/accounts.ts';
import { endOf, type CutOffFault, type FaultKind, type FaultRules } from '../exchange/faults/fault-rules.ts';
import { createStream } from '../numeric/stream.ts';

/** What keeps a command from arriving: until when, by which fault, and whether it is lost. */
export interface Hindrance {
  readonly place: number;
  readonly untilUs: SimTimeUs;
  readonly isLost: boolean;
}

/** Nobody in particular: another control stopped the service. */
export const NO_FAULT = -1;

/** By how much a deposit is late, and for which fault. */
export interface Delay {
  readonly delayUs: SimTimeUs;
  readonly place: number;
}

export const NO_DELAY: Delay = Object.freeze({ delayUs: 0, place: NO_FAULT });

export class AccessFaults {
  readonly #faults: readonly FaultRules[];
  readonly #isActive: Uint8Array;
  /** By place of the fault, [accountCount]: 1 for accounts that are cut off. Drawn when the fault begins. */
  readonly #cutOff = new Map<number, Uint8Array>();
  readonly #population: Population;
  readonly #seed: string;

  constructor(faults: readonly FaultRules[], population: Population, seed: string) {
    this.#faults = faults;
    this.#isActive = new Uint8Array(faults.length);
    this.#population = population;
    this.#seed = seed;
  }

  begin(place: number): void {
    this.#isActive[place] = 1;
    const fault = this.#faults[place];
    if (fault.kind === 'agentsCutOff' && !this.#cutOff.has(place)) this.#cutOff.set(place, this.#draw(fault, place));
  }

  end(place: number): void {
    this.#isActive[place] = 0;
  }

  /** What keeps an account's commands from arriving now. Of several faults one that loses them, else the one that ends last. */
  hindranceOf(account: AccountIndex, nowUs: SimTimeUs): Hindrance | null {
    return this.#worst(nowUs, (fault, place) => {
      if (fault.kind !== 'agentsCutOff' || this.#cutOff.get(place)![account] === 0) return null;
      return fault.commands === 'lose';
    });
  }

  /** A fault of matching in the instrument. */
  outageOf(instrument: InstrumentIndex, nowUs: SimTimeUs): Hindrance | null {
    return this.#worst(nowUs, (fault) => {
      if (fault.kind !== 'matchingDown' || !fault.instruments.includes(instrument)) return null;
      return fault.orders === 'refuse';
    });
  }

  /** How much longer deposits take now: delays of faults in force add up. */
  depositDelay(nowUs: SimTimeUs): Delay {
    let delayUs = 0;
    this.#faults.forEach((fault, place) => {
      if (fault.kind === 'depositsSlow' && this.#isInForce(place, nowUs)) delayUs += fault.delayUs;
    });
    return { delayUs, place: this.placeOf('depositsSlow', nowUs) };
  }

  /** The first fault of the kind in force. */
  placeOf(kind: FaultKind, nowUs: SimTimeUs): number {
    return this.#faults.findIndex((fault, place) => fault.kind === kind && this.#isInForce(place, nowUs));
  }

  /** Product of the factors by which the liquidation engine is slowed now. */
  liquidationSlowdown(): number {
    let factor = 1;
    this.#faults.forEach((fault, place) => {
      if (fault.kind === 'liquidationSlow' && this.#isActive[place] === 1) factor *= fault.factor;
    });
    return factor;
  }

  /** Over at its end, whatever else happens at that instant. */
  #isInForce(place: number, nowUs: SimTimeUs): boolean {
    return this.#isActive[place] === 1 && endOf(this.#faults[place]) > nowUs;
  }

  /** `loses`: null where the fault is none of that kind. */
  #worst(nowUs: SimTimeUs, loses: (fault: FaultRules, place: number) => boolean | null): Hindrance | null {
    let worst: Hindrance | null = null;
    this.#faults.forEach((fault, place) => {
      if (!this.#isInForce(place, nowUs)) return;
      const isLost = loses(fault, place);
      if (isLost === null || worst?.isLost === true) return;
      const untilUs = endOf(fault);
      if (worst === null || isLost || untilUs > worst.untilUs) worst = { place, untilUs, isLost };
    });
    return worst;
  }

  /** One draw for each account of the classes, in order, from a stream of the fault's own: the same on every path. */
  #draw({ classes, sharePpm }: CutOffFault, place: number): Uint8Array {
    const { accountCount, agentClass } = this.#population;
    const stream = createStream(this.#seed, 'fault', place, 'cutOff');
    const cutOff = new Uint8Array(accountCount);
    for (let account = 0; account < accountCount; account += 1) {
      if (!classes.includes(agentClass[account])) continue;
      if (stream.uniform() * PPM_PER_UNIT < sharePpm) cutOff[account] = 1;
    }
    return cutOff;
  }
}
