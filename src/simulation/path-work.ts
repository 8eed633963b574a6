/**
 * What a path had to do: events, facts and the watch's work, counted as they happen. It answers why a path is slow;
 * no result depends on it and no fingerprint holds it.
 */
import type { WatchWork } from '../exchange/breach-watch.ts';
import type { ExchangeWork } from '../exchange/exchange-port.ts';
import { FACT_KINDS, type FactKind } from '../exchange/fact.ts';
import { EVENT_KINDS, type EventKind } from './event-queue.ts';

export interface PathWork extends ExchangeWork {
  /** Events applied, by kind. */
  readonly events: Readonly<Record<EventKind, number>>;
  /** Facts recorded, by kind. */
  readonly facts: Readonly<Record<FactKind, number>>;
}

/** Counts events while a path runs: no object is made in the hot loop. The journal counts facts. */
export class WorkCounter {
  readonly #events = new Float64Array(EVENT_KINDS.length);

  event(rank: number): void {
    this.#events[rank] += 1;
  }

  /** `factCounts`: by place in FACT_KINDS. */
  finish({ watch, rankingPasses }: ExchangeWork, factCounts: Float64Array): PathWork {
    return {
      events: byKind(EVENT_KINDS, this.#events),
      facts: byKind(FACT_KINDS, factCounts),
      watch: { ...watch, looksByDerived: watch.looksByDerived.slice() },
      rankingPasses,
    };
  }
}

/** The work of several paths together; null of none. */
export function sumWork(works: readonly PathWork[]): PathWork | null {
  return works.length === 0 ? null : works.reduce(addWork);
}

/** Everything that was counted, over all kinds. */
export function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function addWork(x: PathWork, y: PathWork): PathWork {
  return {
    events: addCounts(x.events, y.events),
    facts: addCounts(x.facts, y.facts),
    watch: addWatchWork(x.watch, y.watch),
    rankingPasses: x.rankingPasses + y.rankingPasses,
  };
}

function addWatchWork(x: WatchWork, y: WatchWork): WatchWork {
  return {
    looks: x.looks + y.looks,
    accountsDerived: x.accountsDerived + y.accountsDerived,
    accountsDerivedMax: Math.max(x.accountsDerivedMax, y.accountsDerivedMax),
    looksByDerived: x.looksByDerived.map((count, bin) => count + y.looksByDerived[bin]),
    levelsScanned: x.levelsScanned + y.levelsScanned,
    sweeps: x.sweeps + y.sweeps,
    accountsReplaced: x.accountsReplaced + y.accountsReplaced,
    handOvers: x.handOvers + y.handOvers,
  };
}

function addCounts<Kind extends string>(
  x: Readonly<Record<Kind, number>>,
  y: Readonly<Record<Kind, number>>,
): Record<Kind, number> {
  const kinds = Object.keys(x) as Kind[];
  return Object.fromEntries(kinds.map((kind) => [kind, x[kind] + y[kind]])) as Record<Kind, number>;
}

function byKind<Kind extends string>(kinds: readonly Kind[], counts: Float64Array): Record<Kind, number> {
  return Object.fromEntries(kinds.map((kind, place) => [kind, counts[place]])) as Record<Kind, number>;
}
