/** What a comparison keeps of one path: its tally, loss over time, and trips of controls. Small, whatever the path's length. */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta } from '../../base/units.ts';
import { FACT_KINDS } from '../../exchange/fact.ts';
import type { JournalColumns, PathOutcome, PathTally, SeriesColumns } from '../../simulation/path-outcome.ts';
import { StopOwners } from '../trading-stops.ts';
import { CONTROLS } from './controls.ts';
import { listTrips, type Trip } from './list-trips.ts';

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
  /** Of all controls; a stop of trading is that of the one that began it. */
  readonly trips: readonly Trip[];
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
    trips: [...listStops(journal), ...CONTROLS.flatMap((control) => listTrips(control, journal))],
    burden: findBurden(outcome),
    timeUs: series.timeUs.slice(0, series.count),
    loss: Float64Array.from({ length: series.count }, (_, n) => lossAt(series, tally, n)),
    markTicks: series.markTicks.slice(0, series.count * series.instrumentCount),
  };
}

/** Each stop of trading, until it goes on; one that begins while another lasts prolongs it. */
function listStops({ count, kind, instrument, timeUs, a, b }: JournalColumns): Trip[] {
  const stops: Trip[] = [];
  const owners = new StopOwners();
  /** Place in `stops` of the stop under way. */
  const lasting = new Map<InstrumentIndex, number>();
  for (let n = 0; n < count; n += 1) {
    const name = FACT_KINDS[kind[n]!]!;
    const [of, nowUs] = [instrument[n]!, timeUs[n]!];
    const place = lasting.get(of);
    if (name === 'controlState') owners.enter(nowUs, of, a[n]!, b[n]!);
    else if (name === 'haltStart' && place === undefined) {
      lasting.set(of, stops.length);
      const control = owners.ownerOf(nowUs, of);
      stops.push({ control, instrument: of, timeUs: nowUs, untilUs: b[n]!, moveLog: a[n]! });
    } else if (name === 'haltStart') stops[place!] = { ...stops[place!]!, untilUs: b[n]! };
    else if (name === 'haltEnd' && place !== undefined) {
      stops[place] = { ...stops[place]!, untilUs: nowUs };
      lasting.delete(of);
    }
  }
  return stops;
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
