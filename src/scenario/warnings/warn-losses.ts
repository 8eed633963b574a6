/** Odd settings of how losses are shared: stages without money, money without a stage, settings that nothing reads. */
import { startsFlat, type AgentClass } from '../../agents/agent-class.ts';
import type { QuoteQuanta } from '../../base/units.ts';
import { SKIN_RESERVE, SKIN_SECOND_RESERVE, type WaterfallStage } from '../../exchange/loss/loss-rules.ts';
import { sumContributions } from '../../exchange/loss/default-fund.ts';
import { DEFAULTS } from '../defaults.ts';
import type { Path } from '../yaml-nodes.ts';
import { usd, type WarningContext } from './warning-context.ts';

const VENUE: Path = ['venue'];

export function warnOfLosses(context: WarningContext): void {
  warnOfDeleveraging(context);
  warnOfFund(context);
  warnOfClearing(context);
  const { scenario, warn } = context;
  const { waterfall, withdrawals, loss } = scenario.venue;
  if (waterfall.length === 0) {
    warn({
      code: 'no-waterfall',
      path: [...VENUE, 'waterfall'],
      says: 'has no stage: whatever an account loses beyond its equity stays uncovered',
    });
  }
  const exit = waterfall.indexOf('withdrawalHaircut');
  if (exit >= 0 && withdrawals === null) {
    warn({
      code: 'haircut-without-withdrawals',
      path: [...VENUE, 'waterfall', exit],
      says: 'takes its share of what is paid out, and the venue pays nothing out: the loss stays uncovered',
      hint: 'add "withdrawals: { latency: 1 min }" to venue',
    });
  }
  const period = [...VENUE, 'clawback', 'period'];
  if (!waterfall.includes('clawback') && loss.clawbackPeriodUs < Infinity) {
    warn({
      code: 'unused-setting',
      path: period,
      says: 'is for the stage clawback, which venue.waterfall does not have',
    });
  }
}

function warnOfDeleveraging({ scenario, market, warn, isWritten }: WarningContext): void {
  const { waterfall, autoDeleveraging } = scenario.venue;
  const section: Path = [...VENUE, 'autoDeleveraging'];
  const place = waterfall.indexOf('autoDeleveraging');
  const { ranking, price, allocation = 'queue' } = autoDeleveraging;
  const defaults = DEFAULTS.autoDeleveraging;
  if (place < 0) {
    if (ranking === defaults.ranking && price === defaults.price && allocation === defaults.allocation) return;
    warn({
      code: 'unused-setting',
      path: section,
      says: 'is for the stage autoDeleveraging, which venue.waterfall does not have',
      atKey: true,
    });
    return;
  }
  if (allocation !== 'queue' && ranking !== defaults.ranking) {
    warn({
      code: 'unused-setting',
      path: [...section, 'ranking'],
      says: `is not read: allocation ${allocation} shares a position out over everybody at once`,
      hint: 'leave the ranking out, or use allocation queue',
    });
  }
  if (waterfall.length === 1 && price === 'mark') {
    warn({
      code: 'deleveraging-pays-nothing',
      path: [...section, 'price'],
      says: 'is the mark, at which no loss is passed on, and no other stage pays: all of it stays uncovered',
      hint: 'use bankruptcy or previousMark, or add insuranceFund to venue.waterfall',
    });
  }
  if (market === 0 && !scenario.agents.classes.some(takesPositions)) {
    warn({
      code: 'no-counterparties',
      path: isWritten([...VENUE, 'waterfall']) ? [...VENUE, 'waterfall', place] : VENUE,
      says: 'has no counterparties: no instrument has open interest, and nobody trades for a position of its own',
      hint: 'give an instrument an openInterest',
    });
  }
}

/** Makers who start with cash only answer what others send. */
function takesPositions(one: AgentClass): boolean {
  const trades = one.kind === 'whale' || (startsFlat(one) && one.kind !== 'marketMaker');
  return one.accounts > 0 && (trades || one.listed !== null);
}

