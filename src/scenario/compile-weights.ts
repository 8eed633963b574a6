/** Which instruments a class chooses, and how many of them one account holds. */
import type { AgentClassBase } from '../agents/agent-class.ts';
import { QUANTA_PER_USD } from '../base/units.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import { indexOfSymbol } from './instrument-index.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { read, type Findings } from './findings.ts';
import { parseCount, parseNumber } from './plain-units.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import type { Path } from './yaml-nodes.ts';

type ClassDraft = Extract<
  Draft<ScenarioFile['agents']['classes'][number]>,
  { kind?: 'leveragedDirectional' | undefined }
>;

export function compileWeights(
  draft: ClassDraft['instruments'],
  path: Path,
  instruments: CompiledInstruments,
  /** Instrument that the class hedges with, NO_INSTRUMENT for none: it is nothing to choose. */
  hedge: number,
  findings: Findings,
): readonly number[] | undefined {
  if (draft === undefined) return undefined;
  const canChoose = (index: number): boolean => index !== hedge && instruments.links[index].kind !== 'spot';
  if (draft === 'equal' || draft === 'byOpenInterest') {
    if (instruments.symbols.some((_, index) => canChoose(index))) {
      return draft === 'equal' ? equalWeights(instruments, canChoose) : weightsByOpenInterest(instruments, canChoose);
    }
    // Of a venue without contracts that was said where its instruments stand.
    if (hedge !== NO_INSTRUMENT) reportHedgeAlone(instruments.symbols[hedge], path, findings);
    return undefined;
  }
  const weights: (number | undefined)[] = instruments.symbols.map(() => 0);
  let isWhole = true;
  for (const [symbol, raw] of Object.entries(draft)) {
    const index = indexOfSymbol(symbol, instruments.symbols, [...path, symbol], findings, true);
    const weight = read(parseNumber, raw);
    if (index === undefined || weight === undefined) isWhole = false;
    else weights[index] = weight;
    if (index === undefined || weight === undefined || weight === 0 || canChoose(index)) continue;
    findings.report({
      code: 'not-a-position',
      path: [...path, symbol],
      says: index === hedge ? 'is what the class hedges with' : 'is a spot asset, which is held as collateral',
      hint: index === hedge ? 'leave it out: the hedge is added to the positions' : 'write it under "collateral:"',
      atKey: true,
    });
    isWhole = false;
  }
  if (!isWhole) return undefined;
  if (weights.some((weight) => weight !== undefined && weight > 0)) return weights as number[];
  findings.report({
    code: 'weights-all-zero',
    path,
    says: 'gives no instrument a weight above 0',
    expected: 'a weight above 0 for at least one instrument',
  });
  return undefined;
}

/** In USD; equal where no instrument has open interest. */
function weightsByOpenInterest(
  instruments: CompiledInstruments,
  canChoose: (index: number) => boolean,
): readonly number[] | undefined {
  const { openInterest } = instruments;
  if (openInterest.includes(undefined)) return undefined;
  const weights = openInterest.map((quanta, index) => (canChoose(index) ? quanta! / QUANTA_PER_USD : 0));
  return weights.every((weight) => weight === 0) ? equalWeights(instruments, canChoose) : weights;
}

function equalWeights({ symbols }: CompiledInstruments, canChoose: (index: number) => boolean): readonly number[] {
  return symbols.map((_, index) => (canChoose(index) ? 1 : 0));
}

function reportHedgeAlone(symbol: string | undefined, path: Path, findings: Findings): void {
  findings.report({
    code: 'weights-all-zero',
    path,
    says: `has nothing to choose: ${symbol}, which the class hedges with, is the only contract`,
    hint: 'list another contract, or leave the hedge out',
  });
}

export function compileInstrumentsPerAccount(
  draft: ClassDraft['instrumentsPerAccount'],
  weights: readonly number[] | undefined,
  path: Path,
  findings: Findings,
): AgentClassBase['instrumentsPerAccount'] | undefined {
  if (draft === undefined) return undefined;
  const isRange = typeof draft === 'object';
  const min = read(parseCount, isRange ? draft.min : draft);
  const max = read(parseCount, isRange ? draft.max : draft);
  if (min === undefined || max === undefined) return undefined;
  const maxPath = isRange ? [...path, 'max'] : path;
  if (min > max)
    findings.report({ code: 'min-above-max', path: maxPath, says: 'is below min', expected: `at least ${min}` });
  const choices = weights?.filter((weight) => weight > 0).length;
  if (choices !== undefined && max > choices) {
    findings.report({
      code: 'too-many-instruments',
      path: maxPath,
      says: `asks for more instruments than the class may choose from (${choices})`,
      expected: `at most ${choices}`,
    });
  }
  return { min, max };
}
