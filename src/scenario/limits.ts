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

export const ACCOUNTS_MAX = 10_000_000;
export const INSTRUMENTS_MAX = 500;
export const CLASSES_MAX = 500;
export const PATHS_MAX = 1_000_000;
export const TICKS_MAX = 10_000_000;
export const SHOCKS_MAX = 10_000;
export const BRACKETS_MAX = 100;
