/** Names of all presets in presets/venues/; a test compares them with the folder. */
export const VENUE_PRESETS: readonly string[] = [
  'binance-like-2025-10',
  'bitmex-like-2020-03',
  'bybit-like-2025-12',
  'ccp-like-2018',
  'deribit-like-2022-01',
  'dydx-like-2025',
  'hyperliquid-like-2025-10',
  'okx-like-2025',
];
