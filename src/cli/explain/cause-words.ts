/** Causes, times and losses in words, for all views of a path's causes. */
import type { ClockStart } from '../../base/civil-time.ts';
import { formatClockSeconds } from '../../base/civil-time.ts';
import { formatShare, formatUsd, plural } from '../../base/format.ts';
import { QUANTA_PER_USD } from '../../base/units.ts';
import type { OrderPurpose } from '../../exchange/fact.ts';
import type { Cause } from '../../experiment/causes/cause.ts';
import type { CauseLosses, CauseRecord, Parent } from '../../experiment/causes/cause-record.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { takerNameOf } from '../../report/taker-name.ts';
import { formatTable } from '../text-table.ts';

/** A path whose causes are told. */
export interface CauseStory {
  readonly scenario: Scenario;
  readonly path: number;
  readonly clock: ClockStart | null;
  readonly causes: CauseRecord;
}

export const WIDTH = 80;
export const INDENT = '  ';

/** Rests below this, quanta, are rounding. */
export const ROUNDING_MAX = QUANTA_PER_USD;

const PURPOSES: Readonly<Record<OrderPurpose, string>> = {
  stopLoss: 'stop-loss orders',
  panicSale: 'panic sales',
  dipPurchase: 'purchases of the dip',
  rehedge: 'hedges put on again after auto-deleveraging',
  whaleExit: 'a large position worked out of',
  basisTrade: 'trades of one leg against another',
  deltaHedge: 'hedges of the delta of options',
  trendEntry: 'trend followers going in',
  trendStop: 'trailing stops of trend followers',
  herdSale: 'sales of those who fear liquidation',
  attack: 'an attack on the insurance fund',
};

export function describeCause(cause: Cause, { scenario }: Pick<CauseStory, 'scenario'>): string {
  switch (cause.kind) {
    case 'liquidation':
      return `liquidation of ${takerNameOf(scenario, cause.account)}`;
    case 'fund':
      return 'the fund selling what it took over';
    case 'taker':
      return `${takerNameOf(scenario, cause.account)} selling what it took over`;
    case 'orders':
      return PURPOSES[cause.purpose];
  }
}

/** What stands above a breach. */
export function describeParent(parent: Parent, story: Pick<CauseStory, 'scenario'>): string {
  switch (parent.kind) {
    case 'outside':
      return 'the outside price';
    case 'oracle':
      return 'the error of the oracle';
    case 'requirement':
      return 'higher margin rates';
    case 'withdrawal':
      return 'withdrawals';
    case 'funding':
      return 'funding';
    case 'shared':
      return 'losses of others that were shared out';
    case 'own':
      return 'own trades and fees';
    default:
      return describeCause(parent, story);
  }
}

export function money(quanta: number): string {
  return formatUsd(quanta / QUANTA_PER_USD);
}

export function timeOf({ clock }: CauseStory, timeUs: number): string {
  return formatClockSeconds(clock, timeUs);
}

export function symbolOf({ scenario }: CauseStory, instrument: number): string {
  return scenario.venue.instruments[instrument]?.symbol ?? 'all';
}

/** `40 %`; empty where there is nothing to be a share of. */
export function shareOf(part: number, whole: number): string {
  return whole === 0 ? '' : formatShare(part / whole);
}

/** Causes behind less than this share of it are not named. */
const SHARE_MIN = 1e-4;

/** Rows of causes with what they moved, the largest first. */
export function causeRows(
  { largest, others }: CauseLosses,
  whole: number,
  rows: number,
  story: Pick<CauseStory, 'scenario'>,
): string[][] {
  const small = largest.findIndex(({ loss }) => Math.abs(loss) < SHARE_MIN * Math.abs(whole));
  const told = largest.slice(0, small < 0 ? rows : Math.min(rows, small));
  const leftOut = largest.slice(told.length);
  const left = others.loss + leftOut.reduce((sum, { loss }) => sum + loss, 0);
  const count = others.count + leftOut.length;
  return [
    ...told.map(({ cause, loss }) => [describeCause(cause, story), money(loss), shareOf(loss, whole)]),
    ...(count === 0 ? [] : [[plural(count, 'other cause'), money(left), shareOf(left, whole)]]),
  ];
}

export function table(rows: readonly (readonly string[])[]): string[] {
  return formatTable(rows, { left: [0], indent: INDENT });
}

export function titleOf(what: string, { scenario, path }: CauseStory): string {
  return `${what} on path ${path} of ${scenario.name}, seed ${scenario.run.seed}`;
}
