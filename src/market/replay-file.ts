/**
 * Price bars from a CSV file: text in, one series an instrument and every problem found out. Pure; whoever has the
 * file reads it.
 *
 * Columns `ts_utc,symbol,open,high,low,close,volume` in any order, others ignored; `ts_utc` is the start of a bar.
 * Of the prices only two kinds are used: the first bar's open, at its start, and each bar's close, at its end. High
 * and low have no time of their own. A bar is as long as the most frequent distance between two of its series.
 */
import { type Problem, type SourcePlace } from '../base/problem.ts';
import type { SimTimeUs } from '../base/units.ts';
import { log } from '../numeric/math.ts';
import type { ReplayComponent } from './market-rules.ts';
import { mostFrequentStepUs } from './most-frequent-step.ts';
import { type Bar, parseBars } from './replay-rows.ts';
import { formatUtcTime } from './utc-time.ts';

const GAPS_REPORTED_MAX = 20;

export interface ReplayRequest {
  /** Name of the file, for messages. */
  readonly file: string;
  /** Moment that simulated time 0 stands for, microseconds since 1970. */
  readonly startUs: number;
  /** Symbols of the scenario's instruments that want a series. */
  readonly symbols: readonly string[];
  /** Symbol in the file for a symbol of the scenario, where they differ by more than the quote currency. */
  readonly mapping?: Readonly<Record<string, string>>;
}

export interface ReplaySeries {
  /** Symbol in the scenario, and in the file. */
  readonly symbol: string;
  readonly fileSymbol: string;
  /** Rising times since the start of the scenario, and the price at each in the file's currency. */
  readonly timesUs: readonly SimTimeUs[];
  readonly prices: readonly number[];
}

export interface ReplayResult {
  /** In the order of the request; without those that have a problem that leaves nothing to use. */
  readonly series: readonly ReplaySeries[];
  readonly problems: readonly Problem[];
}

/** Reads the series of `request.symbols` from the text of a CSV file. Never throws on bad text. */
export function parseReplayFile(text: string, request: ReplayRequest): ReplayResult {
  const { bars, problems } = parseBars(text, request.file);
  const series: ReplaySeries[] = [];
  if (bars === undefined) return { series, problems };
  const found = [...bars.keys()];
  for (const symbol of request.symbols) {
    const fileSymbol = matchSymbol(symbol, found, request.mapping);
    if (fileSymbol === undefined) problems.push(missingSymbol(symbol, found, request.file));
    else addSeries(symbol, fileSymbol, bars.get(fileSymbol)!, request, series, problems);
  }
  return { series, problems };
}

/**
 * The symbol of `available` that stands for `symbol`: the one that `mapping` names; else the same text; else the only
 * one with the same base asset, so that `BTC` finds `BTCUSDT` and `BTC-PERP` finds `BTC/USD`. Undefined when there is
 * none, or more than one.
 */
export function matchSymbol(
  symbol: string,
  available: readonly string[],
  mapping: Readonly<Record<string, string>> = {},
): string | undefined {
  if (Object.hasOwn(mapping, symbol)) return available.includes(mapping[symbol]) ? mapping[symbol] : undefined;
  if (available.includes(symbol)) return symbol;
  const sameBase = available.filter((candidate) => baseAssetOf(candidate) === baseAssetOf(symbol));
  return sameBase.length === 1 ? sameBase[0] : undefined;
}

function baseAssetOf(symbol: string): string {
  const joined = symbol.toUpperCase().replace(/[-_/:. ]/g, '');
  const base = joined.replace(/(PERP|SWAP)$/, '').replace(/(USDT|USDC|BUSD|FDUSD|USD)$/, '');
  return base === '' ? joined : base;
}

/** The component that replays a series: log returns against the instrument's initial price (same currency). */
export function toReplayComponent(
  series: ReplaySeries,
  instrument: number,
  priceInitial: number,
  file: string,
): ReplayComponent {
  const logReturns = series.prices.map((price) => log(price / priceInitial));
  return { kind: 'replay', instrument, timesUs: series.timesUs, logReturns, file };
}

