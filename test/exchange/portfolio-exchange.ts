/** The venue of any contracts at work, with books that do not move each other. */
import { ColumnExchange } from '../../src/exchange/column-exchange.ts';
import type { FactSink } from '../../src/exchange/fact.ts';
import type { TimerSink } from '../../src/exchange/venue-mechanism.ts';
import type { VenueRules } from '../../src/exchange/venue-rules.ts';
import type { MarginParameters } from '../../src/margin/create-margin-model.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import { tieredModel } from './portfolio-models.ts';
import { INSTRUMENTS, portfolioPopulation, portfolioVenue } from './portfolio-venue.ts';
import { smallMarket } from './small-venue.ts';

/** Instruments of the venue by index. */
export const everyInstrument: readonly number[] = Array.from({ length: INSTRUMENTS }, (_, i) => i);

/** One figure for each instrument, 0 where none is given. */
export const byInstrument = (given: Readonly<Record<number, number>>): number[] =>
  everyInstrument.map((i) => given[i] ?? 0);

export interface PortfolioExchange {
  readonly margin?: MarginParameters;
  readonly rules?: Partial<VenueRules>;
  readonly holders?: readonly { readonly equityUsd: number; readonly held: Readonly<Record<number, number>> }[];
  /** Of each book, quanta. */
  readonly depthAtOnePercent?: number;
  readonly record: FactSink['record'];
  readonly timers?: TimerSink;
}

export function portfolioExchange({
  margin = tieredModel,
  rules = {},
  holders = [],
  depthAtOnePercent = 1e13,
  record,
  timers = { wakeAt: () => {} },
}: PortfolioExchange): ColumnExchange {
  const depth = everyInstrument.map(() => ({ depthAtOnePercent, exponent: 1 }));
  const exchange = new ColumnExchange({
    venue: portfolioVenue(margin, { rules }),
    market: { ...smallMarket, depth },
    population: portfolioPopulation(holders.map(({ equityUsd, held }) => ({ equityUsd, lots: byInstrument(held) }))),
    crossImpact: new CrossImpact(
      everyInstrument.flatMap((i) => byInstrument({ [i]: 1 })),
      depth.map(() => 1),
      0,
    ),
    warningRatio: 0,
    facts: { record },
    timers,
  });
  exchange.start();
  return exchange;
}
