/**
 * A market file to a MarketView with collateral terms, or every problem at once. YAML or JSON, which is YAML too.
 *
 * Times: the market's own time is 0 in the view, expiries are microseconds from it.
 */
import { InvariantError } from '../base/assert.ts';
import { InvalidInputError, type Problem } from '../base/problem.ts';
import { createMarket } from '../instruments/create-market.ts';
import type { MarketView } from '../instruments/market-view.ts';
import type { VolatilitySurface } from '../instruments/volatility-surface.ts';
import type { CollateralAsset, CollateralTerms } from '../margin/collateral.ts';
import { decimalToNumber } from './decimal.ts';
import { allOf, complete, read, Findings } from './findings.ts';
import { PROBLEMS_MAX } from './limits.ts';
import { compileCollateral, type AssetDraft } from './market-file-collateral.ts';
import { compileContract, type ContractContext, type ListedContract } from './market-file-contracts.ts';
import { compileSurface, type AssetFigures } from './market-file-surfaces.ts';
import { parseInstant } from './plain-units.ts';
import { marketFile, type MarketFileText } from './schema-market-file.ts';
import { checkStructure, type Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import { parsePrice, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';
import { parseYamlText, plainTreeOf } from './yaml-source.ts';

export interface MarketFile {
  readonly title: string;
  /** As written, null where the file has no date. */
  readonly time: string | null;
  readonly market: MarketView;
  readonly collateral: CollateralTerms;
  /** Volatility surfaces that allow arbitrage: worth a look, no reason to refuse. */
  readonly warnings: readonly Problem[];
}

/** Quote currency of every market; no asset may have its name. */
export const QUOTE_SYMBOL = 'USD';

/**
 * Reads a market file.
 * @param text YAML or JSON.
 * @param fileName as the user gave it, for problems.
 * @throws InvalidInputError with every problem, each with its line and column.
 */
export function readMarketFile(text: string, fileName: string): MarketFile {
  const { source, problems: yamlProblems } = parseYamlText(text, fileName);
  if (source === undefined) throw new InvalidInputError(yamlProblems.map(asMarketProblem));
  const tree = plainTreeOf(source);
  if (!tree.complete) throw new InvalidInputError([...yamlProblems, ...tree.problems]);
  const { draft, problems } = checkStructure(marketFile, tree.value, source);
  const findings = new Findings(source, tree.value);
  const warnings = new Findings(source, tree.value);
  findings.add([...yamlProblems, ...tree.problems, ...problems]);
  const parts = draft === undefined ? undefined : compileMarket(draft, findings, warnings);
  if (findings.problems.length > 0) {
    throw new InvalidInputError(inFileOrder(findings.problems.map(asMarketProblem)));
  }
  if (draft === undefined || parts === undefined) throw new InvariantError(`${fileName} has no problem and no result`);
  return {
    title: textOf(draft.title) ?? '',
    time: textOf(draft.time) ?? null,
    ...parts,
    warnings: inFileOrder(warnings.problems),
  };
}

/** The checks of form speak of scenarios, which share them. */
function asMarketProblem(problem: Problem): Problem {
  const { hint, expected, ...rest } = problem;
  const isElsewhere = hint?.includes(' belongs under ') === true;
  return {
    ...rest,
    message: rest.message.replace(/ is not a key of the scenario$/, ' is not a key of the market'),
    ...(expected === undefined ? {} : { expected: expected.replace(/^a scenario\b/, 'a market file') }),
    ...(hint === undefined || isElsewhere ? {} : { hint }),
  };
}

function inFileOrder(problems: readonly Problem[]): readonly Problem[] {
  const line = ({ place }: Problem): number => place?.line ?? 0;
  const column = ({ place }: Problem): number => place?.column ?? 0;
  const sorted = problems.toSorted((a, b) => line(a) - line(b) || column(a) - column(b));
  const left = sorted.length - PROBLEMS_MAX;
  if (left <= 0) return sorted;
  const message = `${left} more problems are not listed`;
  return [...sorted.slice(0, PROBLEMS_MAX), { code: 'too-many-problems', message, key: '' }];
}

interface SoundMarket {
  readonly symbols: readonly string[];
  readonly rows: readonly ListedContract[];
  readonly figures: readonly AssetFigures[];
  readonly surfaces: readonly (VolatilitySurface | null)[];
  readonly collateral: readonly CollateralAsset[];
}

function compileMarket(
  draft: Draft<MarketFileText>,
  findings: Findings,
  warnings: Findings,
): Pick<MarketFile, 'market' | 'collateral'> | undefined {
  const assets = draft.assets ?? [];
  const symbols = soundSymbols(assets, 'assets', findings);
  const startUs = Object.hasOwn(draft, 'time') ? read(parseInstant, draft.time) : null;
  const context: ContractContext = { symbols, startUs, findings };
  const names = soundSymbols(draft.contracts ?? [], 'contracts', findings);
  const rows = (draft.contracts ?? []).map((contract, c) =>
    contract === undefined ? undefined : compileContract(contract, ['contracts', c], names[c], context),
  );
  const rate = read(parseRatio, draft.rate);
  const figures = assets.map((asset) => figuresOf(asset, rate));
  const surfaces = assets.map((asset, a) => surfaceOf(asset, a, figures[a], rows, context, warnings));
  rows.forEach((row, c) => checkMark(row, ['contracts', c], surfaces, findings));
  const collateral = assets.map((asset, a) =>
    asset === undefined
      ? undefined
      : compileCollateral(asset.collateral, ['assets', a, 'collateral'], symbols[a], findings),
  );
  const sound = complete<SoundMarket>({
    symbols: allOf(symbols),
    rows: allOf(rows),
    figures: allOf(figures),
    surfaces: allOf(surfaces),
    collateral: allOf(collateral),
  });
  if (findings.problems.length > 0 || sound === undefined || rate === undefined) return undefined;
  const market = createMarket({
    rate,
    assets: sound.symbols.map((symbol, a) => ({ symbol, ...sound.figures[a], surface: sound.surfaces[a] })),
    contracts: sound.rows,
  });
  return { market, collateral: { assets: sound.collateral } };
}

/** Symbols without those that are taken or reserved: what else names them is not at fault. */
function soundSymbols(
  drafts: readonly ({ readonly symbol?: unknown } | undefined)[],
  list: 'assets' | 'contracts',
  findings: Findings,
): readonly (string | undefined)[] {
  const taken = new Set<string>();
  return drafts.map((draft, index) => {
    const symbol = textOf(draft?.symbol);
    if (symbol === undefined) return undefined;
    const path: Path = [list, index, 'symbol'];
    if (list === 'assets' && symbol === QUOTE_SYMBOL) {
      const says = 'is the quote currency, which needs no entry';
      findings.report({ code: 'reserved-symbol', path, says, hint: 'remove it, or call it USDT or USDC' });
      return undefined;
    }
    if (taken.has(symbol)) {
      const says = `names ${symbol} a second time`;
      const hint = list === 'assets' ? 'keep one of the two' : 'accounts go by the symbol: give each contract its own';
      findings.report({ code: 'duplicate-symbol', path, says, hint });
      return undefined;
    }
    taken.add(symbol);
    return symbol;
  });
}

function figuresOf(asset: AssetDraft | undefined, rate: number | undefined): AssetFigures | undefined {
  const price = read(parsePrice, asset?.price);
  const carry = read(parseRatio, asset?.carry);
  if (price === undefined || carry === undefined || rate === undefined) return undefined;
  return { price: decimalToNumber(price), carry, rate };
}

function surfaceOf(
  asset: AssetDraft | undefined,
  a: number,
  figures: AssetFigures | undefined,
  rows: readonly (ListedContract | undefined)[],
  context: ContractContext,
  warnings: Findings,
): VolatilitySurface | null | undefined {
  if (asset === undefined || figures === undefined) return undefined;
  if (!Object.hasOwn(asset, 'volatility')) return null;
  const options = rows.flatMap((listed, c) =>
    listed?.contract.kind === 'option' && listed.underlying === a ? [{ listed, path: ['contracts', c] }] : [],
  );
  return compileSurface(asset.volatility, ['assets', a, 'volatility'], figures, options, context, warnings);
}

/** An option is worth its mark or what the surface says; margin needs the surface even beside a mark. */
function checkMark(
  row: ListedContract | undefined,
  path: Path,
  surfaces: readonly (VolatilitySurface | null | undefined)[],
  findings: Findings,
): void {
  if (row?.contract.kind !== 'option' || surfaces[row.underlying] !== null) return;
  findings.report({
    code: 'missing-volatility',
    path: [...path, 'underlying'],
    says: 'has no volatility, which an option on it needs',
    hint: `add "volatility: 55 %" to the asset, or "volatility: fromMarks"`,
  });
}
