/** A path's causes for programs: amounts in USD, prices as quoted, times in microseconds. */
import { QUANTA_PER_USD } from '../../base/units.ts';
import type {
  BadDebt,
  Breach,
  CauseLosses,
  ControlTrip,
  InstrumentLoss,
  LossBearers,
  PricePoint,
} from '../../experiment/causes/cause-record.ts';
import { describeWhat, describeWhy } from './control-words.ts';
import { describeParent, describeCause, symbolOf, type CauseStory } from './cause-words.ts';
import { sumBadDebts } from './fund-text.ts';

const usd = (quanta: number): number => quanta / QUANTA_PER_USD;

export function describeBreach(breach: Breach, story: CauseStory): object {
  return {
    breach: breach.place,
    timeUs: breach.timeUs,
    account: breach.account,
    parent: breach.parent,
    pushedBy: describeParent(breach.parent, story),
    equityUsd: usd(breach.equity),
    maintenanceUsd: usd(breach.maintenance),
    sinceUs: breach.sinceUs,
    lostUsd: usd(breach.equitySince - breach.equity),
    outsideUsd: byInstrument(breach.outside, story),
    oracleErrorUsd: usd(breach.oracleError),
    displacementUsd: byInstrument(breach.displacement, story),
    causes: byCause(breach.causes, story),
    restUsd: usd(breach.rest),
    restParts: inUsd({ ...breach.restParts }),
    requirementRaisedUsd: usd(breach.requirementRaised),
    closedUsd: usd(breach.forced),
    outcome: breach.outcome,
  };
}

export function describeFund(story: CauseStory): object {
  const { fund, badDebts } = story.causes;
  const { inventoryImpact, ...amounts } = fund;
  const sum = sumBadDebts(badDebts);
  return {
    fund: {
      ...inUsd(amounts),
      inventoryImpact: byCause(inventoryImpact, story),
    },
    badDebt: {
      totalUsd: usd(sum.total),
      ...bearersInUsd(sum.bearers),
      parts: inUsd(sum.parts),
      instruments: byInstrument(sum.instruments, story),
      ofNoInstrumentUsd: usd(sum.ofNoInstrument),
      accounts: badDebts.map((debt) => describeDebt(debt, story)),
    },
  };
}

export function describeTripForJson(trip: ControlTrip, story: CauseStory): object {
  const { atTrip, atEnd, after, forcedDuring, forcedAfter, instrument, auction, figure: _, ...rest } = trip;
  const { venue } = story.scenario;
  // None for a control of the whole venue, which has no prices.
  const tickSize = venue.instruments[instrument]?.tickSize ?? null;
  const point = (one: PricePoint | null): object | null =>
    one === null
      ? null
      : {
          timeUs: one.timeUs,
          ...(tickSize === null
            ? {}
            : { index: one.indexTicks * tickSize, mark: one.markTicks * tickSize, book: one.lastTicks * tickSize }),
          fundUsd: usd(one.fund),
        };
  return {
    ...rest,
    instrument: symbolOf(story, instrument),
    why: describeWhy(trip, story.scenario),
    what: describeWhat(trip, story.scenario),
    auction:
      auction === null || tickSize === null ? null : { price: auction.priceTicks * tickSize, lots: auction.lots },
    closedDuringUsd: usd(forcedDuring),
    closedAfterUsd: usd(forcedAfter),
    atTrip: point(atTrip),
    atEnd: point(atEnd),
    after: point(after),
  };
}

export function describeInstrument(instrument: number, { scenario, causes }: CauseStory): object {
  const { symbol, tickSize } = scenario.venue.instruments[instrument]!;
  const rows = causes.instruments[instrument]!.map((row) => ({
    untilUs: row.untilUs,
    index: row.indexTicks * tickSize,
    mark: row.markTicks * tickSize,
    displacementLog: row.displacementLog,
    liquidationsUsd: usd(row.liquidations),
    fundUsd: usd(row.fund),
    ordersUsd: usd(row.orders),
    haltedUs: row.haltedUs,
  }));
  return { instrument: symbol, rows };
}

function describeDebt({ parts, breach, account, timeUs, bearers }: BadDebt, story: CauseStory): object {
  const { causes, instruments, ...amounts } = parts;
  return {
    breach,
    account,
    timeUs,
    ...bearersInUsd(bearers),
    parts: inUsd(amounts),
    causes: byCause(causes, story),
    instruments: byInstrument(instruments, story),
  };
}

function bearersInUsd({ stages, ...bearers }: LossBearers): object {
  return { ...inUsd(bearers), stages: inUsd(stages) };
}

function inUsd(amounts: Readonly<Record<string, number>>): object {
  return Object.fromEntries(Object.entries(amounts).map(([name, quanta]) => [`${name}Usd`, usd(quanta)]));
}

function byInstrument(losses: readonly InstrumentLoss[], story: CauseStory): object {
  return Object.fromEntries(losses.map(({ instrument, loss }) => [symbolOf(story, instrument), usd(loss)]));
}

function byCause({ largest, others }: CauseLosses, story: CauseStory): object {
  return {
    largest: largest.map(({ cause, loss }) => ({ ...cause, says: describeCause(cause, story), lossUsd: usd(loss) })),
    others: { count: others.count, lossUsd: usd(others.loss) },
  };
}
