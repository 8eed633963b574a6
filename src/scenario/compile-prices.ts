/** Moves of the outside price: waypoints, jumps and ramps in log price. Replay of a file is compile-replay.ts. */
import type { JumpComponent, PriceComponent, RampComponent, WaypointsComponent } from '../market/market-rules.ts';
import { log } from '../numeric/math.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { read, type Findings } from './findings.ts';
import { indexOfRoot } from './instrument-index.ts';
import { parseNumber } from './plain-units.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { durationText, momentUs, type TimeFrame } from './time-frame.ts';
import type { Written } from './unit-result.ts';
import { parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

export type PricesDraft = Draft<ScenarioFile['market']['prices']>;
type MoveDraft = NonNullable<NonNullable<NonNullable<PricesDraft['jumps']>[number]>['move']>;

const BASE: Path = ['market', 'prices'];

export function compilePrices(
  draft: PricesDraft,
  instruments: CompiledInstruments,
  frame: TimeFrame,
  findings: Findings,
): (PriceComponent | undefined)[] {
  return [
    ...compileWaypoints(draft.waypoints, instruments, frame, findings),
    ...(draft.jumps ?? []).map((jump, at): JumpComponent | undefined => {
      const path = [...BASE, 'jumps', at];
      const atUs = momentUs(jump?.at, [...path, 'at'], frame, findings);
      const logReturns = compileMove(jump?.move, [...path, 'move'], instruments, findings);
      return atUs === undefined || logReturns === undefined ? undefined : { kind: 'jump', atUs, logReturns };
    }),
    ...(draft.ramps ?? []).map((ramp, at): RampComponent | undefined => {
      const path = [...BASE, 'ramps', at];
      const fromUs = momentUs(ramp?.from, [...path, 'from'], frame, findings);
      const toUs = momentUs(ramp?.to, [...path, 'to'], frame, findings);
      const logReturns = compileMove(ramp?.move, [...path, 'move'], instruments, findings);
      if (fromUs !== undefined && toUs !== undefined && toUs <= fromUs) {
        findings.report({
          code: 'min-above-max',
          path: [...path, 'to'],
          says: 'is not after the beginning of the ramp',
          hint: 'a move without duration is a jump',
        });
      }
      return fromUs === undefined || toUs === undefined || logReturns === undefined
        ? undefined
        : { kind: 'ramp', fromUs, toUs, logReturns };
    }),
  ];
}

/** Price change as a share: -20 % is log(0.8). */
function compileMove(
  draft: MoveDraft | undefined,
  path: Path,
  instruments: CompiledInstruments,
  findings: Findings,
): readonly number[] | undefined {
  if (draft === undefined) return undefined;
  const returnOf = (raw: Written | undefined): number | undefined => {
    const share = read(parseRatio, raw);
    return share === undefined ? undefined : log(1 + share);
  };
  if (typeof draft !== 'object') {
    const logReturn = returnOf(draft);
    return logReturn === undefined ? undefined : instruments.hasOwnPrice.map((has) => (has === false ? 0 : logReturn));
  }
  const logReturns: (number | undefined)[] = instruments.symbols.map(() => 0);
  let isWhole = true;
  for (const [symbol, raw] of Object.entries(draft)) {
    const index = indexOfRoot(symbol, instruments, [...path, symbol], findings, true);
    const logReturn = returnOf(raw);
    if (index === undefined || logReturn === undefined) isWhole = false;
    else logReturns[index] = logReturn;
  }
  if (Object.keys(draft).length === 0) {
    findings.report({
      code: 'too-few',
      path,
      says: 'moves no instrument',
      expected: 'a share for all, or one for each symbol',
    });
  }
  return isWhole ? (logReturns as number[]) : undefined;
}

function compileWaypoints(
  draft: PricesDraft['waypoints'],
  instruments: CompiledInstruments,
  frame: TimeFrame,
  findings: Findings,
): (WaypointsComponent | undefined)[] {
  const rows = draft?.rows;
  const path: Path = [...BASE, 'waypoints', 'rows'];
  if (draft === undefined || rows === undefined || draft.unit === undefined) return [];
  const timesUs = rows.map((row, at) => momentUs(row?.at, [...path, at, 'at'], frame, findings));
  timesUs.forEach((us, at) => {
    const before = timesUs[at - 1];
    if (us !== undefined && before !== undefined && us <= before) {
      findings.report({
        code: 'times-not-rising',
        path: [...path, at, 'at'],
        says: 'is not after the row above it',
        expected: `more than ${durationText(before)} from the start`,
      });
    }
  });
  // A symbol that is not known is so in every row: once is enough.
  const reported = new Set<string>();
  const series = instruments.symbols.map(() => ({ timesUs: [] as number[], logReturns: [] as number[] }));
  rows.forEach((row, at) => {
    for (const [symbol, raw] of Object.entries(row ?? {})) {
      if (symbol === 'at' || reported.has(symbol)) continue;
      const cell = [...path, at, symbol];
      const index = indexOfRoot(symbol, instruments, cell, findings, true);
      if (index === undefined) reported.add(symbol);
      const logReturn = waypointReturn(
        raw,
        draft.unit!,
        index === undefined ? undefined : instruments.pricesInitialUsd[index],
        cell,
        findings,
      );
      const us = timesUs[at];
      if (index === undefined || logReturn === undefined || us === undefined) continue;
      const points = series[index];
      // The initial price is the price at the start: a table that begins later leads on from it, without a jump.
      if (points.timesUs.length === 0 && us > 0) {
        points.timesUs.push(0);
        points.logReturns.push(0);
      }
      points.timesUs.push(us);
      points.logReturns.push(logReturn);
    }
  });
  return series.flatMap((points, instrument) =>
    points.timesUs.length === 0 ? [] : [{ kind: 'waypoints' as const, instrument, ...points }],
  );
}

function waypointReturn(
  raw: Written | undefined,
  unit: 'USD' | '%',
  priceInitialUsd: number | undefined,
  path: Path,
  findings: Findings,
): number | undefined {
  const number = read(parseNumber, raw);
  if (number === undefined) return undefined;
  const isPossible = unit === 'USD' ? number > 0 : number > -100;
  if (!isPossible) {
    const expected = unit === 'USD' ? 'a price above 0' : 'a change above -100';
    findings.report({ code: 'out-of-range', path, says: 'leaves no price', expected });
    return undefined;
  }
  if (unit === '%') return log(1 + number / 100);
  return priceInitialUsd === undefined ? undefined : log(number / priceInitialUsd);
}
