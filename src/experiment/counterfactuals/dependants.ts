/**
 * What goes with a control when it is switched off: controls that it alone sets off would wait for nothing, which a scenario is refused
 * for. One that has other triggers loses this one.
 */
import type { VenueRules } from '../../exchange/venue-rules.ts';
import type { Override } from '../../scenario/overrides.ts';
import type { Control } from './controls.ts';

/** Settings of a venue without a control, its dependants among them. */
export function settingsWithout({ name, without }: Control, venue: VenueRules): readonly Override[] {
  const { controls } = venue;
  const halts: readonly [name: string, isOn: boolean][] = [
    ['halt', venue.halt !== null],
    ['limitUpDown', controls.limitUpDown !== null],
    ['dynamicBreaker', controls.dynamicBreaker !== null],
    ['marketWide', controls.marketWide !== null],
  ];
  const isHalt = halts.some(([halt]) => halt === name);
  const settings = [...without];
  if (isHalt && controls.reopening !== null && !halts.some(([halt, isOn]) => isOn && halt !== name)) {
    settings.push({ key: 'venue.controls.reopening', value: 'off' });
  }
  if (name !== 'marketWide') return settings;
  const { liquidationPause: pause, withdrawalGate: gate } = controls;
  if (pause?.onMarketWideHalt === true) {
    settings.push(withoutTrigger('liquidationPause', pause.fundSharePpm !== null || pause.notionalMax !== null));
  }
  if (gate?.onMarketWideHalt === true) {
    settings.push(withoutTrigger('withdrawalGate', gate.fundSharePpm !== null || gate.fallPpm !== null));
  }
  return settings;
}

function withoutTrigger(name: string, hasOthers: boolean): Override {
  const key = `venue.controls.${name}`;
  return hasOthers ? { key: `${key}.onMarketWideHalt`, value: 'false' } : { key, value: 'off' };
}
