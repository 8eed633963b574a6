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
  'test/model/portfolio-differential.test.ts',
  'test/model/portfolio-paths.test.ts',
  'test/report/report-browser.test.ts',
  'test/workers/derivation-crew.test.ts',
];

/** Tests that start threads or load native code in their own process: each has one to itself, so that what one leaves behind cannot end another. */
const THREADED = [
  'test/cli/**/*.test.ts',
  'test/experiment/{abort,counterfactuals,run-ensemble}.test.ts',
  'test/report/{png-charts,write-report}.test.ts',
  'test/results/**/*.test.ts',
  'test/scenario/limits.test.ts',
  'test/workers/**/*.test.ts',
];

/** Seeds by the ten thousand against the second exchange: a quarter of an hour of two cores. SWARM_SHARE=10 runs a tenth. */
const SWARMS = [
  'test/long/controls-swarm.test.ts',
  'test/long/differential-swarm.test.ts',
  'test/long/faults-swarm.test.ts',
  'test/long/liquidation-differential.test.ts',
  'test/long/loss-swarm.test.ts',
];

// `fast` and `threaded` are `npm test`; `long` holds what takes minutes: ensembles, killed workers, the browser, the packed
// tarball. `swarms` run whole for changes of the engine's rules, a tenth of them with each commit.
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
          exclude: ['test/long/**', ...HEAVY, ...THREADED],
          // Files share what they import: loading the sources anew for each took a third of the time.
          isolate: false,
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'threaded',
          include: THREADED,
          exclude: HEAVY,
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts', ...HEAVY],
          exclude: SWARMS,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'swarms',
          include: SWARMS,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
