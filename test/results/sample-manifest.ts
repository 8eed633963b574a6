// A manifest with a value in every field.

import type { Manifest } from '../../src/results/manifest.ts';

export const manifest: Omit<Manifest, 'schemaVersion'> = {
  version: '0.1.0',
  scenario: { name: 'one-cascade', title: 'One cascade', digest: 'd1' },
  seed: '007',
  overrides: ['venue.insuranceFund.initial=5M'],
  options: { paths: 3, allowFilesOutside: false },
  fingerprint: 'f'.repeat(64),
  partial: false,
  pathsPlanned: 4,
  pathDigests: [{ path: 0, digest: 'a' }],
  failedPaths: [{ path: 3, kind: 'invariant', message: 'positions do not net to zero' }],
  instruments: ['BTC'],
  inputs: [],
  execution: {
    node: 'v20.20.2',
    v8: '11.3',
    platform: 'linux x64',
    startedAt: '2020-03-12T10:00:00.000Z',
    finishedAt: '2020-03-12T10:00:01.000Z',
    wallTimeS: 1,
    workers: 2,
    peakMemoryBytes: 1_000_000,
    argv: ['run', 'one-cascade.yaml'],
  },
};
