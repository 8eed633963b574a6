/**
 * The story of one path in a few hundred lines: halts, faults, changes of margin and uncovered loss, and the largest breaches, liquidations,
 * takeovers, fund payments, deleveragings, losses beyond equity, payments of funding and conversions, in the order in which they happened.
 */
import { CONTROL_KINDS, CONTROL_STATES } from '../exchange/controls/control-kinds.ts';
import { COMMANDS, FACT_KINDS, type FactKind } from '../exchange/fact.ts';
import { WATERFALL_STAGES } from '../exchange/loss/loss-rules.ts';
import { STAGE_NAMES } from '../experiment/stage-names.ts';
import { HIGHLIGHTS } from '../results/highlights.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { JournalColumns, PathOutcome } from '../simulation/path-outcome.ts';
import { formatClockSeconds, parseClockStart } from '../base/civil-time.ts';
import { PPM_PER_UNIT, US_PER_HOUR } from '../base/units.ts';
import {
  formatChange,
  formatCount,
  formatHours,
  formatMultiple,
  formatPrice,
  formatRate,
  formatShare,
  formatUsd,
} from '../base/format.ts';
import { exp } from '../numeric/math.ts';
import { AUCTION_SOLD } from '../exchange/takeover/dutch-auction.ts';
import { describeFault } from './fault-facts.ts';
import { usdOf } from './path-selection.ts';
import { takerNameOf } from './taker-name.ts';

export interface NotableEvent {
  readonly time: string;
  readonly what: string;
  /** Number of the account, or null where there is none. */
  readonly account: number | null;
  readonly instrument: string;
  readonly detail: string;
}

export const NOTABLE_EVENTS_MAX = 300;

/** At most NOTABLE_EVENTS_MAX events in order of time. */
export function notableEventsOf(scenario: Scenario, { journal }: PathOutcome): readonly NotableEvent[] {
  const start = parseClockStart(scenario.startTime);
  return notableRows(journal).map((row) => ({
    time: formatClockSeconds(start, journal.timeUs[row]),
    what: TITLES[FACT_KINDS[journal.kind[row]]] ?? '',
    account: journal.account[row] < 0 ? null : journal.account[row],
    instrument: scenario.venue.instruments[journal.instrument[row]]?.symbol ?? '',
    detail: detailOf(scenario, journal, row),
  }));
}

function notableRows(journal: JournalColumns): readonly number[] {
  const rowsByKind = new Map<number, number[]>();
  for (let row = 0; row < journal.count; row += 1) {
    const kind = journal.kind[row];
    const rows = rowsByKind.get(kind);
    if (rows === undefined) rowsByKind.set(kind, [row]);
    else rows.push(row);
  }
  const chosen = HIGHLIGHTS.flatMap(({ kind, most, size }) => {
    const rows = rowsByKind.get(FACT_KINDS.indexOf(kind)) ?? [];
    if (rows.length <= most) return rows;
    const sizes = journal[size];
    return [...rows]
      .sort((left, right) => Math.abs(sizes[right]) - Math.abs(sizes[left]) || left - right)
      .slice(0, most);
  });
  // The journal is in order of events, so rows are as well.
  return chosen.sort((left, right) => left - right).slice(0, NOTABLE_EVENTS_MAX);
}

const TITLES: Partial<Record<FactKind, string>> = {
  haltStart: 'Trading halted',
  haltEnd: 'Trading resumed',
  depthWithdrawn: 'Depth withdrawn',
  depthRestored: 'Depth came back',
  marginChange: 'Margin rates changed',
  controlState: 'Control',
  auction: 'Call auction',
  faultStart: 'Fault began',
  faultEnd: 'Fault over',
  commandLost: 'Lost on the way',
  commandDelayed: 'Kept waiting',
  withdrawal: 'Withdrawal',
  uncoveredLoss: 'Uncovered loss',
  deficit: 'Loss beyond equity',
  funding: 'Funding paid',
  conversion: 'Converted',
  deleveraging: 'Deleveraged',
  takeover: 'Taken over by the fund',
  positionTaken: 'Taken over',
  auctionEnd: 'Auction ended',
  fundPayment: 'Fund paid a deficit',
  groupFundPayment: 'Fund of the instrument paid',
  lossStage: 'Loss borne by others',
  fundTrigger: 'Insurance fund',
  breach: 'Margin breach',
  liquidationFill: 'Liquidation order',
};