function warnOfFund({ scenario, market, warn }: WarningContext): void {
  const { waterfall, insuranceFund, loss, liquidation, liquidationPolicy, takeover } = scenario.venue;
  const initial: Path = [...VENUE, 'insuranceFund', 'initial'];
  const hasStage = waterfall.includes('insuranceFund');
  const getsFees = liquidation.feePpm > 0 && liquidationPolicy.fee.fundSharePpm > 0;
  const isEmpty = insuranceFund.initial === 0;
  if (hasStage && isEmpty && !getsFees && loss.inflow === null && loss.surplusSharePpm === 0) {
    warn({
      code: 'empty-fund',
      path: initial,
      says: 'is nothing, and neither fees, surpluses nor an inflow fill the fund: its stage of the waterfall pays nothing',
      hint: 'put money in, or take insuranceFund out of venue.waterfall',
    });
  }
  if (!hasStage && !isEmpty && !takeover.fundTakes) {
    warn({
      code: 'idle-money',
      path: initial,
      says: 'is money that no stage of venue.waterfall pays out',
      hint: 'add insuranceFund to the stages, or set it to 0',
    });
  }
  // Whoever is after the fund brings positions of its own.
  const isAttacked = scenario.agents.classes.some(({ kind }) => kind === 'fundAttacker');
  if (market > 0 && insuranceFund.initial > market && !isAttacked) {
    warn({
      code: 'larger-than-market',
      path: initial,
      says: `is ${usd(insuranceFund.initial)} against an open interest of ${usd(market)}: later stages are hardly reached`,
    });
  }
  if (loss.trigger !== null && isEmpty) {
    warn({
      code: 'watches-empty-fund',
      path: [...VENUE, 'insuranceFund', 'drawdownTrigger'],
      says: 'watches a fund that starts empty: it cannot fall before it has filled',
      atKey: true,
    });
  }
}

/** Stage, what it pays out of, and where that is set. */
type Layer = readonly [WaterfallStage, QuoteQuanta, key: string];

function warnOfClearing({ scenario, market, warn }: WarningContext): void {
  const { waterfall, loss, reserves } = scenario.venue;
  const fund = loss.defaultFund;
  if (fund === null) return;
  const section: Path = [...VENUE, 'defaultFund'];
  const moneyOf = (reserve: string): QuoteQuanta => reserves.find(({ name }) => name === reserve)?.initial ?? 0;
  const contributions = sumContributions(fund);
  const layers: readonly Layer[] = [
    ['skinInTheGame', moneyOf(SKIN_RESERVE), 'skinInTheGame'],
    ['skinInTheGameSecond', moneyOf(SKIN_SECOND_RESERVE), 'skinInTheGameSecond'],
    ['assessments', fund.assessmentPpm, 'assessmentPowers'],
  ];
  for (const [stage, money, key] of layers) {
    const place = waterfall.indexOf(stage);
    const path = [...section, key];
    if (place >= 0 && money === 0) {
      warn({
        code: 'stage-without-money',
        path: [...VENUE, 'waterfall', place],
        says: `is ${stage}, which has nothing to pay with`,
        hint: `set venue.defaultFund.${key}${key === 'assessmentPowers' ? ' and assessmentCap' : ''} above 0, or drop the stage`,
      });
    } else if (place < 0 && money > 0 && stage !== 'assessments') {
      warn({
        code: 'idle-money',
        path,
        says: `is used by no stage of venue.waterfall`,
        hint: `add the stage ${stage}`,
      });
    }
  }
  if (market > 0 && contributions > market) {
    warn({
      code: 'larger-than-market',
      path: [...section, 'members'],
      says: `pay in ${usd(contributions)} against an open interest of ${usd(market)}: later stages are hardly reached`,
      atKey: true,
    });
  }
}
