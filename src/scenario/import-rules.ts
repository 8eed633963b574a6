/** Which accounts of a book a rule is for. */
import type { ListedAccount } from '../agents/agent-class.ts';
import { computeValue, type Instrument } from '../instruments/instrument.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { read, type Findings } from './findings.ts';
import { positionIndex } from './instrument-index.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import { parseMoney, parseMultiple } from './units.ts';
import type { Path } from './yaml-nodes.ts';

export type ImportedDraft = NonNullable<Draft<ScenarioFile['agents']>['imported']>;
type RuleDraft = NonNullable<NonNullable<ImportedDraft['rules']>[number]>;

export interface ImportRule {
  fits(account: ListedAccount, instruments: readonly Instrument[]): boolean;
}

export function compileRule(
  draft: RuleDraft | undefined,
  path: Path,
  instruments: CompiledInstruments,
  findings: Findings,
): ImportRule | undefined {
  if (draft === undefined) return undefined;
  const { when } = draft;
  if (when === undefined) return findings.isWritten(path) ? undefined : { fits: () => true };
  const wanted = Object.hasOwn(when, 'instrument')
    ? positionIndex(textOf(when.instrument), instruments, [...path, 'instrument'], findings)
    : -1;
  if (wanted === undefined) return undefined;
  const bounds = {
    equityMin: read(parseMoney, when.equityMin) ?? -Infinity,
    equityMax: read(parseMoney, when.equityMax) ?? Infinity,
    leverageMin: read(parseMultiple, when.leverageMin) ?? -Infinity,
    leverageMax: read(parseMultiple, when.leverageMax) ?? Infinity,
  };
  for (const [low, high] of [
    ['equityMin', 'equityMax'],
    ['leverageMin', 'leverageMax'],
  ] as const) {
    if (bounds[low] < bounds[high]) continue;
    findings.report({
      code: 'min-above-max',
      path: [...path, high],
      says: `is not above ${low}`,
      expected: `more than ${textOf(when[low])}`,
    });
  }
  const sign = when.side === undefined ? 0 : when.side === 'long' ? 1 : -1;
  return {
    fits: (account, terms) => {
      const { gross, net } = sumPositions(account, terms, wanted);
      const leverage = grossNotional(account, terms) / account.equity;
      return (
        account.equity >= bounds.equityMin &&
        account.equity < bounds.equityMax &&
        leverage >= bounds.leverageMin &&
        leverage < bounds.leverageMax &&
        (wanted < 0 || gross > 0) &&
        (sign === 0 || Math.sign(net) === sign)
      );
    },
  };
}

/** Notional at initial prices of all positions. */
export function grossNotional(account: ListedAccount, instruments: readonly Instrument[]): number {
  return sumPositions(account, instruments, -1).gross;
}

/** The same, and signed, of the positions in one instrument; -1: in all. */
function sumPositions(
  { positions }: ListedAccount,
  instruments: readonly Instrument[],
  wanted: number,
): { gross: number; net: number } {
  let [gross, net] = [0, 0];
  for (const { instrument, lots } of positions) {
    if (wanted >= 0 && instrument !== wanted) continue;
    const value = computeValue(instruments[instrument], lots, instruments[instrument].priceInitialTicks);
    gross += Math.abs(value);
    net += value;
  }
  return { gross, net };
}
