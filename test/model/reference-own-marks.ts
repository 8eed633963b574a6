/** Providers of the reference exchange who step back from wild marks. Written from docs/exchange-rules.md, section 15. */
import type { MarkWithdrawalRules, WithdrawalRules } from '../../src/market/market-rules.ts';
import { exp, log } from '../../src/numeric/math.ts';
import type { Instrument } from './reference-world.ts';

const LN_2 = 0.6931471805599453;
const YEAR_US = 365 * 86_400_000_000;

/** A book of an instrument whose ordinary volatility is known. */
interface Watched {
  readonly ordinary: number;
  squares: number;
  factor: number;
  mark: number;
  at: number;
  isThin: boolean;
}

export class OwnMarks {
  readonly #rules: WithdrawalRules;
  readonly #own: MarkWithdrawalRules;
  readonly #watched = new Map<Instrument, Watched>();

  constructor(rules: WithdrawalRules, own: MarkWithdrawalRules, instruments: readonly Instrument[]) {
    this.#rules = rules;
    this.#own = own;
    for (const instrument of instruments) {
      const sigma = own.volatilityAnnual[instrument.index]!;
      const ordinary = (sigma * sigma * own.halfLifeUs) / (YEAR_US * LN_2);
      if (ordinary === 0) continue;
      const { mark } = instrument;
      this.#watched.set(instrument, { ordinary, squares: ordinary, factor: 1, mark, at: 0, isThin: false });
    }
  }

  factorOf(instrument: Instrument): number {
    return this.#watched.get(instrument)?.factor ?? 1;
  }

  roughnessOf(instrument: Instrument): number {
    const watched = this.#watched.get(instrument);
    return watched === undefined ? 0 : Math.sqrt(watched.squares / watched.ordinary);
  }

  /** The instrument's mark was set; what there is to tell of its book. */
  look(instrument: Instrument, now: number): 'depthWithdrawn' | 'depthRestored' | null {
    const watched = this.#watched.get(instrument);
    if (watched === undefined) return null;
    const passed = now - watched.at;
    const left = (halfLife: number): number => exp((-LN_2 * passed) / halfLife);
    watched.squares *= left(this.#own.halfLifeUs);
    // In no time nothing comes back, not even a last bit.
    if (passed > 0) watched.factor = 1 - (1 - watched.factor) * left(this.#rules.recoveryHalfLifeUs);
    watched.at = now;
    const move = instrument.mark === watched.mark ? 0 : log(instrument.mark / watched.mark);
    watched.squares += move * move;
    watched.mark = instrument.mark;
    const excess = this.roughnessOf(instrument) - 1;
    const stays = Math.max(this.#rules.floorShare, exp(-this.#own.sensitivity * excess));
    if (excess > 0 && stays < watched.factor) watched.factor = stays;
    if (watched.isThin ? watched.factor <= 0.9 : watched.factor >= 0.5) return null;
    watched.isThin = !watched.isThin;
    return watched.isThin ? 'depthWithdrawn' : 'depthRestored';
  }
}
