/** Why a loss went beyond the margin: which asset moved, how far by its own measure, and whether others came along. */

export interface ExceptionCause {
  /** Asset that cost most, and how far its price moved. */
  readonly leader: string;
  readonly leaderMove: number;
  /** The same in standard deviations of the model's window; null where that had none. */
  readonly leaderSigmas: number | null;
  /** Its share of everything that lost; what won is left aside. */
  readonly leaderShare: number;
  /** Assets of the book, and those of them that lost by more than two standard deviations. */
  readonly held: number;
  readonly beyondTwoSigmas: number;
  readonly kind: CauseKind;
}

/**
 * `one asset`: a single position made three quarters of the losses. `together`: several moved by more than two standard
 * deviations at once. `mixed`: neither; moves that were ordinary or nearly so for each asset met.
 */
export type CauseKind = 'one asset' | 'together' | 'mixed';

const DOMINANT_SHARE = 0.75;
const LARGE_SIGMAS = 2;

/**
 * @param moves relative move of each asset over the margin period, to the marks that made the loss
 * @param sigmas standard deviation of each asset's moves over a period of that length
 */
export function findCause(
  assets: readonly string[],
  exposures: Float64Array,
  moves: Float64Array,
  sigmas: Float64Array,
): ExceptionCause {
  let leader = 0;
  let lost = 0;
  let held = 0;
  let beyondTwoSigmas = 0;
  for (let a = 0; a < assets.length; a += 1) {
    if (exposures[a] === 0) continue;
    held += 1;
    const loss = -exposures[a] * moves[a];
    lost += Math.max(0, loss);
    if (loss > -exposures[leader] * moves[leader]) leader = a;
    if (loss > 0 && Math.abs(moves[a]) > LARGE_SIGMAS * sigmas[a]) beyondTwoSigmas += 1;
  }
  const leaderShare = (-exposures[leader] * moves[leader]) / lost;
  const kind = leaderShare >= DOMINANT_SHARE ? 'one asset' : beyondTwoSigmas >= 2 ? 'together' : 'mixed';
  return {
    leader: assets[leader],
    leaderMove: moves[leader],
    leaderSigmas: sigmas[leader] > 0 ? Math.abs(moves[leader]) / sigmas[leader] : null,
    leaderShare,
    held,
    beyondTwoSigmas,
    kind,
  };
}
