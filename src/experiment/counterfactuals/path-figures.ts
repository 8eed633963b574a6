/** What a comparison keeps of one path: its tally, loss over time, and its halts. Small, whatever the path's length. */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import { FACT_KINDS } from '../../exchange/fact.ts';
import type { JournalColumns, PathOutcome, PathTally, SeriesColumns } from '../../simulation/path-outcome.ts';
import { StopOwners, type StopOwner } from '../trading-stops.ts';
import { CONTROLS, countTrips } from './controls.ts';

export interface Halt {
  /** Whose it is: `halt` is the rolling one. */
  readonly control: StopOwner;
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
  const halts = listHalts(journal);
  return {
    path: outcome.path,
    digest: outcome.digest,
    failed: outcome.failure !== null,
    tally,
    outcome: withoutColumns(outcome),
    trips: tripsOf(journal, halts),
    halts,
    burden: findBurden(outcome),
    timeUs: series.timeUs.slice(0, series.count),
    loss: Float64Array.from({ length: series.count }, (_, n) => lossAt(series, tally, n)),
    markTicks: series.markTicks.slice(0, series.count * series.instrumentCount),
  };
}

/** Each stop of trading, until it goes on; one that begins while another lasts prolongs it. */
function listHalts({ count, kind, instrument, timeUs, a, b }: JournalColumns): Halt[] {
  const halts: Halt[] = [];
  const owners = new StopOwners();
  /** Place in `halts` of the stop under way. */
  const lasting = new Map<InstrumentIndex, number>();
  for (let n = 0; n < count; n += 1) {
    const name = FACT_KINDS[kind[n]!]!;
    const [of, nowUs] = [instrument[n]!, timeUs[n]!];
    const place = lasting.get(of);
    if (name === 'controlState') owners.enter(nowUs, of, a[n]!, b[n]!);
    else if (name === 'haltStart' && place === undefined) {
      lasting.set(of, halts.length);
      const control = owners.ownerOf(nowUs, of);
      halts.push({ control, instrument: of, timeUs: nowUs, untilUs: b[n]!, moveLog: a[n]! });
    } else if (name === 'haltStart') halts[place!] = { ...halts[place!]!, untilUs: b[n]! };
    else if (name === 'haltEnd' && place !== undefined) {
      halts[place] = { ...halts[place]!, untilUs: nowUs };
      lasting.delete(of);
    }
  }
  return halts;
}

/** By name of the control: one that stops trading trips with each stop that it begins, others with facts of their own. */
function tripsOf(journal: JournalColumns, halts: readonly Halt[]): ReadonlyMap<string, number> {
  return new Map(
    CONTROLS.map((control) => {
      const ofStops = halts.filter((halt) => halt.control === control.stops).length;
      return [control.name, control.stops === null ? countTrips(control, journal) : ofStops];
    }),
  );
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