function detailOf(scenario: Scenario, journal: JournalColumns, row: number): string {
  const [value, a, b] = [journal.value[row], journal.a[row], journal.b[row]];
  const money = (quanta: number) => formatUsd(usdOf(quanta));
  switch (FACT_KINDS[journal.kind[row]]) {
    case 'haltStart':
      return `after a move of ${formatChange(exp(a) - 1)}, until ${formatClockSeconds(parseClockStart(scenario.startTime), b)}`;
    case 'depthWithdrawn':
      return `${formatShare(a)} of it is left: the mark is ${formatMultiple(b)} as volatile as usual`;
    case 'depthRestored':
      return `${formatShare(a)} of it is quoted again`;
    case 'controlState':
      return `${CONTROL_KINDS[a]}: ${CONTROL_STATES[CONTROL_KINDS[a]][b]}`;
    case 'auction':
      return `${money(value)} at one price, ${formatCount(b)} orders`;
    case 'marginChange':
      return `maintenance ${formatMultiple(a / PPM_PER_UNIT)} and initial ${formatMultiple(b / PPM_PER_UNIT)} those of the scenario${marginCause(scenario, journal, row)}`;
    case 'faultStart':
    case 'faultEnd':
      return `${describeFault(scenario.venue.faults[a], scenario)}; ${formatCount(b)} under liquidation`;
    case 'commandLost':
    case 'commandDelayed':
      return `${COMMANDS[b]} of ${money(value)}`;
    case 'withdrawal':
      return `${money(value)} of ${money(a)} asked for, after ${formatHours(b / US_PER_HOUR)}`;
    case 'uncoveredLoss':
      return `${money(value)} that nobody covers`;
    case 'deficit':
      return `${money(value)} more lost than the account had; offsets had taken ${money(a)} off its requirement`;
    case 'funding':
      return `${a < 0 ? 'shorts paid longs' : 'longs paid shorts'} ${money(value)} at ${formatRate(a)}`;
    case 'conversion':
      return `${trade(scenario, journal, row)}, to bring the account out of debt`;
    case 'deleveraging':
      return `${trade(scenario, journal, row)} against account ${formatCount(a)}, ${placeText(scenario.venue, b)}`;
    case 'takeover':
      return `position of ${money(Math.abs(value))}, with equity of ${money(a)}; fund then ${money(b)}`;
    case 'positionTaken':
      return `position of ${money(Math.abs(value))} with equity of ${money(a)}, by ${takerNameOf(scenario, b)}`;
    case 'auctionEnd':
      return a === AUCTION_SOLD ? `all sold; ${money(value)} left` : `positions left over; equity ${money(value)}`;
    case 'fundPayment':
      return `${money(value)}; fund then ${money(b)}`;
    case 'groupFundPayment':
      return `${money(value)}; that fund then ${money(b)}`;
    case 'lossStage':
      return `${money(value)} by ${STAGE_NAMES[WATERFALL_STAGES[a]]}`;
    case 'fundTrigger':
      return `${a === 1 ? 'stands back' : 'pays again'}: ${money(value)} against a peak of ${money(b)}`;
    case 'breach':
      return `equity ${money(value)} below maintenance margin ${money(a)}`;
    case 'liquidationFill':
      return trade(scenario, journal, row);
    default:
      return '';
  }
}

/** A place in a queue says something only where deleveraging goes by one. */
function placeText({ autoDeleveraging: { allocation } }: Scenario['venue'], place: number): string {
  if ((allocation ?? 'queue') === 'queue') return `place ${formatCount(place + 1)} in the queue`;
  return `by its share (${allocation})`;
}

/** Nothing to say of a schedule, which stands among the assumptions. */
function marginCause({ venue }: Scenario, journal: JournalColumns, row: number): string {
  const [timeUs, instrument] = [journal.timeUs[row], journal.instrument[row]];
  const isOfHalt =
    row > 0 && FACT_KINDS[journal.kind[row - 1]] === 'haltStart' && journal.instrument[row - 1] === instrument;
  if (isOfHalt) return ', as trading is halted';
  const isScheduled = venue.marginChanges.some((one) => one.atUs === timeUs && one.instruments.includes(instrument));
  return isScheduled || venue.marginRecalibration === null ? '' : ', by its volatility';
}

/** `sold 12.5 BTC for $61.2 k at 4,900.00`. */
function trade(scenario: Scenario, journal: JournalColumns, row: number): string {
  const instrument = scenario.venue.instruments[journal.instrument[row]];
  const lots = journal.lots[row];
  const value = journal.value[row];
  if (instrument === undefined || lots === 0) return formatUsd(usdOf(Math.abs(value)));
  const units = Number(Math.abs(lots * instrument.lotSizeUnits).toPrecision(4));
  const done = `${lots < 0 ? 'sold' : 'bought'} ${formatCount(units)} ${instrument.symbol} for ${formatUsd(usdOf(Math.abs(value)))}`;
  // The value of an inverse contract is its notional at any price.
  if (instrument.lotNotional > 0) return done;
  return `${done} at ${formatPrice(usdOf(Math.abs(value)) / Math.abs(lots * instrument.lotSizeUnits))}`;
}
