/** Waterfalls whose stages are known and whose order, or whose settings beside it, make no sense. */
import type { WaterfallStage } from '../exchange/loss/loss-rules.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import type { Findings } from './findings.ts';

/** Stages that use the default fund's money or its members. */
const CLEARING: readonly WaterfallStage[] = [
  'defaulterContribution',
  'skinInTheGame',
  'defaultFund',
  'skinInTheGameSecond',
  'assessments',
];

/** First stage, second stage, and why they cannot stand the other way round. */
const ORDERS: readonly (readonly [WaterfallStage, WaterfallStage, string])[] = [
  ['defaulterContribution', 'defaultFund', 'the defaulter pays before the other members do'],
  [
    'skinInTheGame',
    'defaultFund',
    'this layer of own money goes before the members; the one after them is skinInTheGameSecond',
  ],
  [
    'defaultFund',
    'skinInTheGameSecond',
    'this layer of own money goes after the members; the one before them is skinInTheGame',
  ],
  ['defaultFund', 'assessments', 'members are called upon once what they paid in is used up'],
];

export function checkWaterfall(venue: VenueRules | undefined, findings: Findings): void {
  if (venue === undefined) return;
  const { waterfall, loss, autoDeleveraging } = venue;
  const placeOf = (stage: WaterfallStage): number => waterfall.indexOf(stage);
  const refuse = (says: string, expected: string): void =>
    findings.report({ code: 'waterfall-order', path: ['venue', 'waterfall'], says, expected });
  const [fund, deleveraging] = [placeOf('insuranceFund'), placeOf('autoDeleveraging')];
  if (deleveraging >= 0 && fund > deleveraging && autoDeleveraging.price === 'bankruptcy') {
    refuse(
      'puts the fund after auto-deleveraging, which leaves it nothing to bear',
      '[insuranceFund, autoDeleveraging], or one of them alone',
    );
  }
  for (const [first, second, why] of ORDERS) {
    if (placeOf(first) < 0 || placeOf(second) < 0 || placeOf(first) < placeOf(second)) continue;
    refuse(`has ${second} before ${first}: ${why}`, `${first} before ${second}`);
  }
  const exit = placeOf('withdrawalHaircut');
  if (exit >= 0 && exit < waterfall.length - 1) {
    refuse('goes on after withdrawalHaircut, at which the loss stays where it is', 'withdrawalHaircut at the end');
  }
  checkMoney(venue, findings);
  if (loss.trigger !== null && (fund < 0 || deleveraging < fund)) {
    findings.report({
      code: 'trigger-without-deleveraging',
      path: ['venue', 'insuranceFund', 'drawdownTrigger'],
      says: 'lets the fund stand back, and no auto-deleveraging follows it in the waterfall',
      hint: 'put insuranceFund and then autoDeleveraging into venue.waterfall, or switch the trigger off',
      atKey: true,
    });
  }
}

/** Funds that no stage uses, and stages without a fund. */
function checkMoney({ waterfall, loss }: VenueRules, findings: Findings): void {
  if (loss.groups.length > 0 && !waterfall.includes('insuranceFund')) {
    findings.report({
      code: 'unused-fund',
      path: ['venue', 'insuranceFunds'],
      says: 'has funds that no stage uses',
      hint: 'add insuranceFund to venue.waterfall',
      atKey: true,
    });
  }
  const stages = waterfall.filter((stage) => CLEARING.includes(stage));
  if (loss.defaultFund === null && stages.length > 0) {
    findings.report({
      code: 'missing-fund',
      path: ['venue', 'waterfall'],
      says: `names ${stages.join(', ')}, and venue.defaultFund is off`,
      hint: 'add "defaultFund:" with members to venue, or drop the stage',
    });
  }
  if (loss.defaultFund !== null && stages.length === 0) {
    findings.report({
      code: 'unused-fund',
      path: ['venue', 'defaultFund'],
      says: 'is used by no stage of venue.waterfall',
      hint: `add one of ${CLEARING.join(', ')}`,
      atKey: true,
    });
  }
}
