/**
 * While loss is left uncovered, whoever takes money out leaves a share of it behind: shortfall / all claims, so that those
 * who go first gain nothing by it. Source: Derive, security module, fee on exits while insolvent.
 */
import { PPM_PER_UNIT, type AccountIndex, type Ppm, type QuoteQuanta } from '../../base/units.ts';
import { computeLossRatePpm } from '../../margin/loss-shares.ts';
import { UNCOVERED_LOSS, VENUE_ACCOUNTS } from '../accounts.ts';
import { NONE, type ExchangeContext } from '../context.ts';
import { transfer } from '../ledger.ts';
import { settledOf } from '../state.ts';
import { computeEquity } from '../valuation.ts';

/** Share of what is taken out now that stays behind; 0 unless `withdrawalHaircut` is a stage and loss is uncovered. */
export function exitHaircutPpm(context: ExchangeContext): Ppm {
  const { state, rules, loss } = context;
  const shortfall = -settledOf(state, UNCOVERED_LOSS);
  if (shortfall <= 0 || !rules.waterfall.includes('withdrawalHaircut')) return 0;
  let claims = 0;
  for (let account = VENUE_ACCOUNTS; account < loss.agentsEnd; account += 1) {
    claims += Math.max(0, computeEquity(state, account));
  }
  return computeLossRatePpm(shortfall, claims);
}

/**
 * Takes the haircut on `amount`, about to be withdrawn, out of the account against the uncovered loss; returns it. The rest
 * is the account's to take. Rounded down: in favour of the account.
 */
export function payExitHaircut(context: ExchangeContext, account: AccountIndex, amount: QuoteQuanta): QuoteQuanta {
  const ratePpm = exitHaircutPpm(context);
  const shortfall = -settledOf(context.state, UNCOVERED_LOSS);
  const paid = Math.min(shortfall, Math.floor(amount * (ratePpm / PPM_PER_UNIT)));
  if (paid <= 0) return 0;
  transfer(context.state, account, UNCOVERED_LOSS, paid);
  context.watch.accountChanged(account);
  context.facts.record('exitHaircut', account, NONE, 0, paid, ratePpm, amount);
  return paid;
}
