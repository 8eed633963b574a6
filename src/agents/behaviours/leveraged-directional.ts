/** Leveraged directional: holds on until a stop-loss or the venue closes the position. */
import type { Behaviour } from '../behaviour.ts';

export function createLeveragedDirectional(): Behaviour {
  return {
    wakeIntervalUs: 0,
    stopOf: (view, account) => {
      const equity = view.triggerOf(account);
      return equity > 0 ? equity : -Infinity;
    },
    onStop: (view, account, commands) => {
      for (let i = 0; i < view.instrumentCount; i += 1) {
        const lots = view.lotsOf(account, i);
        if (lots !== 0) commands.order(account, i, -lots, 'stopLoss', view.reactionUsOf(account));
      }
    },
  };
}
