/**
 * Auto-deleveraging: closes a position that nobody can carry against those who hold the other side, best ranked
 * first.
 *
 * Rules protected: only the other side of the same instrument, never more than an account's open size, never a
 * change of sign, and no account is pushed below zero equity by it. The external account goes last.
 */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta } from '../base/units.ts';
import { DELEVERAGING_RANKS } from '../margin/deleveraging-rank.ts';
import { findPosition } from './account-records.ts';
import { EXTERNAL_LIQUIDITY, VENUE_ACCOUNTS } from './accounts.ts';
import type { ExchangeContext } from './context.ts';
import { trade } from './ledger.ts';
import { cashOf, lotsOf } from './state.ts';
import { computeEquity, computeMaintenance } from './valuation.ts';

interface Candidate {
  readonly account: AccountIndex;
  readonly score: number;
  readonly equity: QuoteQuanta;
}

/**
 * Closes as much as it can of `source`'s position in `instrument`. `share` is the equity (negative: deficit) that
 * goes with the whole position; under the bankruptcy price rule the counterparties get it, under the mark rule it
 * stays with the source. Returns the part of `share` that was not passed on.
 *
 * Rounding: the total value is split over the counterparties by cumulative rounding, so that nothing is lost.
 */
export function deleverage(
  context: ExchangeContext,
  source: AccountIndex,
  instrument: InstrumentIndex,
  share: QuoteQuanta,
): QuoteQuanta {
  const { state, rules, facts } = context;
  const held = lotsOf(context.state, source, instrument);
  const size = Math.abs(held);
  const side = held > 0 ? 1 : -1;
  const passedOn = rules.autoDeleveraging.price === 'bankruptcy' ? share : 0;
  const markPerLot = state.markPerLot[instrument];
  const value = passedOn - held * markPerLot;
  const lossPerLot = Math.max(0, -passedOn) / size;
  let closed: Lots = 0;
  let paid: QuoteQuanta = 0;
  const queue = rankCounterparties(context, source, instrument, -side);
  for (const [place, candidate] of queue.entries()) {
    if (closed === size) break;
    const open = Math.abs(lotsOf(context.state, candidate.account, instrument));
    const bearable =
      lossPerLot === 0 || candidate.account === EXTERNAL_LIQUIDITY ? open : Math.floor(candidate.equity / lossPerLot);
    const lots = Math.min(open, size - closed, bearable);
    if (lots <= 0) continue;
    closed += lots;
    const upTo = Math.round(value * (closed / size));
    trade(state, source, candidate.account, instrument, -side * lots, upTo - paid);
    facts.record('deleveraging', candidate.account, instrument, side * lots, paid - upTo, source, place);
    context.watch.accountChanged(candidate.account);
    paid = upTo;
  }
  context.watch.accountChanged(source);
  return share - (paid + side * closed * markPerLot);
}

/** Accounts with positive equity on `side` of the instrument, highest score first, the external account last. */
function rankCounterparties(
  context: ExchangeContext,
  source: AccountIndex,
  instrument: InstrumentIndex,
  side: number,
): Candidate[] {
  const { state } = context;
  const rank = DELEVERAGING_RANKS[context.rules.autoDeleveraging.ranking];
  const candidates: Candidate[] = [];
  for (let account = VENUE_ACCOUNTS; account < state.accountCount; account += 1) {
    const position = findPosition(state.records, account, instrument);
    const lots = position < 0 ? 0 : state.records.doubles[position];
    if (lots * side <= 0 || account === source) continue;
    const equity = computeEquity(state, account);
    if (equity <= 0) continue;
    const value = lots * state.markPerLot[instrument];
    const score = rank({
      profit: value - state.costs[position],
      notional: Math.abs(value),
      entryValue: Math.abs(state.costs[position]),
      cash: cashOf(state, account),
      equity,
      maintenance: computeMaintenance(state, account),
    });
    candidates.push({ account, score, equity });
  }
  candidates.sort((x, y) => y.score - x.score || x.account - y.account);
  if (lotsOf(context.state, EXTERNAL_LIQUIDITY, instrument) * side > 0) {
    candidates.push({ account: EXTERNAL_LIQUIDITY, score: -Infinity, equity: Infinity });
  }
  return candidates;
}
