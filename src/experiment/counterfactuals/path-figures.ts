/** What a comparison keeps of one path: its tally, loss over time, and its halts. Small, whatever the path's length. */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import { CONTROL_KINDS, type ControlKind } from '../../exchange/controls/control-kinds.ts';
import { FACT_KINDS } from '../../exchange/fact.ts';
import type { JournalColumns, PathOutcome, PathTally, SeriesColumns } from '../../simulation/path-outcome.ts';
import { CONTROLS, countTrips } from './controls.ts';

export interface Halt {
  /** Whose it is: `halt` is the rolling one. */
  readonly control: 'halt' | ControlKind;
  readonly instrument: InstrumentIndex;
  readonly timeUs: SimTimeUs;
  readonly untilUs: SimTimeUs;
  /** log(mark at the trip / price that it moved from). */
  readonly moveLog: number;
}

/** What one counterparty had closed by auto-deleveraging. */
export interface Burden {
  readonly account: AccountIndex;
  readonly notional: QuoteQuanta;
  /** Contracts, over all instruments. */
  readonly lots: Lots;
}

export interface PathFigures {
  readonly path: number;
  readonly digest: string;
  readonly failed: boolean;
  readonly tally: PathTally;
  readonly outcome: PathOutcome;
  /** By name of the control. */
  readonly trips: ReadonlyMap<string, number>;
  readonly halts: readonly Halt[];
  /** Largest, by money; null without deleveraging. */
  readonly burden: Burden | null;
  readonly timeUs: Float64Array;
  /** At those times, quanta: fall of the fund below its start, plus uncovered loss. */
  readonly loss: Float64Array;
  /** [times x instruments] ticks. */
  readonly markTicks: Float64Array;
}

export function figuresOf(outcome: PathOutcome): PathFigures {
  const { series, journal, tally } = outcome;
  return {
    path: outcome.path,
    digest: outcome.digest,
    failed: outcome.failure !== null,
    tally,
    outcome: withoutColumns(outcome),
    trips: new Map(CONTROLS.map((control) => [control.name, countTrips(control, journal)])),
    halts: listHalts(journal),
    burden: findBurden(outcome),
    timeUs: series.timeUs.slice(0, series.count),
    loss: Float64Array.from({ length: series.count }, (_, n) => lossAt(series, tally, n)),
    markTicks: series.markTicks.slice(0, series.count * series.instrumentCount),
  };
}

/** Each stop of trading; one that moves its end out is another. */
function listHalts({ count, kind, instrument, timeUs, a, b }: JournalColumns): Halt[] {
  const halts: Halt[] = [];
  // A control tells its state right before it stops trading.
  let before = { control: 'halt' as Halt['control'], timeUs: -1, instrument: -1 };
  for (let n = 0; n < count; n += 1) {
    const name = FACT_KINDS[kind[n]!]!;
    if (name === 'controlState' && b[n] !== 0) {
      before = { control: CONTROL_KINDS[a[n]!]!, timeUs: timeUs[n]!, instrument: instrument[n]! };
    } else if (name === 'haltStart') {
      const isOwn = before.timeUs === timeUs[n] && (before.instrument === instrument[n] || before.instrument < 0);
      halts.push({
        control: isOwn ? before.control : 'halt',
        instrument: instrument[n]!,
        timeUs: timeUs[n]!,
        untilUs: b[n]!,
        moveLog: a[n]!,
      });
    }
  }
  return halts;
}

function lossAt({ fundEquity, uncoveredLoss }: SeriesColumns, { fundInitial }: PathTally, n: number): number {
  return fundInitial - fundEquity[n]! + uncoveredLoss[n]!;
}

/** What measures read is the tally; facts and samples would keep a path's memory alive. */
function withoutColumns(outcome: PathOutcome): PathOutcome {
  const { journal, series } = outcome;
  const none = <T extends object>(columns: T): T =>
    Object.fromEntries(
      Object.entries(columns).map(([name, value]) => [
        name,
        ArrayBuffer.isView(value) ? (value as Float64Array).slice(0, 0) : value,
      ]),
    ) as T;
  return { ...outcome, journal: { ...none(journal), count: 0 }, series: { ...none(series), count: 0 } };
}

function findBurden({ journal }: PathOutcome): Burden | null {
  const notional = new Map<AccountIndex, { notional: number; lots: number }>();
  for (let n = 0; n < journal.count; n += 1) {
    if (FACT_KINDS[journal.kind[n]!] !== 'deleveraging') continue;
    const sum = notional.get(journal.account[n]!) ?? { notional: 0, lots: 0 };
    sum.notional += Math.abs(journal.value[n]!);
    sum.lots += Math.abs(journal.lots[n]!);
    notional.set(journal.account[n]!, sum);
  }
  let largest: Burden | null = null;
  for (const [account, sum] of notional) {
    const isLarger = largest === null || sum.notional > largest.notional;
    const isTie = largest !== null && sum.notional === largest.notional && account < largest.account;
    if (isLarger || isTie) largest = { account, ...sum };
  }
  return largest;
}
