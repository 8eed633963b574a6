/** The story of one account in at most 80 columns. */
import { formatCount, plural } from '../../base/format.ts';
import { wrapText } from '../../report/text-layout.ts';
import type { AccountRecorder, Entry } from './account-recorder.ts';
import type { AccountState } from './account-state.ts';
import { formatAmount, formatSize } from './amounts.ts';
import { describeFactEntry, formatTime, type Story } from './describe-fact.ts';
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
  const { entries } = recorder;
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

function formatSubject({ className, classKind, path, start }: Subject, story: Story): string[] {
  const { account, terms, scenario } = story;
  const gross = start.legs.reduce((sum, leg) => sum + leg.notional, 0);
  const leverage = start.equity > 0 ? `, leverage ${Number((gross / start.equity).toPrecision(3))}x` : '';
  return [
    `ACCOUNT ${account} on path ${path} of ${scenario.name}, seed ${scenario.run.seed}`,
    ...indented([
      `${className} (${classKind}); equity ${formatAmount(start.equity)} at the start${leverage}. Amounts in USD.`,
    ]),
    ...tabled([...positionLines(start, terms), ...(start.legs.length === 0 ? [] : marginLines(start, terms))]),
  ];
}

function formatEntry(entry: Entry, story: Story): string[] {
  const time = formatTime(story, entry.timeUs);
  switch (entry.kind) {
    case 'fact': {
      const { headline, text, tables } = describeFactEntry(entry, story);
      return [...titled(time, headline), ...indented(text), ...tabled(tables)];
    }
    case 'quotesHit': {
      const changes = entry.lots.flatMap((lots, i) => {
        const { symbol, lotSizeUnits } = story.terms.instruments[i]!;
        return lots === 0 ? [] : [`${lots > 0 ? 'bought' : 'sold'} ${formatSize(lots, lotSizeUnits)} ${symbol}`];
      });
      const net = changes.length === 0 ? 'nothing in the end' : changes.join(', ');
      return [
        ...titled(time, `QUOTES HIT ${times(entry.hits)}`),
        ...indented([`Others traded against it: net ${net}.`]),
      ];
    }
    case 'routine': {
      const parts = [
        ...(entry.quotes > 0 ? [`changed its quotes ${times(entry.quotes)}`] : []),
        ...(entry.offloads > 0 ? [`handed inventory to other venues ${times(entry.offloads)}`] : []),
      ];
      return [
        ...titled(time, 'QUOTING'),
        ...indented([`Until ${formatTime(story, entry.untilUs)} it ${parts.join(' and ')}.`]),
      ];
    }
  }
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
