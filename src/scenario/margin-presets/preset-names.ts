/** Names of all presets in presets/margin/; a test compares them with the folder. */
export const MARGIN_PRESETS: readonly string[] = [];
