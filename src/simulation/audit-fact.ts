/**
 * Rules about single acts, checked on each fact as it is recorded under `--audit`: what may not trade in a halt, what
 * may only shrink, what may not change sides. The sums are `exchange/audit.ts`'s business.
 */
import { assert } from '../base/assert.ts';
import type { AccountIndex, InstrumentIndex, Lots } from '../base/units.ts';
import type { ExchangePort } from '../exchange/exchange-port.ts';
import type { FactKind } from '../exchange/fact.ts';
import type { HaltRules, VenueRules } from '../exchange/venue-rules.ts';

/** Trades that agents and market makers want: never in a halt. */
const FREE_TRADES: ReadonlySet<FactKind> = new Set(['order', 'offload']);
/** Trades that the venue forces: in a halt only where the scenario lets liquidations go on. */
const FORCED_TRADES: ReadonlySet<FactKind> = new Set([
  'liquidationFill',
  'takeover',
  'positionTaken',
  'inventoryUnwind',
  'deleveraging',
]);
/** Trades that may only make the named account's position smaller. */
const REDUCING_TRADES: ReadonlySet<FactKind> = new Set(['liquidationFill', 'inventoryUnwind', 'deleveraging']);

/** Whether any of the venue's halts lets liquidations go on. */
export function haltTermsOf({ halt, controls }: VenueRules): Pick<HaltRules, 'liquidationsAllowed'> {
  const halts = [halt, controls.limitUpDown, controls.dynamicBreaker, controls.marketWide];
  return { liquidationsAllowed: halts.some((rules) => rules?.liquidationsAllowed === true) };
}

/** Throws InvariantError when the fact breaks a rule; `exchange` is as it is right after it. */
export function auditFact(
  exchange: Pick<ExchangePort, 'lotsOf' | 'haltedUntilUsOf' | 'matchingStoppedUntilUsOf'>,
  halt: Pick<HaltRules, 'liquidationsAllowed'> | null,
  kind: FactKind,
  account: AccountIndex,
  instrument: InstrumentIndex,
  lots: Lots,
): void {
  if (lots === 0 || !(FREE_TRADES.has(kind) || FORCED_TRADES.has(kind))) return;
  const isHalted = exchange.haltedUntilUsOf(instrument) > 0;
  const isAllowed = !isHalted || (FORCED_TRADES.has(kind) && halt?.liquidationsAllowed === true);
  assert(isAllowed, `Invariant: nothing trades in a halted instrument; ${kind} of account ${account}`);
  const isMatching = exchange.matchingStoppedUntilUsOf(instrument) === 0;
  assert(isMatching, `Invariant: nothing trades while matching is down; ${kind} of account ${account}`);
  if (!REDUCING_TRADES.has(kind)) return;
  const after = exchange.lotsOf(account, instrument);
  const before = after - lots;
  const hasShrunk = Math.abs(after) < Math.abs(before) && after * before >= 0;
  assert(hasShrunk, `Invariant: a ${kind} only shrinks a position; account ${account} went from ${before} to ${after}`);
}
