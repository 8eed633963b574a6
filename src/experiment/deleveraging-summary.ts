/** What a run says of bearing loss: by stage of the waterfall, by deleveraging, and whether prefunded money sufficed. */
import { QUANTA_PER_USD, type QuoteQuanta } from '../base/units.ts';
import { ORDER_PURPOSES } from '../exchange/fact.ts';
import type { WaterfallStage } from '../exchange/loss/loss-rules.ts';
import { sumPrefunded } from '../exchange/loss/prefunded.ts';
import { namesOf } from '../exchange/takeover/takeover-rules.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import type { PathOutcome, PathTally } from '../simulation/path-outcome.ts';

/** Money in USD, means over finished paths unless it says otherwise. */
export interface LossSummary {
  /** Stages in the venue's order, what each bore of `total`; `uncovered` last, less what exits left behind for it later. */
  readonly stages: readonly { readonly stage: WaterfallStage | 'uncovered'; readonly paid: number }[];
  readonly beyondEquity: number;
  /** What the fund's inventory lost beyond the fund. */
  readonly fundShortfall: number;
  /** Both together, and what the stages bore together with what is left uncovered. */
  readonly total: number;
  readonly accounts: number;
  /** Set aside beforehand for losses; and what those who take positions over started with, which is not part of it. */
  readonly prefunded: number;
  readonly takerCapital: number;
  /** Worst path: the largest loss of one account and of two, and how many of the largest are covered together at least. */
  readonly cover: { readonly largest: number; readonly largestTwo: number; readonly coveredMin: number };
  /** Shares of paths on which prefunded money covers the largest loss, and the largest two. */
  readonly coverOneShare: number;
  readonly coverTwoShare: number;
}

/** Of one instrument, in lots; mean over finished paths unless it says otherwise. */
export interface DeleveragedContracts {
  readonly symbol: string;
  readonly closed: number;
  /** Of these, the lots that the fund could have carried. */
  readonly notNeeded: number;
  /** Most that one account lost, worst path. */
  readonly mostFromOne: number;
}

export interface DeleveragingSummary {
  readonly ranking: string;
  readonly price: string;
  readonly allocation: string;
  readonly rounds: number;
  readonly notional: number;
  readonly needed: number;
  readonly borne: number;
  readonly overshoot: number;
  readonly overshootNotional: number;
  /** The same in contracts; instruments in which nothing was closed are left out. */
  readonly contracts: readonly DeleveragedContracts[];
  /** Worst path. */
  readonly burdenMax: number;
  readonly burdenNotionalMax: number;
  /** Of the rounds, those that turned the order of leverage round. */
  readonly ranksBrokenShare: number;
  readonly rehedgeNotional: number;
  /** Log moves of the book by orders to hedge again, by instrument. */
  readonly rehedgeMoveLog: readonly { readonly symbol: string; readonly moveLog: number }[];
}

/** Null where nobody lost more than they had. */
export function summariseLosses(venue: VenueRules, outcomes: readonly PathOutcome[]): LossSummary | null {
  const tallies = finishedTallies(outcomes);
  if (tallies.every(isLossless)) return null;
  const mean = meanOver(tallies);
  const most = mostOf(tallies);
  const prefunded = sumPrefunded(venue);
  const share = (isCovered: (tally: PathTally) => boolean): number => tallies.filter(isCovered).length / tallies.length;
  const stages = venue.waterfall.map((stage) => ({ stage, paid: usd(mean((tally) => paidBy(stage, tally))) }));
  return {
    stages: [
      ...stages,
      { stage: 'uncovered', paid: usd(mean(({ uncoveredLoss, exitHaircuts }) => uncoveredLoss - exitHaircuts)) },
    ],
    beyondEquity: usd(mean((tally) => tally.lossBeyondEquity)),
    fundShortfall: usd(mean((tally) => tally.fundShortfall)),
    total: usd(mean(({ lossBeyondEquity, fundShortfall }) => lossBeyondEquity + fundShortfall)),
    accounts: mean((tally) => tally.lossAccounts),
    prefunded: usd(prefunded),
    takerCapital: usd(sumTakerCapital(venue)),
    cover: {
      largest: usd(most((tally) => tally.lossLargest)),
      largestTwo: usd(most((tally) => tally.lossLargestTwo)),
      coveredMin: tallies.reduce((least, { lossesCovered }) => Math.min(least, lossesCovered), Infinity),
    },
    coverOneShare: share((tally) => tally.lossLargest <= prefunded),
    coverTwoShare: share((tally) => tally.lossLargestTwo <= prefunded),
  };
}

