/** The chain of causes as a tree of at most 80 columns: the largest branches, and counts of the rest. */
import { formatCount, plural } from '../../base/format.ts';
import { isOwnDoing, type BreachNode, type CauseRoot, type CauseTree } from '../../experiment/causes/cause-tree.ts';
import { takerNameOf } from '../../report/taker-name.ts';
import { wrapText } from '../../report/text-layout.ts';
import { describeParent, INDENT, money, shareOf, timeOf, titleOf, WIDTH, type CauseStory } from './cause-words.ts';

/** Lines of branches, children of one node, and levels that are told; --json has all. */
const LINES_MAX = 48;
const CHILDREN_MAX = 4;
const LEVELS_MAX = 10;

export function formatTree(story: CauseStory, tree: CauseTree): string {
  const lines = [titleOf('CHAIN OF CAUSES', story), ...paragraph(summarise(tree))];
  let room = LINES_MAX;
  for (const root of tree.roots) {
    lines.push('', rootLine(root, story));
    const told = branchLines(root.children, story, '', room, 0);
    room = Math.max(6, room - told.length);
    lines.push(...told);
  }
  return `${lines.join('\n')}\n`;
}

function summarise({ breaches, pushed, pushedByOwn, depth }: CauseTree): string {
  if (breaches === 0) return 'No account fell below its maintenance margin.';
  const chain = depth > 1 ? ` The longest chain has ${plural(depth, 'breach', 'breaches')}.` : '';
  const own = pushedByOwn === 0 ? '' : `, ${formatCount(pushedByOwn)} by an earlier liquidation of their own`;
  return `${plural(breaches, 'breach', 'breaches')}, ${formatCount(pushed)} of them (${shareOf(pushed, breaches)}) pushed by another account's liquidation more than by anything else${own}.${chain} A breach stands below the liquidation whose orders cost the account most. Each line: account, its loss since it was last healthy and how much of it is displacement by the venue's own orders; what its liquidation closed; and breaches below it.`;
}

function rootLine({ parent, breaches, forced, children }: CauseRoot, story: CauseStory): string {
  const direct = children.length === breaches ? '' : `, ${formatCount(children.length)} directly`;
  return `BY ${describeParent(parent, story).toUpperCase()}: ${plural(breaches, 'breach', 'breaches')}${direct}, ${money(forced)} closed`;
}

function branchLines(
  nodes: readonly BreachNode[],
  story: CauseStory,
  prefix: string,
  room: number,
  level: number,
): string[] {
  const lines: string[] = [];
  const told = nodes.slice(0, level >= LEVELS_MAX ? 0 : Math.max(1, Math.min(CHILDREN_MAX, room)));
  const left = nodes.slice(told.length);
  told.forEach((node, n) => {
    const isLast = n === told.length - 1 && left.length === 0;
    lines.push(`${prefix}${isLast ? '└ ' : '├ '}${nodeText(node, story, WIDTH - prefix.length - 2)}`);
    if (node.children.length === 0) return;
    const below = room - lines.length - (told.length - n - 1);
    lines.push(...branchLines(node.children, story, `${prefix}${isLast ? '  ' : '│ '}`, Math.max(0, below), level + 1));
  });
  if (left.length > 0) lines.push(`${prefix}└ ${restText(left)}`);
  return lines;
}

/** Deep branches leave less room: what is least missed goes first. */
function nodeText({ breach, breaches }: BreachNode, story: CauseStory, room: number): string {
  const fall = breach.equitySince - breach.equity;
  const displaced = breach.displacement.reduce((sum, { loss }) => sum + loss, 0);
  const start = `${timeOf(story, breach.timeUs)} ${takerNameOf(story.scenario, breach.account)}${isOwnDoing(breach) ? ' again' : ''}: lost ${money(fall)}`;
  const own = fall > 0 ? `, ${shareOf(Math.max(0, displaced), fall)} displaced` : '';
  const closed = breach.forced === 0 ? `; ${breach.outcome}` : `; ${money(breach.forced)} closed`;
  const below = breaches > 1 ? `; ${formatCount(breaches - 1)} below` : '';
  const texts = [start + own + closed + below, start + own + below, start + below];
  return texts.find((text) => text.length <= room) ?? texts.at(-1)!;
}

function restText(nodes: readonly BreachNode[]): string {
  const breaches = nodes.reduce((sum, node) => sum + node.breaches, 0);
  const forced = nodes.reduce((sum, node) => sum + node.forced, 0);
  return `... ${plural(breaches, 'more breach', 'more breaches')} in ${plural(nodes.length, 'branch', 'branches')}, ${money(forced)} closed`;
}

export function paragraph(text: string): string[] {
  return wrapText(text, WIDTH - INDENT.length).map((line) => INDENT + line);
}
