/** A path simulated into its files; a file system that refuses is a value, so that the path is not tried again. */
import { FactSpool } from '../results/fact-spool.ts';
import { pathFiles } from '../results/path-files.ts';
import { SampleSpool } from '../results/sample-spool.ts';
import { StoreError } from '../simulation/fact-store.ts';
import type { PathResult } from '../simulation/path-outcome.ts';
import { simulatePathInto, type PathInput } from '../simulation/simulate-path.ts';
import type { RefusedPath } from './wire.ts';

/** Files that an earlier try of the path left are written anew. */
export function simulateIntoFiles(input: PathInput, spoolFolder: string): PathResult | RefusedPath {
  const files = pathFiles(spoolFolder, input.path);
  let facts: FactSpool | undefined;
  let samples: SampleSpool | undefined;
  try {
    facts = new FactSpool(files.facts);
    samples = new SampleSpool(files.samples, input.scenario.venue.instruments.length);
    const result = simulatePathInto({ facts, samples }, input);
    facts.flush();
    samples.flush();
    return result;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { path: input.path, refusal: describe(error.cause) };
  } finally {
    facts?.close();
    samples?.close();
  }
}

function describe(cause: unknown): RefusedPath['refusal'] {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return { code, message: cause instanceof Error ? cause.message : String(cause) };
}
