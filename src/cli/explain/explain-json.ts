/** The story of one account for programs: the same facts and states, in units that their names carry. */
import { QUANTA_PER_USD } from '../../base/units.ts';
import type { AccountRecorder, Entry, Fact } from './account-recorder.ts';
import type { AccountState, Leg } from './account-figures.ts';
import { describePortfolioForJson } from './portfolio-json.ts';
import { describeFactEntry, formatTime } from './describe-fact.ts';
import type { Story } from './story.ts';
import type { Subject } from './explain-text.ts';
import type { Verdict } from './verdict.ts';

const usd = (quanta: number): number => quanta / QUANTA_PER_USD;

export function describeStory(
  subject: Subject,
  { entries, closest }: AccountRecorder,
  verdict: Verdict,
  story: Story,
): object {
  const { className, classKind, path, start } = subject;
  return {
    scenario: story.scenario.name,
    seed: story.scenario.run.seed,
    path,
    account: story.account,
    class: className,
    kind: classKind,
    start: describeForJson(start),
    events: entries.map((entry) => ({
      timeUs: entry.timeUs,
      time: formatTime(story, entry.timeUs),
      ...describeEntry(entry, story),
    })),
    closest:
      closest === null
        ? null
        : { timeUs: closest.timeUs, equityUsd: usd(closest.equity), maintenanceUsd: usd(closest.maintenance) },
    outcome: verdict.outcome,
    verdict: verdict.text,
  };
}

function describeEntry(entry: Entry, story: Story): object {
  switch (entry.kind) {
    case 'fact': {
      const { kind, account, instrument, lots, value, a, b } = entry.fact;
      const { headline, text } = describeFactEntry(entry, story);
      const symbol = instrument < 0 ? null : story.terms.instruments[instrument]!.symbol;
      return {
        kind,
        account,
        instrument: symbol,
        lots,
        valueUsd: usd(value),
        a,
        b,
        headline,
        text,
        ...(entry.more.length === 0 ? {} : { more: entry.more.map((one) => describeChange(one, story)) }),
        before: describeForJson(entry.before),
        after: describeForJson(entry.after),
      };
    }
    case 'quoting': {
      const { kind, untilUs, hits, quotes, offloads, lots, after } = entry;
      return { kind, untilUs, hits, quotes, offloads, netLots: lots, after: describeForJson(after) };
    }
  }
}

/** Another change of margin at the same moment. */
function describeChange({ instrument, a, b }: Fact, { terms }: Story): object {
  return { instrument: terms.instruments[instrument]!.symbol, a, b };
}

function describeForJson(state: AccountState): unknown {
  const { cash, unrealisedPnl, equity, maintenance, legs, portfolio } = state;
  if (portfolio !== null) return describePortfolioForJson(state, portfolio);
  return {
    cashUsd: usd(cash),
    unrealisedPnlUsd: usd(unrealisedPnl),
    equityUsd: usd(equity),
    maintenanceUsd: usd(maintenance),
    positions: legs.map(describeLeg),
  };
}

function describeLeg(leg: Leg): unknown {
  return {
    instrument: leg.symbol,
    lots: leg.lots,
    sizeUnits: leg.sizeUnits,
    entryPriceUsd: leg.entryPrice,
    markPriceUsd: leg.markPrice,
    notionalUsd: usd(leg.notional),
    unrealisedPnlUsd: usd(leg.unrealisedPnl),
    maintenanceUsd: usd(leg.maintenance),
    bracket: leg.tier!.bracket,
    maintenanceRate: leg.tier!.maintenanceRatePpm / 1e6,
    maintenanceDeductionUsd: usd(leg.tier!.maintenanceDeduction),
    liquidationPriceUsd: leg.liquidationPrice,
    bankruptcyPriceUsd: leg.bankruptcyPrice,
  };
}
