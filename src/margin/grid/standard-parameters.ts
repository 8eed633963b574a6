/** Parameters of standard margin with defined-risk offset; shares are fractions of the index value of the units held. */
export interface StandardParameters {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly liquidatesAtEquality: boolean;
  /** An underlying belongs to the first class that names it, or that names `*`. */
  readonly classes: readonly StandardClass[];
}

export interface StandardClass {
  readonly name: string;
  readonly underlyings: readonly string[];
  /** Perpetuals and futures. */
  readonly linear: MarginPair;
  readonly shortOption: ShortOptionRates;
  /** For each unit of calls sold that no call bought covers: its loss at expiry has no end. */
  readonly unpairedCall: MarginPair;
}

export interface MarginPair {
  readonly initial: number;
  readonly maintenance: number;
}

export interface ShortOptionRates {
  /** Initial: max(initial - out of the money / index, initialMin). */
  readonly initial: number;
  readonly initialMin: number;
  readonly maintenance: number;
}
