/** Stages of the waterfall in words, as findings, reports and `explain` say them. */
import type { WaterfallStage } from '../exchange/loss/loss-rules.ts';

export const STAGE_NAMES: Readonly<Record<WaterfallStage, string>> = {
  insuranceFund: 'insurance fund',
  autoDeleveraging: 'auto-deleveraging',
  profitHaircut: 'haircut on unrealised profits',
  socialisedLoss: 'all open positions',
  clawback: 'profits of the period',
  withdrawalHaircut: 'whoever withdraws',
  defaulterContribution: "defaulter's contribution",
  skinInTheGame: "venue's own money",
  defaultFund: 'default fund',
  skinInTheGameSecond: "venue's own money, second layer",
  assessments: 'calls upon members',
};
