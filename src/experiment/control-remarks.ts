/** Settings of controls that are legal and hardly meant: said in the summary, never refused. */
import type { Scenario } from '../scenario/scenario.ts';

export function controlRemarks({ venue, run }: Scenario): readonly string[] {
  const { controls, insuranceFund, throttle } = venue;
  const { limitUpDown, dynamicBreaker, marketWide, reopening, liquidationPause, withdrawalGate, fundMode } = controls;
  const remarks: string[] = [];
  const say = (isOdd: boolean, text: string): void => {
    if (isOdd) remarks.push(text);
  };
  const watchesFund =
    fundMode !== null ||
    (liquidationPause?.fundSharePpm ?? null) !== null ||
    (withdrawalGate?.fundSharePpm ?? null) !== null;
  say(watchesFund && insuranceFund.initial === 0, 'A control watches the insurance fund, which starts empty.');
  say(
    (liquidationPause?.pauseUs ?? 0) >= run.durationUs,
    'controls.liquidationPause lasts as long as the run: once tripped, nobody is liquidated any more.',
  );
  say(
    (withdrawalGate?.closedUs ?? 0) >= run.durationUs,
    'controls.withdrawalGate stays closed as long as the run: once closed, it does not open.',
  );
  say(
    (limitUpDown?.limitStateUs ?? 0) + (limitUpDown?.pauseUs ?? 0) >= run.durationUs,
    'controls.limitUpDown pauses for as long as the run: a paused instrument does not trade again.',
  );
  say(
    marketWide !== null && marketWide.cutoffUs === 0,
    'controls.marketWide.cutoff is the start: levels 1 and 2 never stop trading.',
  );
  const isMixed = [limitUpDown, dynamicBreaker, marketWide, venue.halt].some((one) => one?.liquidationsAllowed);
  say(
    reopening !== null && isMixed,
    'Liquidations go on in halts that end with an auction: they trade before everybody else does.',
  );
  say(
    throttle !== null && throttle.notionalMax >= (liquidationPause?.notionalMax ?? Infinity),
    'circuitBreakers.throttle lets through more than controls.liquidationPause bears.',
  );
  return remarks;
}
