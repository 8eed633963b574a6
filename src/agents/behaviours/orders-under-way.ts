/** Orders that accounts of a class have sent and that have not arrived: who still waits for one sends no other. */
import type { AccountIndex } from '../../base/units.ts';
import type { AccountRange } from '../behaviour.ts';

export class OrdersUnderWay {
  readonly #first: AccountIndex;
  readonly #counts: Uint16Array;

  constructor({ first, end }: AccountRange) {
    this.#first = first;
    this.#counts = new Uint16Array(end - first);
  }

  has(account: AccountIndex): boolean {
    return this.#counts[account - this.#first] > 0;
  }

  sent(account: AccountIndex): void {
    this.#counts[account - this.#first] += 1;
  }

  arrived(account: AccountIndex): void {
    this.#counts[account - this.#first] -= 1;
  }
}
