/** Times as long as the run or longer: what waits for them never comes, or never ends. */
import { withArticle } from '../../base/format.ts';
import type { SimTimeUs } from '../../base/units.ts';
import { pathOfClass } from '../class-path.ts';
import { durationText } from '../time-frame.ts';
import type { Path } from '../yaml-nodes.ts';
import type { WarningContext } from './warning-context.ts';

interface Lasting {
  readonly path: Path;
  /** Null where the setting is off. */
  readonly us: SimTimeUs | null | undefined;
  readonly so: string;
}

const VENUE: Path = ['venue'];
const CONTROLS: Path = ['venue', 'controls'];

export function warnOfDurations(context: WarningContext): void {
  const { durationUs, warn, isWritten } = context;
  const controls = ofControls(context);
  for (const lasting of [...ofVenue(context), ...controls, ...ofTakers(context), ...ofAgents(context)]) {
    const { path, us, so } = lasting;
    if (us === null || us === undefined || us < durationUs) continue;
    const expected = `less than ${durationText(durationUs)}`;
    const hint = 'shorten it, or lengthen run.duration';
    const code = 'outlasts-run';
    if (isWritten(path)) warn({ code, path, says: `is no shorter than the run: ${so}`, expected, hint });
    // Whoever switches a control on wants it; any other default that a short run does not reach is nobody's doing.
    else if (controls.includes(lasting)) {
      const says = `has ${withArticle(String(path.at(-1)))} of ${durationText(us)} by default, no shorter than the run: ${so}`;
      warn({ code, path: path.slice(0, -1), says, expected, hint, atKey: true });
    }
  }
}

function ofVenue({ scenario: { venue } }: WarningContext): readonly Lasting[] {
  const { liquidation, markPrice, insuranceFund, loss, withdrawals, halt, marginRecalibration } = venue;
  const at = (...keys: string[]): Path => [...VENUE, ...keys];
  return [
    { path: at('markPrice', 'interval'), us: markPrice.intervalUs, so: 'trades move no mark' },
    { path: at('liquidation', 'latency'), us: liquidation.latencyUs, so: 'nobody is liquidated' },
    { path: at('liquidation', 'stepInterval'), us: liquidation.stepIntervalUs, so: 'an account gets one order' },
    {
      path: at('liquidation', 'retryInterval'),
      us: liquidation.retryIntervalUs,
      so: 'an account that was put off is not tried again',
    },
    { path: at('withdrawals', 'latency'), us: withdrawals?.latencyUs, so: 'nothing is paid out' },
    {
      path: at('insuranceFund', 'unwindInterval'),
      us: insuranceFund.unwindIntervalUs,
      so: 'the fund sells nothing of what it took over',
    },
    { path: at('insuranceFund', 'inflow', 'interval'), us: loss.inflow?.intervalUs, so: 'nothing flows in' },
    {
      path: at('marginRecalibration', 'interval'),
      us: marginRecalibration?.intervalUs,
      so: 'margins stay as they are',
    },
    {
      path: at('circuitBreakers', 'halt', 'duration'),
      us: halt?.durationUs,
      so: 'an instrument that is halted does not trade again',
    },
  ];
}

function ofControls({ scenario: { venue } }: WarningContext): readonly Lasting[] {
  const { limitUpDown, dynamicBreaker, marketWide, reopening, liquidationPause, withdrawalGate } = venue.controls;
  const { marginSteps, oracleGuard } = venue.controls;
  const at = (...keys: string[]): Path => [...CONTROLS, ...keys];
  const noTrade = 'an instrument that is stopped does not trade again';
  return [
    { path: at('limitUpDown', 'limitState'), us: limitUpDown?.limitStateUs, so: 'no limit state becomes a pause' },
    { path: at('limitUpDown', 'pause'), us: limitUpDown?.pauseUs, so: noTrade },
    { path: at('dynamicBreaker', 'preOpen'), us: dynamicBreaker?.preOpenUs, so: noTrade },
    { path: at('marketWide', 'duration'), us: marketWide?.haltUs, so: 'level 1 closes the market for good' },
    { path: at('reopening', 'call'), us: reopening?.callUs, so: 'no auction is held, and what was halted stays so' },
    {
      path: at('liquidationPause', 'duration'),
      us: liquidationPause?.pauseUs,
      so: 'once tripped, nobody is liquidated any more',
    },
    { path: at('withdrawalGate', 'duration'), us: withdrawalGate?.closedUs, so: 'once closed, it does not open' },
    { path: at('marginSteps', 'interval'), us: marginSteps?.intervalUs, so: 'nothing is ever measured' },
    { path: at('oracleGuard', 'confirm'), us: oracleGuard?.confirmUs, so: 'it never guards' },
  ];
}

function ofTakers({ scenario: { venue } }: WarningContext): readonly Lasting[] {
  // The fund has a place in the list, and no settings there.
  return venue.takeover.takers.flatMap((taker, place): Lasting[] => {
    const path = [...VENUE, 'takeover', place];
    const unwinding = {
      path: [...path, 'unwindInterval'],
      us: taker.inventory.unwindIntervalUs,
      so: 'nothing is sold of what was taken',
    };
    if (taker.kind !== 'dutchAuction') return [unwinding];
    const last = taker.discounts.length - 1;
    const end = [...path, 'discounts', last, 'after'];
    return [unwinding, { path: end, us: taker.discounts[last].afterUs, so: 'no auction comes to its end' }];
  });
}

function ofAgents({ scenario: { agents } }: WarningContext): readonly Lasting[] {
  const classes = agents.classes.flatMap((one, index): Lasting[] => {
    const at = (...keys: string[]): Path => [...pathOfClass(agents, index), ...keys];
    switch (one.kind) {
      case 'whale':
        return [{ path: at('exit', 'at'), us: one.exit?.atUs, so: 'it never begins to leave' }];
      case 'fundAttacker':
        return [
          { path: at('openAt'), us: one.openAtUs, so: 'it opens nothing' },
          { path: at('pushAt'), us: one.openAtUs < one.pushAtUs ? one.pushAtUs : null, so: 'it never pushes' },
        ];
      case 'marketMaker':
        return [{ path: at('requoteInterval'), us: one.requoteIntervalUs, so: 'its quotes stay as they are' }];
      case 'optionSeller':
        return [{ path: at('rehedgeInterval'), us: one.rehedgeIntervalUs, so: 'it never hedges again' }];
      default:
        return [];
    }
  });
  const waking = { path: ['agents', 'wakeInterval'], us: agents.wakeIntervalUs, so: 'agents never look at prices' };
  return [waking, ...classes];
}
