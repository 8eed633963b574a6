/** The price up to which a liquidation order may fill, before the price band, by the venue's policy. */
import type { AccountIndex, InstrumentIndex, QuoteQuanta, Ticks } from '../../base/units.ts';
import { PPM_PER_UNIT } from '../../base/units.ts';
import { bandLimitTicks } from '../circuit-breakers.ts';
import type { ExchangeContext } from '../context.ts';
import { shareLimit } from '../order-limit.ts';
import { lotsOf } from '../state.ts';
import { computeNotional } from '../valuation.ts';

/**
 * `bankruptcy`: the leg's own limit, with `context.legMargins` of the account behind it. Distances are equity that the
 * leg may lose against the mark, rounded to a quantum, so that limits round in the account's favour as that one does.
 */
export function policyLimit(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  bankruptcy: Ticks,
  equity: QuoteQuanta,
  maintenance: QuoteQuanta,
): Ticks {
  const { limit } = context.rules.liquidationPolicy;
  switch (limit.kind) {
    case 'bankruptcy':
      return bankruptcy;
    case 'market':
      return bandLimitTicks(null, 0, lotsOf(context.state, account, instrument) > 0 ? -1 : 1);
    case 'markDistance': {
      const notional = computeNotional(context.state, account, instrument);
      return shareLimit(context, account, instrument, Math.round((notional * limit.distancePpm) / PPM_PER_UNIT));
    }
    case 'fillable': {
      const rating = Math.min(1, Math.max(0, limit.adjustment * (1 - equity / maintenance)));
      const margin = context.legMargins[instrument];
      const loss = Math.round((rating * limit.spreadPpm * margin) / PPM_PER_UNIT);
      return shareLimit(context, account, instrument, loss);
    }
  }
}
