/**
 * `REPLAY_SEED=<seed> npx vitest run test/model` runs the one sequence or path that a failure has named. What a seed draws
 * from is told by the words in it: `losses-17` and `long-losses-3017` are sequences on venues that share losses.
 */
export const replayedSeed = process.env['REPLAY_SEED'];

const FAMILY_WORDS = ['mixed', 'portfolio', 'liquidation', 'losses', 'loss', 'controls', 'auction', 'faults', 'path'];

const familyOf = (seed: string): string =>
  seed
    .split('-')
    .filter((word) => FAMILY_WORDS.includes(word))
    .join('-');

export const isReplayed = (family: string): boolean => replayedSeed !== undefined && familyOf(replayedSeed) === family;
