/** Each time that a control stepped in, and each operational fault: why, what waited, and what happened after. */
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
  const hasFaults = trips.some(({ does }) => does === 'fails');
  const lines = [titleOf(hasFaults ? 'CONTROLS AND FAULTS' : 'CONTROLS', story)];
  if (trips.every(({ does }) => does === 'fails')) lines.push(...paragraph('No control stepped in.'));
  if (trips.length > 0) lines.push(...overview(trips, story));
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
      scopes.size === 1 ? [...scopes][0]! : scopes.has('the venue') ? 'several' : `${scopes.size} instruments`,
      formatCount(sum(({ deferrals }) => deferrals)),
      money(sum(({ forcedDuring }) => forcedDuring)),
      money(sum(({ forcedAfter }) => forcedAfter)),
    ];
  });
  return table([['', 'trips', 'in', 'waits', 'closed during', 'after'], ...rows]);
}

function describeTrip(trip: ControlTrip, story: CauseStory): string[] {
  const { atTrip, atEnd, after, does } = trip;
  const length = atEnd === null ? 'to the end of the path' : `until ${timeOf(story, trip.untilUs)}`;
  const what = describeWhat(trip, story.scenario);
  const isFault = does === 'fails';
  return [
    isFault ? `${what}, ${length}.` : `Why: ${describeWhy(trip, story.scenario)}. ${what} ${length}.`,
    `${describePoint(isFault ? 'When it began' : 'At the trip', atTrip, atTrip, story, trip)} ${describeWaiting(trip)}${money(trip.forcedDuring)} was closed by force meanwhile.`,
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

/** Nothing of what lets liquidations be. */
function describeWaiting(trip: ControlTrip): string {
  const { deferrals, accounts, does, commandsDelayed, commandsLost, fault } = trip;
  const commands = [
    ...(commandsDelayed > 0 ? [`${formatCount(commandsDelayed)} had to wait`] : []),
    ...(commandsLost > 0 ? [`${formatCount(commandsLost)} got lost`] : []),
  ];
  return [
    ...(fault === null ? [] : [describeLiquidating(fault)]),
    ...(deferrals > 0 ? [`${plural(accounts, 'account')} had to wait, ${plural(deferrals, 'time')} in all. `] : []),
    ...(deferrals === 0 && (does === 'stopsTrading' || does === 'holdsOrders') ? ['No liquidation had to wait. '] : []),
    ...(commands.length === 0 ? [] : [`Of what agents asked for, ${commands.join(' and ')}. `]),
  ].join('');
}

function describeLiquidating({ liquidatingAtTrip, liquidatingAtEnd }: NonNullable<ControlTrip['fault']>): string {
  const end = liquidatingAtEnd === null ? '' : `, ${formatCount(liquidatingAtEnd)} when it ended`;
  return `${plural(liquidatingAtTrip, 'account')} under liquidation${end}. `;
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