function addSeries(
  symbol: string,
  fileSymbol: string,
  bars: readonly Bar[],
  request: ReplayRequest,
  series: ReplaySeries[],
  problems: Problem[],
): void {
  const { file, startUs } = request;
  const rising = keepRising(fileSymbol, bars, file, problems);
  if (rising.length < 2) {
    const message = `${fileSymbol} has ${rising.length} usable bars in ${file}: the length of a bar needs two`;
    problems.push({
      code: 'replay-too-short',
      key: '',
      message,
      found: `${rising.length} bars`,
      expected: '2 or more',
    });
    return;
  }
  const stepUs = mostFrequentStepUs(rising.map(({ timeUs }) => timeUs));
  reportGaps(fileSymbol, rising, stepUs, file, problems);
  reportEarlyBars(fileSymbol, rising, request, problems);
  const used = rising.filter((bar) => bar.timeUs >= startUs);
  if (used.length === 0) return;
  series.push({
    symbol,
    fileSymbol,
    timesUs: [used[0].timeUs - startUs, ...used.map((bar) => bar.timeUs + stepUs - startUs)],
    prices: [used[0].open, ...used.map((bar) => bar.close)],
  });
}

/** Bars whose time is above that of the last one kept; the others are problems. */
function keepRising(symbol: string, bars: readonly Bar[], file: string, problems: Problem[]): Bar[] {
  const rising: Bar[] = [];
  for (const bar of bars) {
    const last = rising[rising.length - 1];
    if (last === undefined || bar.timeUs > last.timeUs) {
      rising.push(bar);
      continue;
    }
    problems.push({
      code: 'replay-time-not-rising',
      key: '',
      message: `${symbol} goes back in time, or repeats a bar`,
      found: formatUtcTime(bar.timeUs),
      expected: `after ${formatUtcTime(last.timeUs)}, line ${last.line}`,
      hint: 'sort the file by ts_utc and remove repeated bars',
      place: placeOf(file, bar),
    });
  }
  return rising;
}

function reportGaps(symbol: string, bars: readonly Bar[], stepUs: number, file: string, problems: Problem[]): void {
  let gaps = 0;
  for (let i = 1; i < bars.length; i += 1) {
    const distanceUs = bars[i].timeUs - bars[i - 1].timeUs;
    if (distanceUs <= stepUs) continue;
    gaps += 1;
    if (gaps > GAPS_REPORTED_MAX) continue;
    problems.push({
      code: 'replay-gap',
      key: '',
      message: `${symbol} has no bar for ${(distanceUs - stepUs) / 1e6} s after ${formatUtcTime(bars[i - 1].timeUs + stepUs)}`,
      found: `${distanceUs / 1e6} s between two bars`,
      expected: `${stepUs / 1e6} s`,
      place: placeOf(file, bars[i]),
    });
  }
  if (gaps > GAPS_REPORTED_MAX) {
    const message = `${symbol} has ${gaps - GAPS_REPORTED_MAX} more gaps in ${file}`;
    problems.push({ code: 'replay-gap', key: '', message });
  }
}

function reportEarlyBars(symbol: string, bars: readonly Bar[], request: ReplayRequest, problems: Problem[]): void {
  const early = bars.filter((bar) => bar.timeUs < request.startUs).length;
  if (early === 0) return;
  problems.push({
    code: 'replay-before-start',
    key: '',
    message: `${early} of ${bars.length} bars of ${symbol} lie before the start of the scenario`,
    found: formatUtcTime(bars[0].timeUs),
    expected: `${formatUtcTime(request.startUs)} or later`,
    hint: 'cut the file, or start the scenario earlier',
    place: placeOf(request.file, bars[0]),
  });
}

function missingSymbol(symbol: string, found: readonly string[], file: string): Problem {
  return {
    code: 'replay-symbol-missing',
    key: '',
    message: `${file} has no bars for ${symbol}, or more than one symbol that could be meant`,
    found: found.length === 0 ? 'no symbols' : found.slice(0, 20).join(', '),
    expected: symbol,
    hint: 'map the instrument to a symbol of the file',
  };
}

function placeOf(file: string, bar: Bar): SourcePlace {
  return { file, line: bar.line, column: 1, length: bar.lineText.length, lineText: bar.lineText };
}
