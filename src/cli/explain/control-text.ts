/** Each time that a control stepped in: why, what waited, and what happened after. */
import { formatChange, formatShare, plural } from '../../base/format.ts';
import type { ControlTrip, PricePoint } from '../../experiment/causes/cause-record.ts';
import { expm1 } from '../../numeric/math.ts';
import { formatPrice } from './amounts.ts';
import { money, symbolOf, timeOf, titleOf, type CauseStory } from './cause-words.ts';
import { paragraph } from './tree-text.ts';

const TRIPS_MAX = 20;

const NAMES: Readonly<Record<string, string>> = {
  halt: 'HALT',
  priceBand: 'PRICE BAND',
  throttle: 'LIQUIDATION THROTTLE',
  limitUpDown: 'LIMIT-UP/LIMIT-DOWN',
  dynamicBreaker: 'DYNAMIC BREAKER',
  marketWide: 'MARKET-WIDE LEVEL',
  reopening: 'CALL BEFORE REOPENING',
};

export function formatControls(story: CauseStory): string {
  const { trips } = story.causes;
  const lines = [titleOf('CONTROLS', story)];
  if (trips.length === 0) lines.push(...paragraph('No control stepped in.'));
  for (const trip of trips.slice(0, TRIPS_MAX)) {
    lines.push(
      '',
      `${timeOf(story, trip.timeUs)}  ${NAMES[trip.control] ?? trip.control}: ${symbolOf(story, trip.instrument)}`,
    );
    for (const text of describeTrip(trip, story)) lines.push(...paragraph(text));
  }
  const left = trips.length - TRIPS_MAX;
  if (left > 0) lines.push('', ...paragraph(`... ${plural(left, 'more trip')}; --json has all of them`));
  return `${lines.join('\n')}\n`;
}

function describeTrip(trip: ControlTrip, story: CauseStory): string[] {
  const { atTrip, atEnd, after } = trip;
  const until = timeOf(story, trip.untilUs);
  const why =
    trip.control === 'halt'
      ? `Why: the mark had ${trip.moveLog < 0 ? 'fallen' : 'risen'} ${formatShare(Math.abs(expm1(trip.moveLog)))} within the window. Trading stopped until ${until}.`
      : trip.control === 'priceBand'
        ? `Why: orders could not fill within the band around the index. Until ${until}.`
        : trip.control === 'throttle'
          ? `Why: liquidations had used up the window's budget. Until ${until}.`
          : `Why: its rule (see docs/controls.md) stopped trading until ${until}.`;
  const waited =
    trip.deferrals === 0
      ? 'No liquidation had to wait.'
      : `${plural(trip.accounts, 'account')} had to wait, ${plural(trip.deferrals, 'time')} in all.`;
  return [
    why,
    `${describePoint('At the trip', atTrip, atTrip, story, trip)} ${waited} ${money(trip.forcedDuring)} was closed by force meanwhile.`,
    ...(atEnd === null
      ? ['It lasted until the end of the path.']
      : [describePoint('When it ended', atEnd, atTrip, story, trip)]),
    ...(after === null
      ? []
      : [
          `${describePoint('As long again after', after, atTrip, story, trip)} ${money(trip.forcedAfter)} was closed by force in between.`,
        ]),
  ];
}

function describePoint(
  when: string,
  { indexTicks, markTicks, lastTicks }: PricePoint,
  start: PricePoint,
  { scenario }: CauseStory,
  { instrument }: ControlTrip,
): string {
  const { tickSize } = scenario.venue.instruments[instrument]!;
  const price = (ticks: number): string => formatPrice(ticks * tickSize, tickSize);
  const moved = indexTicks === start.indexTicks ? '' : ` (${formatChange(indexTicks / start.indexTicks - 1)})`;
  return `${when}: index ${price(indexTicks)}${moved}, mark ${price(markTicks)}, book ${price(lastTicks)}.`;
}
