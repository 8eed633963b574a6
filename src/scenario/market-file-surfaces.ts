/** Volatility surfaces of the market file: one value, smiles, or what the marks of its options imply. */
import { US_PER_YEAR } from '../base/units.ts';
import { deriveSmiles, type OptionQuote, type QuoteFault } from '../instruments/smiles-from-quotes.ts';
import { findSmileArbitrage, type SmileArbitrage } from '../instruments/smile-arbitrage.ts';
import { createSmileSurface, type Smile, type SmileNode } from '../instruments/smile-surface.ts';
import { createFlatSurface, type VolatilitySurface } from '../instruments/volatility-surface.ts';
import { exp, log } from '../numeric/math.ts';
import { decimalToNumber } from './decimal.ts';
import { allOf, read, type Findings } from './findings.ts';
import type { AssetDraft } from './market-file-collateral.ts';
import { readExpiry, type ContractContext, type ListedContract } from './market-file-contracts.ts';
import { parsePrice, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

export const SMILE_ORDER = 'sort smiles by expiry, the nearest first, each expiry once';
export const NODE_ORDER = 'sort nodes by strike, the lowest first, each strike once';

/** Figures of one asset that forwards follow from. */
export interface AssetFigures {
  readonly price: number;
  readonly carry: number;
  readonly rate: number;
}

type SurfaceDraft = Exclude<AssetDraft['volatility'], string | number | undefined>;
type SmileDraft = NonNullable<NonNullable<SurfaceDraft['smiles']>[number]>;

/** An option with its place in the file. */
export interface ListedOption {
  readonly listed: ListedContract;
  readonly path: Path;
}

/** Null where the file has none, undefined where it is not sound. `warnings` gets what allows arbitrage. */
export function compileSurface(
  draft: AssetDraft['volatility'],
  path: Path,
  figures: AssetFigures,
  options: readonly ListedOption[],
  context: ContractContext,
  warnings: Findings,
): VolatilitySurface | null | undefined {
  if (draft === undefined) return undefined;
  if (draft === 'fromMarks') return surfaceFromMarks(path, figures, options, context.findings, warnings);
  if (typeof draft === 'string' || typeof draft === 'number') {
    const volatility = read(parseRatio, draft);
    return volatility === undefined ? undefined : createFlatSurface(volatility);
  }
  const drafts = draft.smiles;
  const smiles = allOf(
    drafts?.map((smile, i) =>
      smile === undefined ? undefined : compileSmile(smile, [...path, 'smiles', i], figures, context),
    ),
  );
  if (smiles === undefined || draft.interpolation === undefined) return undefined;
  for (let i = 1; i < smiles.length; i += 1) {
    if (smiles[i].years > smiles[i - 1].years) continue;
    const at: Path = [...path, 'smiles', i, 'expiry'];
    context.findings.report({
      code: 'expiries-unordered',
      path: at,
      says: 'does not rise from smile to smile',
      hint: SMILE_ORDER,
    });
    return undefined;
  }
  const surface = createSmileSurface(smiles, draft.interpolation);
  for (const fault of findSmileArbitrage(smiles, surface)) {
    warn(fault, [...path, 'smiles', fault.smile, 'nodes', fault.node], warnings);
  }
  return surface;
}

function compileSmile(
  draft: SmileDraft,
  path: Path,
  figures: AssetFigures,
  context: ContractContext,
): Smile | undefined {
  const expiryUs = readExpiry(draft.expiry, [...path, 'expiry'], context);
  if (expiryUs === undefined) return undefined;
  const years = expiryUs / US_PER_YEAR;
  const forward = figures.price * exp(figures.carry * years);
  const nodes = allOf(
    draft.nodes?.map((node, j): SmileNode | undefined => {
      if (node === undefined) return undefined;
      const [byStrike, byMoneyness] = [Object.hasOwn(node, 'strike'), Object.hasOwn(node, 'moneyness')];
      if (byStrike === byMoneyness) {
        const says = byStrike ? 'has both strike and moneyness' : 'has neither strike nor moneyness';
        const hint = 'give one of the two';
        context.findings.report({ code: 'one-of-two-keys', path: [...path, 'nodes', j], says, hint });
        return undefined;
      }
      const strike = read(parsePrice, node.strike);
      const ratio = byStrike
        ? strike === undefined
          ? undefined
          : decimalToNumber(strike) / forward
        : read(parseRatio, node.moneyness);
      const volatility = read(parseRatio, node.volatility);
      return ratio === undefined || volatility === undefined ? undefined : { logMoneyness: log(ratio), volatility };
    }),
  );
  if (nodes === undefined) return undefined;
  for (let j = 1; j < nodes.length; j += 1) {
    if (nodes[j].logMoneyness > nodes[j - 1].logMoneyness) continue;
    const says = 'does not lie above the strike before it';
    context.findings.report({ code: 'strikes-unordered', path: [...path, 'nodes', j], says, hint: NODE_ORDER });
    return undefined;
  }
  return { years, nodes };
}

function surfaceFromMarks(
  path: Path,
  { price, carry, rate }: AssetFigures,
  options: readonly ListedOption[],
  findings: Findings,
  warnings: Findings,
): VolatilitySurface | undefined {
  const quoted = options.filter(({ listed }) => listed.mark !== null);
  if (quoted.length === 0) {
    const hint = 'give an option a mark, or write a volatility';
    findings.report({ code: 'missing-price', path, says: 'needs an option with a mark, and there is none', hint });
    return undefined;
  }
  const quotes = quoted.map(({ listed: { contract, mark } }): OptionQuote => {
    if (contract.kind !== 'option') throw new TypeError(`${contract.symbol} is no option`);
    const years = contract.expiryUs / US_PER_YEAR;
    return {
      right: contract.right,
      strike: contract.strike,
      years,
      forward: price * exp(carry * years),
      discount: exp(-rate * years),
      price: contract.settlesInCoin ? mark! * price : mark!,
    };
  });
  const { smiles, faults } = deriveSmiles(quotes);
  for (const fault of faults) reportQuote(fault, [...quoted[fault.quote].path, 'mark'], findings);
  if (faults.length > 0) return undefined;
  const surface = createSmileSurface(smiles);
  for (const fault of findSmileArbitrage(smiles, surface)) warn(fault, path, warnings);
  return surface;
}

const CHECK_TERMS = 'check right, strike and the price of the asset, or leave the mark out if it is stale';
const QUOTES: Readonly<Record<QuoteFault['code'], { readonly says: string; readonly hint: string }>> = {
  'price-below-payoff': {
    says: 'is below the discounted payoff at the forward: no volatility gives it',
    hint: CHECK_TERMS,
  },
  'price-above-bound': {
    says: 'is not below the most that such an option can cost: no volatility gives it',
    hint: CHECK_TERMS,
  },
  'price-without-volatility': {
    says: 'is the bare payoff: it implies no volatility',
    hint: 'leave the mark out: the surface then values the option by its neighbours',
  },
  'duplicate-quote': {
    says: 'is the second one for the same strike, expiry and right',
    hint: 'keep the mark of one of the two',
  },
};

function reportQuote({ code, bound }: QuoteFault, path: Path, findings: Findings): void {
  const limit = String(Number(bound.toPrecision(6)));
  const expected = code === 'price-above-bound' ? `below ${limit} USD` : `above ${limit} USD`;
  findings.report({ code, path, ...QUOTES[code], ...(Number.isNaN(bound) ? {} : { expected }) });
}

function warn({ kind, size }: SmileArbitrage, path: Path, warnings: Findings): void {
  const amount = Number(size.toPrecision(3));
  const says = {
    calendar: `has less total variance than an earlier expiry at the same moneyness, by ${amount}: calendar arbitrage`,
    butterfly: `makes the call price concave in strike there, slope lower by ${amount}: butterfly arbitrage`,
    'call-slope': `makes the call price rise with strike there, slope ${amount}: arbitrage`,
  }[kind];
  warnings.report({ code: `${kind}-arbitrage`, path, says });
}
