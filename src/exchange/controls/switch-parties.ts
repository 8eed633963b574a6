/** Numbers by which controls are known to the venue's switches; each instrument's guard has one of its own. */
export const SWITCH_PARTIES = {
  liquidationPause: 1_000,
  withdrawalGate: 1_001,
  fundMode: 1_002,
  oracleGuard: 1_100,
} as const;
