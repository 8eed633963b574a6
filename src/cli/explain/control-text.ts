/** Each time that a control stepped in: why, what waited, and what happened after. */
import { formatChange, formatCount, plural } from '../../base/format.ts';
import type { ControlTrip, PricePoint } from '../../experiment/causes/cause-record.ts';
import { NO_INSTRUMENT } from '../../instruments/instrument.ts';
import { formatPrice } from './amounts.ts';
import { money, symbolOf, table, timeOf, titleOf, type CauseStory } from './cause-words.ts';
import { describeWhat, describeWhy, nameOf } from './control-words.ts';
import { paragraph } from './tree-text.ts';

const TRIPS_MAX = 20;

export function formatControls(story: CauseStory): string {
  const { trips } = story.causes;
  const lines = [titleOf('CONTROLS', story)];
  if (trips.length === 0) lines.push(...paragraph('No control stepped in.'));
  else lines.push(...overview(trips, story));
  for (const trip of trips.slice(0, TRIPS_MAX)) {
    lines.push('', `${timeOf(story, trip.timeUs)}  ${nameOf(trip)}: ${scopeOf(trip, story)}`);
    for (const text of describeTrip(trip, story)) lines.push(...paragraph(text));
  }
  const left = trips.length - TRIPS_MAX;
  if (left > 0) lines.push('', ...paragraph(`... ${plural(left, 'more trip')}; --json has all of them`));
  return `${lines.join('\n')}\n`;
}

/** All trips, by control. */
function overview(trips: readonly ControlTrip[], story: CauseStory): string[] {
  const names = [...new Set(trips.map(nameOf))];
  const rows = names.map((name) => {
    const some = trips.filter((trip) => nameOf(trip) === name);
    const sum = (of: (trip: ControlTrip) => number): number => some.reduce((total, trip) => total + of(trip), 0);
    const scopes = new Set(some.map((trip) => scopeOf(trip, story)));
    return [
      name.toLowerCase(),
      formatCount(some.length),
      scopes.size === 1 ? [...scopes][0]! : `${scopes.size} instruments`,
      formatCount(sum(({ deferrals }) => deferrals)),
      money(sum(({ forcedDuring }) => forcedDuring)),
      money(sum(({ forcedAfter }) => forcedAfter)),
    ];
  });
  return table([['', 'trips', 'in', 'waits', 'closed during', 'after'], ...rows]);
}

function describeTrip(trip: ControlTrip, story: CauseStory): string[] {
  const { atTrip, atEnd, after } = trip;
  const { venue } = story.scenario;
  const length = atEnd === null ? 'to the end of the path' : `until ${timeOf(story, trip.untilUs)}`;
  return [
    `Why: ${describeWhy(trip, venue)}. ${describeWhat(trip, venue)} ${length}.`,
    `${describePoint('At the trip', atTrip, atTrip, story, trip)} ${describeWaiting(trip)}${money(trip.forcedDuring)} was closed by force meanwhile.`,
    ...(atEnd === null
      ? []
      : [describePoint('When it ended', atEnd, atTrip, story, trip) + describeAuction(trip, story)]),
    ...(after === null
      ? []
      : [
          `${describePoint('As long again after', after, atTrip, story, trip)} ${money(trip.forcedAfter)} was closed by force in between.`,
        ]),
  ];
}

/** Nothing of a control that lets liquidations be. */
function describeWaiting({ deferrals, accounts, does }: ControlTrip): string {
  if (deferrals > 0) return `${plural(accounts, 'account')} had to wait, ${plural(deferrals, 'time')} in all. `;
  return does === 'acts' ? '' : 'No liquidation had to wait. ';
}

function scopeOf({ instrument }: ControlTrip, story: CauseStory): string {
  return instrument === NO_INSTRUMENT ? 'the venue' : symbolOf(story, instrument);
}

function describePoint(
  when: string,
  { indexTicks, markTicks, lastTicks, fund }: PricePoint,
  start: PricePoint,
  { scenario }: CauseStory,
  { instrument }: ControlTrip,
): string {
  if (instrument === NO_INSTRUMENT) return `${when}: fund ${money(fund)}.`;
  const { tickSize } = scenario.venue.instruments[instrument]!;
  const price = (ticks: number): string => formatPrice(ticks * tickSize, tickSize);
  const moved = indexTicks === start.indexTicks ? '' : ` (${formatChange(indexTicks / start.indexTicks - 1)})`;
  return `${when}: index ${price(indexTicks)}${moved}, mark ${price(markTicks)}, book ${price(lastTicks)}.`;
}

function describeAuction({ auction, instrument }: ControlTrip, { scenario }: CauseStory): string {
  if (auction === null) return '';
  const { tickSize } = scenario.venue.instruments[instrument]!;
  return auction.lots === 0
    ? ' Nothing was traded in the call auction.'
    : ` The call auction traded ${plural(auction.lots, 'lot')} at ${formatPrice(auction.priceTicks * tickSize, tickSize)}.`;
}
