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
  orderBand: 'ORDER BAND',
  throttle: 'LIQUIDATION THROTTLE',
  limitUpDown: 'LIMIT-UP/LIMIT-DOWN',
  dynamicBreaker: 'DYNAMIC BREAKER',
  marketWide: 'MARKET-WIDE LEVEL',
};

export function formatControls(story: CauseStory): string {
  const { trips } = story.causes;
  const lines = [titleOf('CONTROLS', story)];
  if (trips.length === 0) lines.push(...paragraph('No control stepped in.'));
  for (const trip of trips.slice(0, TRIPS_MAX)) {
    lines.push('', `${timeOf(story, trip.timeUs)}  ${nameOf(trip)}: ${symbolOf(story, trip.instrument)}`);
    for (const text of describeTrip(trip, story)) lines.push(...paragraph(text));
  }
  const left = trips.length - TRIPS_MAX;
  if (left > 0) lines.push('', ...paragraph(`... ${plural(left, 'more trip')}; --json has all of them`));
  return `${lines.join('\n')}\n`;
}

function describeTrip(trip: ControlTrip, story: CauseStory): string[] {
  const { atTrip, atEnd, after } = trip;
  const until = timeOf(story, trip.untilUs);
  const why = trip.stopsTrading
    ? `Why: ${describeStop(trip)}. Trading stopped until ${until}.`
    : `Why: ${describeHold(trip)}. Until ${until}.`;
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

function nameOf({ control }: ControlTrip): string {
  return control
    .split('|')
    .map((name) => NAMES[name] ?? name)
    .join(' OR ');
}

/** What stopped trading: `moveLog` is what each control measures. */
function describeStop({ control, moveLog }: ControlTrip): string {
  const moved = `${moveLog < 0 ? 'fallen' : 'risen'} ${formatShare(Math.abs(expm1(moveLog)))}`;
  switch (control) {
    case 'limitUpDown':
      return `the book had ${moved} from its reference, to a band, and stayed there`;
    case 'dynamicBreaker':
      return `the price had ${moved} from the far end of its window`;
    case 'marketWide':
      return `the index of the whole market had ${moved} from the prior close`;
    default:
      return `the mark had ${moved} within the window`;
  }
}

function describeHold({ control }: ControlTrip): string {
  switch (control) {
    case 'throttle':
      return "liquidations had used up the window's budget";
    case 'priceBand':
      return 'orders could not fill within the band around the index';
    case 'orderBand':
      return 'orders could not fill within their band';
    case 'limitUpDown':
      return 'orders could not fill within the bands around its reference';
    default:
      return 'orders could not fill within the strictest of these bands';
  }
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
