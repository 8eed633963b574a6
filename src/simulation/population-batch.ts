/**
 * What a thread does with a batch of accounts on the way to a population. Each of these may be interrupted and done
 * again, and no two batches touch the same account.
 */
import type { AccountRange } from '../agents/behaviour.ts';
import { sumClassFigures, type ClassFigures } from '../agents/class-figures.ts';
import { NettingPasses, type LimitSums } from '../agents/netting-passes.ts';
import { drawBlock, type PopulationBatch } from '../agents/population-draw.ts';
import type { NettingPass } from '../agents/population-netting.ts';
import type { PopulationTerms } from '../agents/population-terms.ts';
import type { Population } from '../exchange/accounts.ts';
import { populationStream } from './build-population.ts';

/** The run's one population in the making. */
export interface PopulationSite {
  readonly terms: PopulationTerms;
  readonly seed: string;
  readonly population: Population;
  /** Laid out like the records' doubles. */
  readonly wanted: Float64Array;
}

/** A batch as drawn. */
export interface DrawnBatch {
  /** Lots by side. */
  readonly wanted: Float64Array;
  readonly figures: ClassFigures;
}

export function drawBatch({ terms, seed, population, wanted }: PopulationSite, batch: PopulationBatch): DrawnBatch {
  const stream = populationStream({ run: { seed } }, null);
  for (const block of batch.blocks) drawBlock(terms, block, stream, population);
  const passes = new NettingPasses(terms, population, wanted);
  return { wanted: passes.collect(batch), figures: sumClassFigures(terms, population, batch) };
}

/** Takes a batch one pass further; the last pass answers nothing. */
export function netBatch(site: PopulationSite, range: AccountRange, pass: NettingPass): LimitSums | null {
  const passes = new NettingPasses(site.terms, site.population, site.wanted);
  if (pass.kind !== 'scale') return passes[pass.kind](range, pass.factors);
  passes.scale(range, pass.scaling);
  return null;
}

/** What a netted batch holds, by class. */
export function describeBatch({ terms, population }: PopulationSite, range: AccountRange): ClassFigures {
  return sumClassFigures(terms, population, range);
}
