/** How loss was borne, as rows of names and values: the same in the terminal and on the page. */
import { exp } from '../numeric/math.ts';
import { formatChange, formatCount, formatShare, formatUsd, plural } from '../base/format.ts';
import type { DeleveragingSummary, LossSummary } from '../experiment/deleveraging-summary.ts';
import { STAGE_NAMES } from '../experiment/stage-names.ts';
import type { Entry } from './fact-text.ts';

export function lossRows(losses: LossSummary | null): readonly Entry[] {
  if (losses === null) return [];
  const { stages, beyondEquity, fundShortfall, total, accounts } = losses;
  const { prefunded, takerCapital, cover, coverOneShare, coverTwoShare } = losses;
  return [
    ['Lost beyond equity', `${formatUsd(beyondEquity)} by ${plural(accounts, 'account')}`],
    ['Lost by the fund beyond itself', `${formatUsd(fundShortfall)}, on what it had taken over`],
    ['Lost together', formatUsd(total)],
    ...stages.map(
      ({ stage, paid }): Entry => [
        stage === 'uncovered' ? 'Left uncovered' : `Borne: ${STAGE_NAMES[stage]}`,
        formatUsd(paid),
      ],
    ),
    ['Borne and left together', formatUsd(stages.reduce((sum, { paid }) => sum + paid, 0))],
    [
      'Set aside beforehand',
      formatUsd(prefunded) +
        (takerCapital === 0 ? '' : `, beside ${formatUsd(takerCapital)} of those who take positions over`),
    ],
    ['Largest loss, largest two', `${formatUsd(cover.largest)}, ${formatUsd(cover.largestTwo)} (worst path)`],
    ['Covers one, two', `${formatShare(coverOneShare)}, ${formatShare(coverTwoShare)} of paths`],
  ];
}

export function deleveragingRows(deleveraging: DeleveragingSummary | null): readonly Entry[] {
  if (deleveraging === null) return [];
  const { ranking, price, allocation, needed, borne, overshoot, overshootNotional } = deleveraging;
  const { burdenMax, burdenNotionalMax, rounds, ranksBrokenShare, rehedgeNotional, rehedgeMoveLog } = deleveraging;
  const moves = rehedgeMoveLog.filter(({ moveLog }) => moveLog !== 0);
  return [
    ['Policy', `${allocation === 'queue' ? `queue like ${ranking}` : allocation}, ${price} price`],
    ['Positions closed', `${formatCount(rounds)}, ${formatUsd(deleveraging.notional)}`],
    ['Needed, given up', `${formatUsd(needed)}, ${formatUsd(borne)}`],
    ['Beyond what was needed', `${formatUsd(overshoot)}; ${formatUsd(overshootNotional)} of notional`],
    ...deleveraging.contracts.map(
      ({ symbol, closed, notNeeded, mostFromOne }): Entry => [
        `${symbol} in lots`,
        `${formatCount(closed)}, ${formatCount(notNeeded)} not needed; at most ${formatCount(mostFromOne)} from one (worst path)`,
      ],
    ),
    ['Largest burden on one', `${formatUsd(burdenMax)}; ${formatUsd(burdenNotionalMax)} of notional (worst path)`],
    ['Order of leverage turned', `${formatShare(ranksBrokenShare)} of positions`],
    [
      'Hedged again',
      [
        formatUsd(rehedgeNotional),
        ...moves.map(({ symbol, moveLog }) => `${symbol} ${formatChange(exp(moveLog) - 1)}`),
      ].join('; '),
    ],
  ];
}
