/** Agents that can never do what their kind is for. */
import { startsFlat, type AgentClass } from '../../agents/agent-class.ts';
import { durationText } from '../time-frame.ts';
import { pathOfClass } from '../class-path.ts';
import type { Path } from '../yaml-nodes.ts';
import type { WarningContext } from './warning-context.ts';

export function warnOfAgents(context: WarningContext): void {
  const { agents } = context.scenario;
  agents.classes.forEach((one, index) => {
    if (one.accounts === 0) return;
    const path = pathOfClass(agents, index);
    warnOfIdle(one, path, context);
    warnOfLookback(one, path, context);
    warnOfWatchers(one, path, context);
    warnOfTimes(one, path, context);
  });
  const { withdrawals } = context.scenario.venue;
  const asks = agents.classes.some(({ bankRun, accounts }) => (bankRun?.sharePpm ?? 0) > 0 && accounts > 0);
  if (withdrawals === null || asks) return;
  context.warn({
    code: 'nobody-withdraws',
    path: ['venue', 'withdrawals'],
    says: 'is open, and nobody asks for money',
    hint: 'give a class of agents a bankRun',
    atKey: true,
  });
}

/** Settings of nothing, by which a class never acts. */
function warnOfIdle(one: AgentClass, path: Path, { warn }: WarningContext): void {
  const say = (key: string, amount: number, says: string): void => {
    if (amount === 0) warn({ code: 'never-acts', path: [...path, key], says });
  };
  if ((one.bankRun ?? null) !== null) say('bankRun', one.bankRun!.sharePpm, 'asks for a share of 0 %: for nothing');
  switch (one.kind) {
    case 'panicSeller':
    case 'herdSeller':
      say('sellShare', one.sellSharePpm, 'is nothing: it never sells');
      break;
    case 'dipBuyer':
      say('buyLeverage', one.buyLeverage.max, 'is nothing: it never buys');
      break;
    case 'trendFollower':
    case 'basisArbitrageur':
      say('tradeLeverage', one.tradeLeverage.max, 'is nothing: it never trades');
      break;
    case 'marginCallPayer':
      say('payProbability', one.payProbabilityPpm, 'is nothing: no margin call is paid');
      say('topUpLimit', one.topUpLimitShare, 'is nothing: no margin call is paid');
      break;
    default:
  }
}

/** Prices are noted when agents wake: a shorter lookback holds one of them alone. */
function warnOfLookback(one: AgentClass, path: Path, { scenario, warn }: WarningContext): void {
  const { wakeIntervalUs } = scenario.agents;
  const expected = `more than agents.wakeInterval, ${durationText(wakeIntervalUs)}`;
  const says = 'holds one look at prices alone: no fall is ever seen';
  const code = 'lookback-within-wake';
  const looks = one.kind === 'panicSeller' || one.kind === 'dipBuyer';
  if (looks && one.lookbackUs <= wakeIntervalUs) warn({ code, path: [...path, 'lookback'], says, expected });
  const run = one.bankRun ?? null;
  if (run === null || run.lookbackUs > wakeIntervalUs) return;
  warn({ code, path: [...path, 'bankRun', 'lookback'], says, expected });
}

/** Those who go by what happens to others, or to the fund. */
function warnOfWatchers(one: AgentClass, path: Path, { scenario, warn }: WarningContext): void {
  const { venue, agents } = scenario;
  const { insuranceFund, loss, waterfall, takeover } = venue;
  const kind = [...path, 'kind'];
  if (one.kind === 'herdSeller' && one.drawdown === null) {
    // Those of one class see each other, too.
    const others = agents.classes.some((other) => other.accounts > (other === one ? 1 : 0) && !startsFlat(other));
    if (!venue.liquidation.enabled || !others) {
      warn({
        code: 'watches-nobody',
        path: kind,
        says: others
          ? 'watches liquidations, which venue.liquidation.enabled has switched off'
          : 'watches others being liquidated, and nobody else holds a position at the start',
        hint: 'set drawdown, so that it goes by prices too',
      });
    }
  }
  const isFundUsed = takeover.fundTakes || waterfall.includes('insuranceFund');
  const isFundEmpty = insuranceFund.initial === 0 && loss.inflow === null;
  if (one.kind === 'fundAttacker' && (!isFundUsed || isFundEmpty)) {
    warn({
      code: 'attack-without-fund',
      path: kind,
      says: isFundUsed
        ? 'is after the insurance fund, which starts empty'
        : 'is after the insurance fund, which neither pays nor takes positions over here',
      hint: 'what it wins is paid by other stages of the waterfall, if at all',
    });
  }
  if ((one.bankRun?.fundLossShare ?? null) !== null && insuranceFund.initial === 0) {
    warn({
      code: 'watches-empty-fund',
      path: [...path, 'bankRun', 'fundLoss'],
      says: 'watches the insurance fund, which starts empty and cannot lose a share of nothing',
    });
  }
  if (one.kind === 'basisArbitrageur' && one.funding !== null && venue.funding === null) {
    warn({
      code: 'trades-no-funding',
      path: [...path, 'funding'],
      says: 'goes by funding rates, and the venue has no funding: they never differ',
      hint: 'set venue.funding, or switch it off here',
      atKey: true,
    });
  }
}

function warnOfTimes(one: AgentClass, path: Path, { durationUs, warn }: WarningContext): void {
  if (one.kind !== 'whale' || one.exit === null) return;
  const over = one.exit.atUs + one.exit.overUs - durationUs;
  if (one.exit.atUs >= durationUs || over <= 0) return;
  warn({
    code: 'outlasts-run',
    path: [...path, 'exit', 'over'],
    says: `ends ${durationText(over)} after the run does: part of the position stays`,
    expected: `at most ${durationText(durationUs - one.exit.atUs)}`,
  });
}
