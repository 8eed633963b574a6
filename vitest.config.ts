import { defineConfig } from 'vitest/config';

/** Tests beside their subject that take long enough to run with the long ones. */
const HEAVY = [
  'test/bench/bench.test.ts',
  'test/cli/explain-portfolio.test.ts',
  'test/cli/profile.test.ts',
  'test/exchange/deleveraging-queue.test.ts',
  'test/model/controls-differential.test.ts',
  'test/model/liquidation-differential.test.ts',
  'test/model/liquidation-paths.test.ts',
  'test/model/loss-paths.test.ts',
  'test/model/portfolio-paths.test.ts',
  'test/workers/derivation-crew.test.ts',
];

// `fast` is `npm test`; `long` holds what takes minutes: ensembles, killed workers, the browser, the packed tarball.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    setupFiles: ['test/fast-check-seed.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/long/**', ...HEAVY],
          // Files share what they import: loading the sources anew for each took a third of the time.
          isolate: false,
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts', ...HEAVY],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
