/** Who pushed one account into each of its breaches, and whom it pushed. */
import { plural } from '../../base/format.ts';
import type { Breach, BreachRest } from '../../experiment/causes/cause-record.ts';
import { isOwnDoing } from '../../experiment/causes/cause-tree.ts';
import { takerNameOf } from '../../report/taker-name.ts';
import {
  causeRows,
  describeParent,
  money,
  ROUNDING_MAX,
  shareOf,
  table,
  timeOf,
  type CauseStory,
} from './cause-words.ts';
import { paragraph } from './tree-text.ts';

const BREACHES_MAX = 4;
const PUSHED_MAX = 6;
const ROWS = 6;

/** Empty for an account that was never breached. */
export function accountCauseLines(account: number, story: CauseStory): string[] {
  const own = story.causes.breaches.filter((breach) => breach.account === account);
  if (own.length === 0) return [];
  const lines = ['', 'WHO PUSHED IT'];
  for (const breach of own.slice(0, BREACHES_MAX)) lines.push(...breachLines(breach, story));
  if (own.length > BREACHES_MAX)
    lines.push(...paragraph(`... ${plural(own.length - BREACHES_MAX, 'more breach', 'more breaches')}`));
  return [...lines, ...paragraph(describePushed(account, story))];
}

function breachLines(breach: Breach, story: CauseStory): string[] {
  const fall = breach.equitySince - breach.equity;
  const outside = breach.outside.reduce((sum, { loss }) => sum + loss, 0);
  const row = (name: string, loss: number): string[] => [name, money(loss), shareOf(loss, fall)];
  const since = breach.sinceUs === 0 ? 'since the start' : `since ${timeOf(story, breach.sinceUs)}`;
  const chain = chainOf(breach, story);
  return [
    ...paragraph(
      `${timeOf(story, breach.timeUs)}: pushed by ${isOwnDoing(breach) ? 'its own liquidation' : describeParent(breach.parent, story)}${chain}. It had lost ${money(fall)} ${since}:`,
    ),
    ...table([
      ['cause', 'USD', ''],
      row('the outside price', outside - breach.oracleError),
      ...(breach.oracleError === 0 ? [] : [row('the error of the oracle', breach.oracleError)]),
      ...causeRows(breach.causes, fall, ROWS, story),
      ...restRows(breach.restParts).map(([name, loss]) => row(name, loss)),
    ]),
  ];
}

/** What no price that moved against its positions is behind; nothing of parts that are nothing. */
function restRows({ trades, marks, paidOut, funding, shared, other }: BreachRest): [string, number][] {
  const rows: [string, number][] = [
    ['own trades, against the mark', trades],
    [paidOut < 0 ? 'deposits, less withdrawals' : 'withdrawals, less deposits', paidOut],
    ['funding', funding],
    ['losses of others that it bore', shared],
    ['rule of the mark, whole ticks', marks],
    [Math.abs(other) < ROUNDING_MAX ? 'rounding' : 'its quotes filled, fees and the rest', other],
  ];
  return rows.filter(([, loss]) => loss !== 0);
}

/** Through whom the push came, back to the first cause. */
function chainOf({ parent }: Breach, story: CauseStory): string {
  const links: string[] = [];
  let at = parent;
  while (at.kind === 'liquidation' && links.length < ROWS) {
    at = story.causes.breaches[at.breach]!.parent;
    links.push(at.kind === 'liquidation' ? takerNameOf(story.scenario, at.account) : describeParent(at, story));
  }
  return links.length === 0 ? '' : `, which was pushed by ${links.join(', that by ')}`;
}

function describePushed(account: number, { causes, scenario }: CauseStory): string {
  const pushed = causes.breaches.filter(
    (breach) => breach.parent.kind === 'liquidation' && breach.parent.account === account && !isOwnDoing(breach),
  );
  if (pushed.length === 0) return 'Its own liquidation pushed nobody more than others did.';
  const nameOf = (other: number): string => takerNameOf(scenario, other).replace(/^account /, '');
  const named = pushed.slice(0, PUSHED_MAX).map((breach) => nameOf(breach.account));
  const more = pushed.length > named.length ? ` and ${pushed.length - named.length} more` : '';
  return `Its own liquidation pushed ${plural(pushed.length, 'account')}: ${named.join(', ')}${more}.`;
}
