/** Market-wide levels of the reference exchange. Written from docs/controls.md. */
import type { MarketWideRules } from '../../../src/exchange/controls/control-rules.ts';
import { log } from '../../../src/numeric/math.ts';
import { Breaker } from './breaker.ts';
import { tellState } from './control.ts';

const FOREVER = 2 ** 53 - 1;

export class MarketWide extends Breaker<MarketWideRules> {
  #state: 'armed1' | 'halted1' | 'armed2' | 'halted2' | 'armed3' | 'closed' = 'armed1';
  #until = 0;

  /** Mean of mark / prior close. */
  #index(): number {
    const { basket, priorTicks } = this.rules;
    let sum = 0;
    for (const [place, index] of basket.entries()) {
      sum += this.parts.world.instruments[index]!.mark / priorTicks[place]!;
    }
    return sum / basket.length;
  }

  afterMarks(): void {
    const { now } = this.parts.world;
    const index = this.#index();
    let level = 0;
    for (const [place, decline] of this.rules.declinesPpm.entries()) {
      if (index <= (1e6 - decline) / 1e6) level = place + 1;
    }
    const isEarly = now < this.rules.cutoffUs;
    const isArmed = ['armed1', 'armed2', 'armed3'].includes(this.#state);
    if (level === 3 && isArmed) this.#halt('closed', FOREVER, index);
    else if (level === 2 && isEarly && (this.#state === 'armed1' || this.#state === 'armed2')) {
      this.#halt('halted2', now + this.rules.haltUs, index);
    } else if (level === 1 && isEarly && this.#state === 'armed1') {
      this.#halt('halted1', now + this.rules.haltUs, index);
    }
  }

  #halt(state: 'halted1' | 'halted2' | 'closed', until: number, index: number): void {
    const { world, holds } = this.parts;
    this.#state = state;
    this.#until = until;
    tellState(world, 'marketWide', state);
    for (const instrument of world.instruments.filter(({ isSpot }) => !isSpot)) {
      holds.hold(instrument, 'marketWide', until, this.rules.liquidationsAllowed, log(index));
    }
  }

  reopened(): void {
    if (this.parts.world.now < this.#until) return;
    if (this.#state !== 'halted1' && this.#state !== 'halted2') return;
    this.#state = this.#state === 'halted1' ? 'armed2' : 'armed3';
    tellState(this.parts.world, 'marketWide', this.#state);
  }
}
