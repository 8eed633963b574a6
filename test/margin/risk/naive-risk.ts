// Historical margin as its definition says it: every scenario, every position, a sort. Written with arrays of numbers and
// from the definitions alone; of the code under test it has nothing. Additions are made in the order that the definition
// states (positions of an asset in the book's order, then exposures, then the tail from the worst), so that results must
// have the same bits.

import { computeShockedPrice, computeShockedProfit } from '../../../src/instruments/contract-value.ts';
import type { MarketView } from '../../../src/instruments/market-view.ts';
import type { PositionColumns } from '../../../src/margin/margin-model.ts';

export interface NaiveTerms {
  readonly assets: readonly string[];
  /** [scenario][asset] */
  readonly returns: readonly (readonly number[])[];
  /** Of ranks from the worst, or of scenarios with the tail to reach. */
  readonly weights:
    | { readonly ofRanks: readonly number[] }
    | { readonly ofScenarios: readonly number[]; readonly tail: number; readonly isShortfall: boolean };
  readonly capShare: number | null;
  readonly buffer: number;
}

interface Line {
  readonly key: string;
  readonly asset: number;
  units: number;
  readonly unitProfits: readonly number[];
}

export function naiveMaintenance(market: MarketView, terms: NaiveTerms, book: PositionColumns): number {
  const lines = gatherLines(market, terms, book);
  if (lines.length === 0) return 0;
  const portfolio = measureLines(lines, terms);
  let capped = portfolio;
  if (terms.capShare !== null) {
    const assets = [...new Set(lines.map(({ asset }) => asset))];
    let alone = 0;
    for (const asset of assets) {
      alone += measureLines(
        lines.filter((line) => line.asset === asset),
        terms,
      );
    }
    capped = Math.max(portfolio, alone - terms.capShare * (alone - portfolio));
  }
  return capped + capped * terms.buffer;
}

function gatherLines(market: MarketView, terms: NaiveTerms, book: PositionColumns): Line[] {
  const lines: Line[] = [];
  for (let i = 0; i < book.count; i += 1) {
    const c = book.contracts[i]!;
    const contract = market.contracts[c]!;
    const asset = terms.assets.indexOf(contract.underlying);
    const index = market.indexPrices[market.underlyingOf[c]!]!;
    const mark = market.markPrices[c]!;
    if (contract.kind === 'option') {
      const unitProfits = terms.returns.map((row) => {
        const shocked = index * (1 + row[asset]!);
        return computeShockedProfit(market, c, computeShockedPrice(market, c, shocked), shocked);
      });
      lines.push({ key: contract.symbol, asset, units: book.sizes[i]!, unitProfits });
      continue;
    }
    const value = contract.multiplier * (contract.settlesInCoin ? index / mark : mark);
    const known = lines.find(({ key }) => key === `asset ${asset}`);
    const units = book.sizes[i]! * value;
    if (known !== undefined) known.units += units;
    else lines.push({ key: `asset ${asset}`, asset, units, unitProfits: terms.returns.map((row) => row[asset]!) });
  }
  return lines;
}

/** A single line is |units| x what one unit of its side needs: the definition of a closed form. */
function measureLines(lines: readonly Line[], terms: NaiveTerms): number {
  if (lines.length > 1) return measureLosses(lines, terms);
  const line = lines[0]!;
  return Math.abs(line.units) * measureLosses([{ ...line, units: Math.sign(line.units) }], terms);
}

function measureLosses(lines: readonly Line[], terms: NaiveTerms): number {
  const losses = terms.returns.map((_, scenario) => {
    let loss = lines[0]!.units * -lines[0]!.unitProfits[scenario]!;
    for (const line of lines.slice(1)) loss += line.units * -line.unitProfits[scenario]!;
    return { loss, scenario };
  });
  losses.sort((x, y) => y.loss - x.loss || x.scenario - y.scenario);
  const { weights } = terms;
  if ('ofRanks' in weights) {
    return Math.max(
      0,
      weights.ofRanks.reduce((sum, weight, rank) => sum + weight * losses[rank]!.loss, 0),
    );
  }
  let reached = 0;
  let sum = 0;
  for (const { loss, scenario } of losses) {
    const weight = weights.ofScenarios[scenario]!;
    if (reached + weight >= weights.tail - 1e-12) {
      return Math.max(0, weights.isShortfall ? (sum + (weights.tail - reached) * loss) / weights.tail : loss);
    }
    reached += weight;
    sum += weight * loss;
  }
  throw new Error('the weights do not reach the tail');
}
