/**
 * How instruments hang together: which one's price each follows, and in which coin it settles. An instrument that follows
 * none is a root: it alone has a price process, so chains do not arise.
 */
import { withArticle } from '../base/format.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import { indexOfSymbol } from './instrument-index.ts';
import type { Findings } from './findings.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import type { Path } from './yaml-nodes.ts';

type KeysOf<T> = T extends unknown ? keyof T : never;
type ValueOf<T, Key> = T extends unknown ? (Key extends keyof T ? T[Key] : never) : never;
type AnyKind = Draft<ScenarioFile['venue']['instruments'][number]>;

/** With the keys of every kind: a draft may have lost the one that tells which it is. */
export type InstrumentDraft = { readonly [Key in KeysOf<AnyKind>]?: ValueOf<AnyKind, Key> | undefined };
type InstrumentKind = 'spot' | 'perpetual' | 'future' | 'option';

/** One instrument's; undefined where the file is not sound. */
export interface InstrumentLinks {
  readonly kind: InstrumentKind | undefined;
  /** NO_INSTRUMENT for a root. */
  readonly follows: number | undefined;
  /** NO_INSTRUMENT for the quote currency. */
  readonly settlesIn: number | undefined;
}

type Symbols = readonly (string | undefined)[];

export function compileLinks(
  drafts: readonly (InstrumentDraft | undefined)[],
  symbols: Symbols,
  findings: Findings,
): readonly InstrumentLinks[] {
  const kinds = drafts.map(kindOf);
  const written = drafts.map((draft, i) => referenceOf(draft, 'follows', i, symbols, findings));
  const follows = written.map((target, i) => withoutChain(target, i, written, symbols, findings));
  const settlesIn = drafts.map((draft, i) =>
    checkSettlement(referenceOf(draft, 'settlesIn', i, symbols, findings), i, kinds, follows, symbols, findings),
  );
  return drafts.map((_, i) => ({ kind: kinds[i], follows: follows[i], settlesIn: settlesIn[i] }));
}

function kindOf(draft: InstrumentDraft | undefined): InstrumentKind | undefined {
  if (draft === undefined) return undefined;
  return Object.hasOwn(draft, 'kind') ? draft.kind : 'perpetual';
}

/** Instrument that a key names, NO_INSTRUMENT where it does not stand. */
function referenceOf(
  draft: InstrumentDraft | undefined,
  key: 'follows' | 'settlesIn',
  index: number,
  symbols: Symbols,
  findings: Findings,
): number | undefined {
  if (draft === undefined) return undefined;
  // Dated contracts have to say what they follow, which was asked for before.
  const isOwed = key === 'follows' && (draft.kind === 'future' || draft.kind === 'option');
  if (!Object.hasOwn(draft, key)) return isOwed ? undefined : NO_INSTRUMENT;
  const name = textOf(draft[key]);
  return indexOfSymbol(name, symbols, ['venue', 'instruments', index, key], findings);
}

function withoutChain(
  target: number | undefined,
  index: number,
  targets: readonly (number | undefined)[],
  symbols: Symbols,
  findings: Findings,
): number | undefined {
  if (target === undefined || target === NO_INSTRUMENT) return target;
  const next = targets[target];
  if (next === NO_INSTRUMENT) return target;
  if (next === undefined) return undefined;
  const path: Path = ['venue', 'instruments', index, 'follows'];
  findings.report({
    code: 'follows-chain',
    path,
    says: target === index ? 'names the instrument itself' : `names ${symbols[target]}, which follows another itself`,
    expected: 'an instrument with a price of its own',
    hint: target === index || next === index ? undefined : `write "follows: ${symbols[next]}"`,
  });
  return undefined;
}

/** A contract in coin is one on that coin: both follow the same price. */
function checkSettlement(
  coin: number | undefined,
  index: number,
  kinds: readonly (InstrumentKind | undefined)[],
  follows: readonly (number | undefined)[],
  symbols: Symbols,
  findings: Findings,
): number | undefined {
  if (coin === undefined || coin === NO_INSTRUMENT) return coin;
  const path: Path = ['venue', 'instruments', index, 'settlesIn'];
  const report = (code: string, says: string, hint?: string): undefined => {
    findings.report({ code, path, says, hint });
    return undefined;
  };
  if (kinds[coin] === undefined) return undefined;
  if (kinds[coin] !== 'spot') {
    return report(
      'settles-not-in-spot',
      `names ${symbols[coin]}, which is ${withArticle(kinds[coin])}`,
      'name an instrument of "kind: spot"',
    );
  }
  if (follows[index] === NO_INSTRUMENT) {
    return report(
      'settles-without-follows',
      'needs an instrument whose price it follows: a contract in coin has none of its own',
      'add "follows:"',
    );
  }
  if (follows[index] === undefined || follows[coin] === undefined) return undefined;
  if (rootOf(index, follows) === rootOf(coin, follows)) return coin;
  return report(
    'settles-in-other-asset',
    `names ${symbols[coin]}, whose price does not follow that of the contract's own asset`,
    'a contract in coin settles in the asset that it is written on',
  );
}

function rootOf(index: number, follows: readonly (number | undefined)[]): number | undefined {
  return follows[index] === NO_INSTRUMENT ? index : follows[index];
}
