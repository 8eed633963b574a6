/**
 * Herd seller: watches others. It leaves its longs once enough longs have been liquidated around it lately, and its
 * shorts once enough shorts have; once. It knows what a venue's public liquidation feed tells.
 */
import { PPM_PER_UNIT, type AccountIndex, type SimTimeUs } from '../../base/units.ts';
import { log } from '../../numeric/math.ts';
import type { HerdSellerClass } from '../agent-class.ts';
import type { AccountRange, AgentView, Behaviour, CommandSink } from '../behaviour.ts';
import { PriceFall, WaitingAccounts } from './price-fall.ts';

export function createHerdSeller(
  range: AccountRange,
  rules: HerdSellerClass,
  instrumentCount: number,
  wakeIntervalUs: SimTimeUs,
): Behaviour {
  const feed = new LiquidationWindow(rules);
  const waiting = new WaitingAccounts(range);
  const fall = rules.drawdown === null ? null : new PriceFall(rules.windowUs, instrumentCount);
  const fallTrigger = rules.drawdown === null ? Infinity : -log(1 - rules.drawdown);
  const hasFallen = (i: number): boolean => fall !== null && fall.fallLog[i] >= fallTrigger;

  const leave = (view: AgentView, account: AccountIndex, commands: CommandSink): boolean => {
    const trigger = view.triggerOf(account);
    let left = false;
    for (let i = 0; i < instrumentCount; i += 1) {
      if (view.isAsset(i)) continue;
      const lots = view.lotsOf(account, i);
      const isReached = lots > 0 ? feed.longShare >= trigger || hasFallen(i) : feed.shortShare >= trigger;
      if (lots === 0 || !isReached) continue;
      const size = Math.min(Math.abs(lots), Math.ceil((Math.abs(lots) * rules.sellSharePpm) / PPM_PER_UNIT));
      if (size === 0) continue;
      commands.order(account, i, lots > 0 ? -size : size, 'herdSale', view.reactionUsOf(account));
      left = true;
    }
    return left;
  };

  return {
    wakeIntervalUs,
    onWake: (view, commands) => {
      feed.look(view);
      fall?.look(view);
      const isFalling = fall !== null && fall.fallLog.some((log) => log >= fallTrigger);
      const level = isFalling ? Infinity : Math.max(feed.longShare, feed.shortShare);
      waiting.visit(view, level, (account) => leave(view, account, commands));
    },
  };
}

/** What the feed came to within (now - window, now], as shares of what could be liquidated. */
class LiquidationWindow {
  /** Of longs and of shorts, as of the last look. */
  longShare = 0;
  shortShare = 0;
  readonly #windowUs: SimTimeUs;
  readonly #watches: HerdSellerClass['watches'];
  /** Looks within the window and the last one before it, by rising time: time, accounts, longs, shorts. */
  #looks: (readonly [number, number, number, number])[] = [[-Infinity, 0, 0, 0]];

  constructor({ windowUs, watches }: HerdSellerClass) {
    this.#windowUs = windowUs;
    this.#watches = watches;
  }

  look(view: AgentView): void {
    const { accounts, longNotional, shortNotional } = view.liquidations;
    this.#looks.push([view.nowUs, accounts, longNotional, shortNotional]);
    const before = this.#looks.findLastIndex(([timeUs]) => timeUs <= view.nowUs - this.#windowUs);
    if (before > 0) this.#looks = this.#looks.slice(before);
    const [, accountsBefore, longsBefore, shortsBefore] = this.#looks[0];
    if (this.#watches === 'accounts') {
      const share = (accounts - accountsBefore) / view.accountCount;
      this.longShare = share;
      this.shortShare = share;
      return;
    }
    const openInterest = openInterestOf(view);
    this.longShare = shareOf(longNotional - longsBefore, openInterest);
    this.shortShare = shareOf(shortNotional - shortsBefore, openInterest);
  }
}

/** One side's, at the mark, over all instruments. */
function openInterestOf(view: AgentView): number {
  let sum = 0;
  for (let i = 0; i < view.instrumentCount; i += 1) {
    if (!view.isAsset(i)) sum += view.openInterestOf(i) * view.markPerLotOf(i);
  }
  return sum;
}

function shareOf(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
