/** How large a scenario may be. Beyond these it is refused with a clear problem instead of running out of memory. */

export const SCENARIO_BYTES_MAX = 1_048_576;
export const PRICE_FILE_BYTES_MAX = 64 * 1_048_576;
export const PRESET_BYTES_MAX = 1_048_576;

/** Of one YAML document: nodes and aliases, as written and once aliases are expanded, and levels of nesting. */
export const NODES_MAX = 200_000;
export const ALIASES_MAX = 1_000;
export const DEPTH_MAX = 32;

export const TEXT_LENGTH_MAX = 10_000;
export const OVERRIDES_MAX = 1_000;
/** Problems listed before the rest is only counted. */
export const PROBLEMS_MAX = 500;

/** Several times the largest venue there is. Indices fit into 32 bits, and sums of their money stay below 2^53. */
export const ACCOUNTS_MAX = 50_000_000;
/** Correlation and cross-impact are dense matrices: both grow with the square, their repair with the cube. */
export const INSTRUMENTS_MAX = 250;
/** An account may hold each instrument once. */
export const POSITIONS_PER_ACCOUNT_MAX = INSTRUMENTS_MAX;
export const CLASSES_MAX = 500;
/** Each path leaves a digest and a row of measures in memory; quantiles are exact long before. */
export const PATHS_MAX = 1_000_000;
/** Of one path, and of everything else that recurs in it: minutes of computing, and sequence numbers far below 2^53. */
export const TICKS_MAX = 100_000_000;
/** Rows of one path's time series; they are scheduled at its start and kept in memory. */
export const SAMPLES_MAX = 1_000_000;
/** Rows x instruments of one path's time series: seven figures each, 1.4 GB at most. */
export const SAMPLE_CELLS_MAX = 25_000_000;
export const SHOCKS_MAX = 10_000;
export const BRACKETS_MAX = 100;
/** Exponentials of a recovery: every book decays each of them at every event. */
export const RECOVERY_TERMS_MAX = 20;
/** Longest range of a power law of recovery, as a multiple of its beginning: some 20 exponentials. */
export const POWER_LAW_RANGE_MAX = 1e9;
/** Published figures that a curve of depth is fitted to. */
export const DEPTH_FIGURES_MAX = 100;
