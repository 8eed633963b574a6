/** Places that random sequences on venues that share losses must really have been to. */
import { EXTERNAL_LIQUIDITY, INSURANCE_FUND, VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { WATERFALL_STAGES, type WaterfallStage } from '../../src/exchange/loss/loss-rules.ts';
import { DELEVERAGING_ALLOCATIONS } from '../../src/margin/deleveraging-allocation.ts';
import { DELEVERAGING_RANKINGS } from '../../src/margin/deleveraging-rank.ts';
import type { Fact, Step } from './differential-run.ts';
import type { Probe, Probes } from './probe-watch.ts';
import { factsOf, has } from './probes.ts';

/** Who pays at each stage; a stage that is added has to be told here, and is then asked for. */
const PAYERS: Readonly<Record<WaterfallStage, 'fund' | 'counterparties' | 'several' | 'one' | 'nobody yet'>> = {
  insuranceFund: 'fund',
  autoDeleveraging: 'counterparties',
  profitHaircut: 'several',
  socialisedLoss: 'several',
  clawback: 'several',
  withdrawalHaircut: 'nobody yet',
  defaulterContribution: 'one',
  skinInTheGame: 'one',
  defaultFund: 'several',
  skinInTheGameSecond: 'one',
  assessments: 'several',
};

const stagesOf = (step: Step, stage: WaterfallStage): Fact[] =>
  factsOf(step, 'lossStage').filter(([, , , , , a]) => a === WATERFALL_STAGES.indexOf(stage));

const sharesOf = (step: Step, stage: WaterfallStage): Fact[] =>
  factsOf(step, 'lossShare').filter(([, , , , , , b]) => b === WATERFALL_STAGES.indexOf(stage));

/** Facts of deleveraging of the position of one source in one instrument, several agents among them. */
function isShared(step: Step): boolean {
  const rounds = new Map<string, number>();
  for (const [, account, instrument, , , source] of factsOf(step, 'deleveraging')) {
    if (account < VENUE_ACCOUNTS) continue;
    const round = `${source} ${instrument}`;
    rounds.set(round, (rounds.get(round) ?? 0) + 1);
  }
  return Math.max(0, ...rounds.values()) > 1;
}

const allocationOf = ({ input }: Step): string => input.venue.autoDeleveraging.allocation ?? 'queue';
const countOf = (step: Step) => step.engine.lossRecord!().deleveraging;

function stageProbes(): Probes {
  const probes: Record<string, Probe> = {};
  for (const stage of WATERFALL_STAGES) {
    const isIn = (step: Step): boolean => step.input.venue.waterfall.includes(stage);
    switch (PAYERS[stage]) {
      case 'fund':
        probes[`${stage}, for a leg`] = (step) =>
          isIn(step) && factsOf(step, 'fundPayment').some(([, , instrument]) => instrument >= 0);
        continue;
      case 'counterparties':
        probes[`${stage} with a loss`] = (step) => isIn(step) && step.engine.lossRecord!().lossDeleveraged > 0;
        continue;
      case 'nobody yet':
        probes[`${stage}, with loss that stays for it`] = (step) => isIn(step) && has('uncoveredLoss')(step);
        continue;
      case 'several':
        probes[`${stage} among several`] = (step) => sharesOf(step, stage).length > 1;
        break;
      case 'one':
    }
    probes[`${stage}, for a leg`] = (step) => stagesOf(step, stage).some(([, , instrument]) => instrument >= 0);
  }
  return probes;
}

function deleveragingProbes(): Probes {
  const probes: Record<string, Probe> = {};
  for (const ranking of DELEVERAGING_RANKINGS) {
    probes[`a queue ranked by ${ranking}`] = (step) =>
      step.input.venue.autoDeleveraging.ranking === ranking && allocationOf(step) === 'queue' && isShared(step);
  }
  for (const price of ['bankruptcy', 'mark', 'previousMark']) {
    probes[`deleveraging at the price ${price}`] = (step) =>
      step.input.venue.autoDeleveraging.price === price && isShared(step);
  }
  for (const allocation of DELEVERAGING_ALLOCATIONS) {
    probes[`allocation ${allocation}`] = (step) => allocationOf(step) === allocation && isShared(step);
  }
  return probes;
}

export const LOSS_PROBES: Probes = {
  ...stageProbes(),
  ...deleveragingProbes(),
  'a stage for an account as a whole': (step) =>
    factsOf(step, 'lossStage').some(([, account, instrument]) => account >= VENUE_ACCOUNTS && instrument === -1),
  'a stage for the fund': (step) => factsOf(step, 'lossStage').some(([, source]) => source === INSURANCE_FUND),
  'several stages for one loss': (step) =>
    new Set(factsOf(step, 'lossStage').map(([, account, instrument, , , a]) => `${account} ${instrument} ${a}`)).size >
    1,
  'a stage, and loss left uncovered after it': (step) => has('lossStage')(step) && has('uncoveredLoss')(step),
  'a stage and deleveraging': (step) => has('lossStage')(step) && has('deleveraging')(step),
  'a breach check that falls due': (step) => has('lossShare')(step) && step.engine.breachCheckIsDue(),
  'a fund of some instruments': has('groupFundPayment'),
  'a fund of some instruments, and then the shared one': (step) =>
    has('groupFundPayment')(step) && (has('fundPayment')(step) || has('takeover')(step)),
  surplus: has('surplus'),
  'money from outside': has('fundInflow'),
  'profits that count anew': ({ command, facts, input, after }) =>
    command.name === 'onTimer()' &&
    facts.length === 0 &&
    input.venue.waterfall.includes('clawback') &&
    // Nothing but the period's clock goes by whole periods from time 0.
    after.timers.some(({ atUs }) => atUs % input.venue.loss.clawbackPeriodUs === 0),
  'a fund that begins to stand back': (step) => factsOf(step, 'fundTrigger').some(([, , , , , a]) => a === 1),
  'a fund that pays again': (step) => factsOf(step, 'fundTrigger').some(([, , , , , a]) => a === 0),
  'a fund that falls back in the midst of a takeover': (step) =>
    has('fundTrigger')(step) && step.command.name.startsWith('liquidate'),
  'allocation with the external account last': (step) =>
    allocationOf(step) !== 'queue' &&
    factsOf(step, 'deleveraging').some(([, account, , , , , b]) => account === EXTERNAL_LIQUIDITY && b > 0),
  'counterparties that bear more than was needed': (step) => has('deleveraging')(step) && countOf(step).overshoot > 0,
  'deleveraging of what the fund could have carried': (step) =>
    has('deleveraging')(step) && countOf(step).overshootNotional > 0,
  'an order of leverage broken': (step) => has('deleveraging')(step) && countOf(step).ranksBroken > 0,
  'an order of leverage kept': (step) =>
    has('deleveraging')(step) && countOf(step).ranksBroken === 0 && countOf(step).rounds > 0 && isShared(step),
};