function sumTakerCapital({ takeover, reserves }: VenueRules): QuoteQuanta {
  const names = new Set(takeover.takers.flatMap(namesOf));
  return reserves.reduce((sum, { name, initial }) => sum + (names.has(name) ? initial : 0), 0);
}

/** Null where nothing was deleveraged. */
export function summariseDeleveraging(venue: VenueRules, outcomes: readonly PathOutcome[]): DeleveragingSummary | null {
  const tallies = finishedTallies(outcomes);
  const rounds = tallies.reduce((sum, { deleveragingRounds }) => sum + deleveragingRounds, 0);
  if (rounds === 0) return null;
  const mean = meanOver(tallies);
  const most = mostOf(tallies);
  const { ranking, price, allocation } = venue.autoDeleveraging;
  const broken = tallies.reduce((sum, { deleveragingRanksBroken }) => sum + deleveragingRanksBroken, 0);
  return {
    ranking,
    price,
    allocation: allocation ?? 'queue',
    rounds: rounds / tallies.length,
    notional: usd(mean((tally) => tally.deleveragedNotional)),
    needed: usd(mean((tally) => tally.deleveragingNeeded)),
    borne: usd(mean((tally) => tally.deleveragingBorne)),
    overshoot: usd(mean((tally) => tally.deleveragingOvershoot)),
    overshootNotional: usd(mean((tally) => tally.deleveragingOvershootNotional)),
    contracts: summariseContracts(venue, tallies),
    burdenMax: usd(most((tally) => tally.deleveragingBurdenMax)),
    burdenNotionalMax: usd(most((tally) => tally.deleveragingBurdenNotionalMax)),
    ranksBrokenShare: broken / rounds,
    rehedgeNotional: usd(mean((tally) => tally.orderedByPurpose[ORDER_PURPOSES.indexOf('rehedge')])),
    rehedgeMoveLog: venue.instruments.map(({ symbol }, i) => ({
      symbol,
      moveLog: mean((tally) => tally.rehedgeMoveLog[i]),
    })),
  };
}

function summariseContracts(venue: VenueRules, tallies: readonly PathTally[]): readonly DeleveragedContracts[] {
  const mean = meanOver(tallies);
  const most = mostOf(tallies);
  return venue.instruments
    .map(({ symbol }, i) => ({
      symbol,
      closed: mean((tally) => tally.deleveragingLots[i]),
      notNeeded: mean((tally) => tally.deleveragingOvershootLots[i]),
      mostFromOne: most((tally) => tally.deleveragingBurdenLotsMax[i]),
    }))
    .filter(({ closed }) => closed > 0);
}

/** What a stage bore on a path, in quanta. */
export function paidBy(stage: WaterfallStage, tally: PathTally): QuoteQuanta {
  switch (stage) {
    case 'insuranceFund':
      return tally.fundDeficitsPaid + tally.fundTakeoverLoss + tally.groupFundsPaid;
    case 'autoDeleveraging':
      return tally.lossDeleveraged;
    case 'profitHaircut':
      return tally.profitHaircut;
    case 'socialisedLoss':
      return tally.socialisedLoss;
    case 'clawback':
      return tally.clawedBack;
    case 'withdrawalHaircut':
      return tally.exitHaircuts;
    case 'defaulterContribution':
      return tally.defaultersPaid;
    case 'skinInTheGame':
      return tally.skinInTheGame;
    case 'skinInTheGameSecond':
      return tally.skinInTheGameSecond;
    case 'defaultFund':
      return tally.defaultFundPaid;
    case 'assessments':
      return tally.assessed;
  }
}

const usd = (quanta: number): number => quanta / QUANTA_PER_USD;

function isLossless({ lossAccounts, fundShortfall, uncoveredLoss }: PathTally): boolean {
  return lossAccounts === 0 && fundShortfall === 0 && uncoveredLoss === 0;
}

function finishedTallies(outcomes: readonly PathOutcome[]): readonly PathTally[] {
  return outcomes.filter(({ failure }) => failure === null).map(({ tally }) => tally);
}

function meanOver(tallies: readonly PathTally[]): (read: (tally: PathTally) => number) => number {
  return (read) => tallies.reduce((sum, tally) => sum + read(tally), 0) / tallies.length;
}

function mostOf(tallies: readonly PathTally[]): (read: (tally: PathTally) => number) => number {
  return (read) => tallies.reduce((most, tally) => Math.max(most, read(tally)), 0);
}
