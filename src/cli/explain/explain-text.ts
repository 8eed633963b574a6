/** The story of one account in at most 80 columns. */
import { formatCount, plural } from '../../base/format.ts';
import { wrapText } from '../../report/text-layout.ts';
import type { AccountRecorder, Entry, FactEntry, QuotingEntry } from './account-recorder.ts';
import type { AccountState } from './account-figures.ts';
import { formatAmount, formatSize } from './amounts.ts';
import { describeFactEntry, formatTime } from './describe-fact.ts';
import type { Story } from './story.ts';
import { describeColumns } from './portfolio-tables.ts';
import { marginLines, positionLines } from './position-tables.ts';
import type { Verdict } from './verdict.ts';

const WIDTH = 80;
const INDENT = '  ';
/** A market maker's story can have thousands of entries: the first and the last of them are told. */
const ENTRIES_MAX = 60;

export interface Subject {
  readonly className: string;
  readonly classKind: string;
  readonly path: number;
  readonly start: AccountState;
}

export function formatStory(subject: Subject, recorder: AccountRecorder, verdict: Verdict, story: Story): string {
  const entries = joinCloses(recorder.entries, story.account);
  const half = ENTRIES_MAX / 2;
  const isCut = entries.length > ENTRIES_MAX;
  const told = isCut ? [...entries.slice(0, half), ...entries.slice(-half)] : entries;
  const blocks = told.map((entry) => formatEntry(entry, story));
  if (isCut)
    blocks.splice(half, 0, [
      `... ${plural(entries.length - told.length, 'entry', 'entries')} left out; --json has all of them`,
    ]);
  return [formatSubject(subject, story), ...blocks, ['WHY', ...indented([verdict.text])]]
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** What was closed of one position at one moment, against however many counterparties, is one entry. */
function joinCloses(entries: readonly Entry[], account: number): readonly Entry[] {
  const joined: Entry[] = [];
  for (const entry of entries) {
    const last = joined.at(-1);
    if (last?.kind === 'fact' && entry.kind === 'fact' && isSameClose(last, entry, account)) {
      const { fact, coinChange, after } = entry;
      const more = [...last.more, fact];
      joined[joined.length - 1] = { ...last, more, coinChange: last.coinChange + coinChange, after };
    } else joined.push(entry);
  }
  return joined;
}

function isSameClose(one: FactEntry, next: FactEntry, account: number): boolean {
  const isClose = ({ fact }: FactEntry): boolean => fact.kind === 'deleveraging' && fact.a === account;
  return isClose(one) && isClose(next) && one.timeUs === next.timeUs && one.fact.instrument === next.fact.instrument;
}

function formatSubject({ className, classKind, path, start }: Subject, story: Story): string[] {
  const { account, scenario } = story;
  const gross = start.legs.reduce((sum, leg) => sum + leg.notional, 0);
  const leverage = start.equity > 0 ? `, leverage ${Number((gross / start.equity).toPrecision(3))}x` : '';
  return [
    `ACCOUNT ${account} on path ${path} of ${scenario.name}, seed ${scenario.run.seed}`,
    ...indented([
      `${className} (${classKind}); equity ${formatAmount(start.equity)} at the start${leverage}. Amounts in USD.`,
    ]),
    ...(start.portfolio === null ? [] : indented([describeColumns(start.portfolio)])),
    ...stateLines(start, story),
  ];
}

function formatEntry(entry: Entry, story: Story): string[] {
  const time = formatTime(story, entry.timeUs);
  switch (entry.kind) {
    case 'fact': {
      const { headline, text, tables } = describeFactEntry(entry, story);
      return [...titled(time, headline), ...indented(text), ...tabled(tables)];
    }
    case 'quoting':
      return [
        ...titled(time, 'MAKING THE MARKET'),
        ...indented([describeQuoting(entry, story)]),
        ...stateLines(entry.after, story),
      ];
  }
}

function stateLines(state: AccountState, { terms }: Story): string[] {
  const isEmpty = state.legs.length === 0 && (state.portfolio?.balances.length ?? 0) === 0;
  return tabled([...positionLines(state, terms), ...(isEmpty ? [] : marginLines(state, terms))]);
}

function describeQuoting({ untilUs, hits, quotes, offloads, lots }: QuotingEntry, story: Story): string {
  const changes = lots.flatMap((net, i) => {
    const { symbol, lotSizeUnits, contract } = story.terms.instruments[i]!;
    // Balances change with what coin-settled trades cost as well: their table says what there is.
    return net === 0 || contract.kind === 'spot'
      ? []
      : [`${net > 0 ? 'bought' : 'sold'} ${formatSize(net, lotSizeUnits)} ${symbol}`];
  });
  const parts = [
    ...(hits > 0 ? [`its quotes were hit ${times(hits)}`] : []),
    ...(quotes > 0 ? [`it changed them ${times(quotes)}`] : []),
    ...(offloads > 0 ? [`it handed inventory to other venues ${times(offloads)}`] : []),
  ];
  const net = changes.length === 0 ? 'nothing' : changes.join(', ');
  return `Until ${formatTime(story, untilUs)} ${parts.join(', ')}; net: ${net}.`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${formatCount(count)} times`;
}

function titled(time: string, headline: string): string[] {
  const [first = '', ...rest] = wrapText(headline, WIDTH - time.length - 2);
  return [`${time}  ${first}`, ...rest.map((line) => ' '.repeat(time.length + 2) + line)];
}

function indented(sentences: readonly string[]): string[] {
  return sentences.flatMap((sentence) => wrapText(sentence, WIDTH - INDENT.length).map((line) => INDENT + line));
}

function tabled(lines: readonly string[]): string[] {
  return lines.map((line) => INDENT + line);
}
