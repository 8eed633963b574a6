/**
 * `manifest.json`: what a run was, so that somebody else can repeat it. Everything above `execution` follows from the
 * scenario, the seed and the program; `execution` says how it went on one machine and is the only part of a run
 * folder that may differ between two equal runs.
 */
import { join } from 'node:path';
import type { PathDigest } from './fingerprint-check.ts';
import type { StoredInput } from './inputs.ts';
import { writeJsonFile } from './json-files.ts';
import { MANIFEST_FILE } from './run-folder.ts';

/** Rises when a field changes its meaning or disappears. */
export const MANIFEST_SCHEMA_VERSION = 1;

export interface ManifestFailedPath {
  readonly path: number;
  /** `worker`: its thread died; `output`: it could not be stored. Neither has a result. */
  readonly kind: 'invariant' | 'error' | 'worker' | 'output';
  readonly message: string;
}

export interface Manifest {
  readonly schemaVersion: number;
  /** Version of Aftershock that wrote the run. */
  readonly version: string;
  readonly scenario: { readonly name: string; readonly title: string; readonly digest: string };
  readonly seed: string;
  /** Values set on the command line over the scenario's, as `key=value`, in order. */
  readonly overrides: readonly string[];
  /** Every other option that can change a number. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly fingerprint: string;
  /** True when the run was interrupted: only `pathDigests` of `pathsPlanned` paths were finished. */
  readonly partial: boolean;
  readonly pathsPlanned: number;
  readonly pathDigests: readonly PathDigest[];
  readonly failedPaths: readonly ManifestFailedPath[];
  /** Symbols, in the scenario's order. */
  readonly instruments: readonly string[];
  /** The scenario file first, then the files that it read. */
  readonly inputs: readonly StoredInput[];
  readonly execution: ManifestExecution;
}

/** Outside the fingerprint. */
export interface ManifestExecution {
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly wallTimeS: number;
  readonly workers: number;
  /** Largest resident size of the process. */
  readonly peakMemoryBytes: number;
  readonly argv: readonly string[];
}

/** `schemaVersion` is filled in here. */
export function writeManifest(folder: string, manifest: Omit<Manifest, 'schemaVersion'>): void {
  writeJsonFile(join(folder, MANIFEST_FILE), { schemaVersion: MANIFEST_SCHEMA_VERSION, ...manifest });
}
