/**
 * What a contract promises, apart from where it trades: the terms that pricing and margin read. Amounts are plain
 * numbers in units of money and of the asset; the simulator keeps its own whole ticks, lots and quanta beside them.
 */
import type { SimTimeUs } from '../base/units.ts';

interface ContractTerms {
  readonly symbol: string;
  /** Asset whose index price the contract follows. */
  readonly underlying: string;
  /**
   * False: priced and settled in the quote currency. True: settled in units of the underlying. A perpetual or future is
   * then inverse (its price is still in quote currency), and an option's premium and payoff are in coin.
   */
  readonly settlesInCoin: boolean;
  /** Size of one contract: units of the underlying; of an inverse perpetual or future, quote currency. */
  readonly multiplier: number;
}

/** The asset itself: what is held is also collateral, what is owed is a loan. */
export interface SpotContract extends ContractTerms {
  readonly kind: 'spot';
  readonly settlesInCoin: false;
}

export interface PerpetualContract extends ContractTerms {
  readonly kind: 'perpetual';
}

export interface FutureContract extends ContractTerms {
  readonly kind: 'future';
  readonly expiryUs: SimTimeUs;
}

/** European. */
export interface OptionContract extends ContractTerms {
  readonly kind: 'option';
  readonly right: 'call' | 'put';
  /** Quote currency per unit of the underlying. */
  readonly strike: number;
  readonly expiryUs: SimTimeUs;
}

export type Contract = SpotContract | PerpetualContract | FutureContract | OptionContract;
