/** Volatility and carry of what options and futures are written on. */
import { US_PER_YEAR } from '../base/units.ts';
import type { OptionMarketRules } from '../exchange/portfolio-rules.ts';
import type { Smile, SmileNode } from '../instruments/smile-surface.ts';
import type { SurfaceParameters } from '../instruments/surface-parameters.ts';
import { log } from '../numeric/math.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { indexOfRoot, type NamedInstruments } from './instrument-index.ts';
import { NODE_ORDER, SMILE_ORDER } from './market-file-surfaces.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { momentFromStartUs, type TimeFrame } from './time-frame.ts';
import { textOf } from './unit-result.ts';
import { parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type MarketsDraft = Draft<ScenarioFile['venue']['optionMarkets']>;
type MarketDraft = NonNullable<NonNullable<MarketsDraft>[number]>;
type SmileDraft = NonNullable<
  NonNullable<Extract<NonNullable<MarketDraft['surface']>, { smiles?: unknown }>['smiles']>[number]
>;

const BASE: Path = ['venue', 'optionMarkets'];

export function compileOptionMarkets(
  drafts: MarketsDraft,
  instruments: NamedInstruments,
  frame: TimeFrame,
  findings: Findings,
): readonly OptionMarketRules[] | undefined {
  const roots = (drafts ?? []).map((draft, at) =>
    indexOfRoot(textOf(draft?.instrument), instruments, [...BASE, at, 'instrument'], findings),
  );
  roots.forEach((root, at) => {
    if (root === undefined || roots.indexOf(root) === at) return;
    const path = [...BASE, at, 'instrument'];
    const says = `is a second market of ${instruments.symbols[root]}`;
    findings.report({
      code: 'duplicate-symbol',
      path,
      says,
      hint: 'keep one of the two: one surface may have many smiles',
    });
  });
  return allOf(
    (drafts ?? []).map((draft, at) =>
      complete<OptionMarketRules>({
        instrument: roots[at],
        surface: compileSurface(draft?.surface, [...BASE, at, 'surface'], frame, findings),
        carry: readOr(draft, 'carry', 0),
      }),
    ),
  );
}

/** A share that may be left out; undefined where it stands and is not sound. */
function readOr(draft: MarketDraft | undefined, key: 'carry', otherwise: number): number | undefined {
  if (draft === undefined) return undefined;
  return Object.hasOwn(draft, key) ? read(parseRatio, draft[key]) : otherwise;
}

function compileSurface(
  draft: MarketDraft['surface'],
  path: Path,
  frame: TimeFrame,
  findings: Findings,
): SurfaceParameters | undefined {
  if (draft === undefined) return undefined;
  if (typeof draft !== 'object') {
    const volatility = read(parseRatio, draft);
    return volatility === undefined ? undefined : { kind: 'flat', volatility };
  }
  const smiles = allOf(draft.smiles?.map((smile, at) => compileSmile(smile, [...path, 'smiles', at], frame, findings)));
  const interpolation = Object.hasOwn(draft, 'interpolation') ? draft.interpolation : 'linear';
  if (smiles === undefined || interpolation === undefined) return undefined;
  const late = smiles.findIndex(({ years }, at) => at > 0 && years <= smiles[at - 1].years);
  if (late >= 0) {
    findings.report({
      code: 'expiries-unordered',
      path: [...path, 'smiles', late, 'expiry'],
      says: 'does not rise from smile to smile',
      hint: SMILE_ORDER,
    });
    return undefined;
  }
  return { kind: 'smiles', interpolation, smiles };
}

function compileSmile(
  draft: SmileDraft | undefined,
  path: Path,
  frame: TimeFrame,
  findings: Findings,
): Smile | undefined {
  const us = momentFromStartUs(draft?.expiry, [...path, 'expiry'], frame, findings);
  if (us === 0) {
    findings.report({
      code: 'expiry-past',
      path: [...path, 'expiry'],
      says: 'is the start of the run',
      hint: 'write a later moment, such as "30 d": a smile is for options that still live',
    });
  }
  const nodes = allOf(
    draft?.nodes?.map((node) => {
      const moneyness = read(parseRatio, node?.moneyness);
      return complete<SmileNode>({
        logMoneyness: moneyness === undefined ? undefined : log(moneyness),
        volatility: read(parseRatio, node?.volatility),
      });
    }),
  );
  if (us === undefined || us === 0 || nodes === undefined) return undefined;
  const low = nodes.findIndex(({ logMoneyness }, at) => at > 0 && logMoneyness <= nodes[at - 1].logMoneyness);
  if (low >= 0) {
    const place = [...path, 'nodes', low, 'moneyness'];
    findings.report({
      code: 'strikes-unordered',
      path: place,
      says: 'does not rise from node to node',
      hint: NODE_ORDER,
    });
    return undefined;
  }
  return { years: us / US_PER_YEAR, nodes };
}
