/** Sums of one path on who bore losses, and at the end what deleveraging asked of whom. */
import type { Lots, QuoteQuanta } from '../base/units.ts';
import type { ExchangePort } from '../exchange/exchange-port.ts';
import type { FactKind } from '../exchange/fact.ts';
import { WATERFALL_STAGES, type WaterfallStage } from '../exchange/loss/loss-rules.ts';
import { countCovered } from '../margin/loss-shares.ts';

/** Fields of `PathTally`; money in quanta. */
export interface LossTally {
  /** Paid by funds of some instruments, by the shared fund's schedule, and out of what liquidated accounts had left. */
  groupFundsPaid: QuoteQuanta;
  fundInflows: QuoteQuanta;
  fundSurplus: QuoteQuanta;
  /** Times that the fund stood back after a fall from its peak. */
  fundStandBacks: number;
  /** Borne by the stages of the waterfall. */
  profitHaircut: QuoteQuanta;
  socialisedLoss: QuoteQuanta;
  clawedBack: QuoteQuanta;
  defaultersPaid: QuoteQuanta;
  skinInTheGame: QuoteQuanta;
  skinInTheGameSecond: QuoteQuanta;
  defaultFundPaid: QuoteQuanta;
  assessed: QuoteQuanta;
  /** Left behind by withdrawals while loss was uncovered. */
  exitHaircuts: QuoteQuanta;
  /** Of all accounts beyond their equity, of the largest one, of the largest two; how many of the largest the funds cover. */
  lossBeyondEquity: QuoteQuanta;
  lossLargest: QuoteQuanta;
  lossLargestTwo: QuoteQuanta;
  lossesCovered: number;
  lossAccounts: number;
  /** What the fund's inventory lost beyond the fund; loss of both kinds that went with deleveraged positions. */
  fundShortfall: QuoteQuanta;
  lossDeleveraged: QuoteQuanta;
  /** See `exchange/loss/deleveraging-record.ts`. */
  deleveragingRounds: number;
  deleveragingNeeded: QuoteQuanta;
  deleveragingBorne: QuoteQuanta;
  deleveragingOvershoot: QuoteQuanta;
  deleveragingOvershootNotional: QuoteQuanta;
  deleveragingBurdenMax: QuoteQuanta;
  deleveragingBurdenNotionalMax: QuoteQuanta;
  deleveragingRanksBroken: number;
  /** [instrument] lots; see `exchange/loss/deleveraging-record.ts`. */
  deleveragingLots: Lots[];
  deleveragingOvershootLots: Lots[];
  deleveragingBurdenLotsMax: Lots[];
  /** [instrument] sum of the log moves that orders to hedge again caused. */
  rehedgeMoveLog: number[];
}

export function createLossTally(instrumentCount: number): LossTally {
  return {
    groupFundsPaid: 0,
    fundInflows: 0,
    fundSurplus: 0,
    fundStandBacks: 0,
    profitHaircut: 0,
    socialisedLoss: 0,
    clawedBack: 0,
    defaultersPaid: 0,
    skinInTheGame: 0,
    skinInTheGameSecond: 0,
    defaultFundPaid: 0,
    assessed: 0,
    exitHaircuts: 0,
    lossBeyondEquity: 0,
    lossLargest: 0,
    lossLargestTwo: 0,
    lossesCovered: 0,
    lossAccounts: 0,
    fundShortfall: 0,
    lossDeleveraged: 0,
    deleveragingRounds: 0,
    deleveragingNeeded: 0,
    deleveragingBorne: 0,
    deleveragingOvershoot: 0,
    deleveragingOvershootNotional: 0,
    deleveragingBurdenMax: 0,
    deleveragingBurdenNotionalMax: 0,
    deleveragingRanksBroken: 0,
    deleveragingLots: Array<number>(instrumentCount).fill(0),
    deleveragingOvershootLots: Array<number>(instrumentCount).fill(0),
    deleveragingBurdenLotsMax: Array<number>(instrumentCount).fill(0),
    rehedgeMoveLog: Array<number>(instrumentCount).fill(0),
  };
}

type Sum = { [K in keyof LossTally]: LossTally[K] extends number ? K : never }[keyof LossTally];

const SUM_OF_STAGE: Readonly<Partial<Record<WaterfallStage, Sum>>> = {
  profitHaircut: 'profitHaircut',
  socialisedLoss: 'socialisedLoss',
  clawback: 'clawedBack',
  defaulterContribution: 'defaultersPaid',
  skinInTheGame: 'skinInTheGame',
  skinInTheGameSecond: 'skinInTheGameSecond',
  defaultFund: 'defaultFundPaid',
  assessments: 'assessed',
};

/** Takes in a fact that is about bearing loss; others change nothing. */
export function tallyLoss(tally: LossTally, kind: FactKind, value: QuoteQuanta, a: number): void {
  switch (kind) {
    case 'lossStage': {
      const sum = SUM_OF_STAGE[WATERFALL_STAGES[a]];
      if (sum !== undefined) tally[sum] += value;
      return;
    }
    case 'groupFundPayment':
      tally.groupFundsPaid += value;
      return;
    case 'surplus':
      tally.fundSurplus += value;
      return;
    case 'fundInflow':
      tally.fundInflows += value;
      return;
    case 'fundTrigger':
      tally.fundStandBacks += a;
      return;
    case 'exitHaircut':
      tally.exitHaircuts += value;
      return;
    default:
  }
}

/** `prefunded`: money set aside for losses at the start. */
export function finishLossTally(tally: LossTally, exchange: ExchangePort, prefunded: QuoteQuanta): void {
  const record = exchange.lossRecord?.();
  if (record === undefined) return;
  const { losses, deleveraging } = record;
  tally.lossBeyondEquity = losses.reduce((sum, loss) => sum + loss, 0);
  tally.lossLargest = losses[0] ?? 0;
  tally.lossLargestTwo = (losses[0] ?? 0) + (losses[1] ?? 0);
  tally.lossesCovered = countCovered(losses, prefunded);
  tally.lossAccounts = losses.length;
  tally.fundShortfall = record.fundShortfall;
  tally.lossDeleveraged = record.lossDeleveraged;
  tally.deleveragingRounds = deleveraging.rounds;
  tally.deleveragingNeeded = deleveraging.needed;
  tally.deleveragingBorne = deleveraging.borne;
  tally.deleveragingOvershoot = deleveraging.overshoot;
  tally.deleveragingOvershootNotional = deleveraging.overshootNotional;
  tally.deleveragingBurdenMax = deleveraging.burdenMax;
  tally.deleveragingBurdenNotionalMax = deleveraging.burdenNotionalMax;
  tally.deleveragingRanksBroken = deleveraging.ranksBroken;
  tally.deleveragingLots = [...deleveraging.lots];
  tally.deleveragingOvershootLots = [...deleveraging.overshootLots];
  tally.deleveragingBurdenLotsMax = [...deleveraging.burdenLotsMax];
  tally.rehedgeMoveLog = [...deleveraging.rehedgeMoveLog];
}
