/** Replay of a price file. */
import type { Problem } from '../base/problem.ts';
import type { SimTimeUs } from '../base/units.ts';
import type { ReplayComponent } from '../market/market-rules.ts';
import { parseReplayFile, toReplayComponent, type ReplaySeries } from '../market/replay-file.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import type { PricesDraft } from './compile-prices.ts';
import type { ScenarioFiles } from './file-reader.ts';
import type { Findings } from './findings.ts';
import { indexOfRoot } from './instrument-index.ts';
import { PRICE_FILE_BYTES_MAX } from './limits.ts';
import { findScenarioFile, readScenarioFile, type FileTerms } from './scenario-file.ts';
import { durationText, momentUs, type TimeFrame } from './time-frame.ts';
import { textOf } from './unit-result.ts';
import type { Path } from './yaml-nodes.ts';

const FILE: Path = ['market', 'prices', 'file'];
const SYMBOLS: Path = ['market', 'prices', 'symbols'];
const PRICE_FILE: FileTerms = {
  code: 'price-file',
  key: FILE,
  noun: 'a CSV file',
  bytesMax: PRICE_FILE_BYTES_MAX,
  tooLargeHint: 'cut it to the time of the run and the instruments of the venue',
};
/** A first price this far from initialPrice is another asset or another day, not the same market. */
const START_RATIO_MAX = 1.1;

export function compileReplay(
  draft: PricesDraft,
  instruments: CompiledInstruments,
  frame: TimeFrame,
  context: ScenarioFiles,
  findings: Findings,
): (ReplayComponent | undefined)[] {
  const name = textOf(draft.file);
  const untilUs = momentUs(draft.until, ['market', 'prices', 'until'], frame, findings);
  if (!Object.hasOwn(draft, 'file')) {
    for (const key of ['symbols', 'until']) {
      if (!Object.hasOwn(draft, key)) continue;
      findings.report({
        code: 'missing-key',
        path: ['market', 'prices', key],
        says: 'needs a price file',
        hint: 'add "file: prices.csv"',
        atKey: true,
      });
    }
    return [];
  }
  if (frame.startUs === null) {
    findings.report({
      code: 'undated-scenario',
      path: FILE,
      says: 'holds prices with a date, but the scenario has none',
      hint: 'add run.startTime, such as "2020-03-12T00:00:00Z"',
    });
  }
  const mapping = compileMapping(draft, instruments, findings);
  const path = name === undefined ? undefined : findScenarioFile(name, PRICE_FILE, context, findings);
  if (name === undefined || path === undefined || typeof frame.startUs !== 'number') return [undefined];
  const symbols = Object.hasOwn(draft, 'symbols')
    ? Object.keys(mapping)
    : instruments.symbols.filter(
        (symbol, at): symbol is string => symbol !== undefined && instruments.hasOwnPrice[at] !== false,
      );
  const text = readScenarioFile(path, name, PRICE_FILE, context, findings);
  if (text === undefined) return [undefined];
  const { series, problems } = parseReplayFile(text, { file: name, startUs: frame.startUs, symbols, mapping });
  // The run may start anywhere in the file: what lies before is not used.
  findings.add(problems.filter((problem) => problem.code !== 'replay-before-start').map(placed(name)));
  const endUs = untilUs ?? frame.durationUs;
  return series.map((one) => {
    const index = instruments.symbols.indexOf(one.symbol);
    const priceInitial = instruments.pricesInitialUsd[index];
    checkCoverage(one, endUs, findings);
    if (priceInitial === undefined) return undefined;
    checkStart(one, priceInitial, index, findings);
    return toReplayComponent(endUs === undefined ? one : cutAfter(one, endUs), index, priceInitial, name);
  });
}

function compileMapping(
  draft: PricesDraft,
  instruments: CompiledInstruments,
  findings: Findings,
): Record<string, string> {
  const mapping: Record<string, string> = {};
  for (const [symbol, raw] of Object.entries(draft.symbols ?? {})) {
    const index = indexOfRoot(symbol, instruments, [...SYMBOLS, symbol], findings, true);
    const inFile = textOf(raw);
    if (index !== undefined && inFile !== undefined) mapping[symbol] = inFile;
  }
  return mapping;
}

function checkCoverage(series: ReplaySeries, endUs: SimTimeUs | undefined, findings: Findings): void {
  const { timesUs, fileSymbol } = series;
  const firstUs = timesUs[0];
  const lastUs = timesUs[timesUs.length - 1];
  const barUs = timesUs.length > 1 ? timesUs[1] - firstUs : 0;
  if (firstUs > barUs) {
    findings.report({
      code: 'price-file-not-covering',
      path: FILE,
      says: `has its first price of ${fileSymbol} ${durationText(firstUs)} after the start of the run`,
      hint: 'move run.startTime into the time of the file',
    });
  }
  if (endUs !== undefined && lastUs < endUs) {
    findings.report({
      code: 'price-file-not-covering',
      path: FILE,
      says: `has its last price of ${fileSymbol} at ${durationText(lastUs)}, before the end at ${durationText(endUs)}`,
      hint: `shorten run.duration, or set market.prices.until to "${durationText(lastUs)}"`,
    });
  }
}

function checkStart(series: ReplaySeries, priceInitial: number, index: number, findings: Findings): void {
  const first = series.prices[0];
  const ratio = first > priceInitial ? first / priceInitial : priceInitial / first;
  if (ratio <= START_RATIO_MAX) return;
  findings.report({
    code: 'price-file-start',
    path: ['venue', 'instruments', index, 'initialPrice'],
    says: `is far from the first price in the file: ${first}`,
    expected: `a price near ${first} USD`,
    hint: 'check the price, the symbol in the file and run.startTime',
  });
}

/** The series up to the first price at or after `endUs`. */
function cutAfter(series: ReplaySeries, endUs: SimTimeUs): ReplaySeries {
  const end = series.timesUs.findIndex((us) => us >= endUs);
  if (end < 0) return series;
  return { ...series, timesUs: series.timesUs.slice(0, end + 1), prices: series.prices.slice(0, end + 1) };
}

/** A problem inside the price file, with a place even where the file as a whole is at fault. */
function placed(file: string): (problem: Problem) => Problem {
  return (problem) => ({ ...problem, place: problem.place ?? { file, line: 1, column: 1, length: 1 } });
}
